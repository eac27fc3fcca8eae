"""Builds the codec from the Zig sources beside this file: `python runtime_stub/codec/build.py`.

Writes `compiler/flowc/produce/codec.wasm`, or the file named as the first argument. The same
sources and the same compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parents[1] / "compiler" / "flowc" / "produce" / "codec.wasm"
STACK_BYTES = 64 << 10


def exports(source: str) -> list[str]:
    """Return the names that `codec.zig` exports, in order."""
    return re.findall(r"^(?:export fn |    @export\(.*\.name = \")(\w+)", source, re.MULTILINE)


def command(target: Path, cache: Path) -> list[str]:
    """Return the command that builds the codec into `target`."""
    names = ["__heap_base", *exports((HERE / "codec.zig").read_text())]
    return [
        sys.executable, "-m", "ziglang", "build-exe", str(HERE / "codec.zig"),
        "-target", "wasm32-freestanding", "-mcpu", "generic+simd128",
        "-O", "ReleaseFast", "-fstrip", "-fno-entry", "--stack", str(STACK_BYTES),
        *(f"--export={name}" for name in names),
        "--cache-dir", str(cache), "--global-cache-dir", str(cache), f"-femit-bin={target}",
    ]  # fmt: skip


def build() -> bytes:
    """Return the built codec; its cache and output live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "codec.wasm"
        subprocess.run(command(target, Path(folder) / "cache"), check=True)  # noqa: S603 - our own
        return target.read_bytes()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
