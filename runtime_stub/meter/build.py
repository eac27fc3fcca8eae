"""Builds the meter from the source beside this file: `python runtime_stub/meter/build.py`.

Writes `runtime_stub/flowrt/engine/meter-TARGET` for each of `CPUS`. The same source and the same
compiler (ziglang, pinned in pyproject.toml) give the same bytes.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parent / "flowrt" / "engine"
CPUS = {"x86_64-linux": "x86_64", "aarch64-linux": "generic"}


def committed(machine: str) -> Path:
    """Return where the meter for a machine stands built."""
    return ENGINE / f"meter-{machine}"


def command(machine: str, target: Path, cache: Path) -> list[str]:
    """Return the command that builds the meter into `target`; it needs no C library."""
    return [
        sys.executable, "-m", "ziglang", "build-lib", "-dynamic", str(HERE / "meter.zig"),
        "-target", f"{machine}-gnu.2.28", "-mcpu", CPUS[machine], "-O", "ReleaseSafe", "-fstrip",
        "--cache-dir", str(cache), "--global-cache-dir", str(cache), f"-femit-bin={target}",
    ]  # fmt: skip


def build(machine: str) -> bytes:
    """Return the built meter; its cache and output live in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "meter.so"
        words = command(machine, target, Path(folder) / "cache")
        subprocess.run(words, check=True)  # noqa: S603 - our own
        return target.read_bytes()


if __name__ == "__main__":
    for machine in CPUS:
        committed(machine).write_bytes(build(machine))
