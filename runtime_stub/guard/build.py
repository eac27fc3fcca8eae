"""Builds what stands between components and the engine: `python runtime_stub/guard/build.py`.

Writes `NAME.wasm` for each into `runtime_stub/flowrt/engine`: the guard of requests, from the text
beside this file, and the relays, which `relay.py` writes. Or writes them into the folder that is
named as the first argument.
"""
# ruff: noqa: INP001 - a script beside its sources, not a package

import runpy
import sys
from pathlib import Path

from wasmtime import wat2wasm

HERE = Path(__file__).resolve().parent
COMMITTED = HERE.parent / "flowrt" / "engine" / "system"
RELAYS = ("filesystem", "sockets")


def build() -> dict[str, bytes]:
    """Return each component by its name."""
    relay = runpy.run_path(str(HERE / "relay.py"))["relay"]
    texts = {"guard": (HERE / "guard.wat").read_text(encoding="utf-8")}
    texts |= {name: relay(name) for name in RELAYS}
    return {name: bytes(wat2wasm(text)) for name, text in texts.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else COMMITTED
    for name, data in build().items():
        (folder / f"{name}.wasm").write_bytes(data)
