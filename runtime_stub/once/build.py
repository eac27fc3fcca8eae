"""Builds `once` from the source beside this file: `python runtime_stub/once/build.py`.

Writes `runtime_stub/flowrt/engine/once-x86_64-linux`, or the file named as the first argument. The
same source and the same compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parent / "flowrt" / "engine" / "once-x86_64-linux"


def command(target: Path, cache: Path) -> list[str]:
    """Return the command that builds it into `target`; it needs no C library."""
    return [
        sys.executable, "-m", "ziglang", "build-lib", "-dynamic", str(HERE / "once.zig"),
        "-target", "x86_64-linux-gnu.2.28", "-mcpu", "x86_64", "-O", "ReleaseSafe", "-fstrip",
        "-fno-compiler-rt",
        "--cache-dir", str(cache), "--global-cache-dir", str(cache), f"-femit-bin={target}",
    ]  # fmt: skip


def build() -> bytes:
    """Return what was built; its cache and output live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "once.so"
        subprocess.run(command(target, Path(folder) / "cache"), check=True)  # noqa: S603 - our own
        return target.read_bytes()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
