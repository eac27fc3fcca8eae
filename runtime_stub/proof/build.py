"""Builds `proof` from the source beside this file: `python runtime_stub/proof/build.py`.

Writes `runtime_stub/flowrt/proof-x86_64-linux`, or the file named as the first argument. The same
sources and the same compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAUNCHER = HERE.parent / "launcher"
COMMITTED = HERE.parent / "flowrt" / "proof-x86_64-linux"
PLAIN = ("-target", "x86_64-linux-none", "-fstrip", "-mcpu", "x86_64", "-O", "ReleaseSafe")
FAST = (
    "-target", "x86_64-linux-none", "-fstrip", "-mcpu", "x86_64_v3+sha", "-O", "ReleaseFast",
    "-fno-compiler-rt", "-fPIC",
)  # fmt: skip


def build() -> bytes:
    """Return what was built; its cache and output live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        fast, target = Path(folder) / "fast.o", Path(folder) / "proof.so"
        _zig("build-obj", fast, *FAST, str(LAUNCHER / "sha256_fast.zig"))
        root = ("--dep", "ed25519", "--dep", "sha256", f"-Mroot={HERE / 'proof.zig'}")
        parts = (f"-M{part}={LAUNCHER / part}.zig" for part in ("ed25519", "sha256"))
        modules = (word for part in parts for word in (*PLAIN, part))
        _zig("build-lib", target, "-dynamic", str(fast), *PLAIN, *root, *modules)
        return target.read_bytes()


def _zig(kind: str, target: Path, *words: str) -> None:
    cache = str(target.with_name("cache"))
    command = [
        sys.executable, "-m", "ziglang", kind, *words,
        "--cache-dir", cache, "--global-cache-dir", cache, f"-femit-bin={target}",
    ]  # fmt: skip
    subprocess.run(command, check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
