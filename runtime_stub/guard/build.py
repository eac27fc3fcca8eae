"""Builds the guard from the text beside this file: `python runtime_stub/guard/build.py`.

Writes `runtime_stub/flowrt/engine/guard.wasm`, or the file named as the first argument.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import sys
from pathlib import Path

from wasmtime import wat2wasm

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parent / "flowrt" / "engine" / "guard.wasm"


def build() -> bytes:
    """Return the guard as a component."""
    return bytes(wat2wasm((HERE / "guard.wat").read_text(encoding="utf-8")))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    target.write_bytes(build())
