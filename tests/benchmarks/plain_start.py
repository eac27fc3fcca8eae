"""The flow of samples/hello run by wasmtime-py alone: `plain_start.py CODE NAME`.

CODE is the native code of the archive's component, made by wasmtime-py itself. Nothing is verified
and nothing is bounded; the result is printed.
"""

import sys
from pathlib import Path

from wasmtime import Engine, Store, WasiConfig
from wasmtime.component import Component, Linker


def greeting(code: str, name: str) -> str:
    """Return what the flow gives."""
    engine = Engine()
    component = Component.deserialize(engine, Path(code).read_bytes())
    linker, store = Linker(engine), Store(engine)
    linker.add_wasip2()
    store.set_wasi(WasiConfig())
    instance = linker.instantiate(store, component)
    flows = instance.get_export_index(store, "hello:app/flows@0.1.0")
    index = instance.get_export_index(store, "hello", flows)
    flow = instance.get_func(store, index) if index is not None else None
    if flow is None:
        raise LookupError("the component exports no `hello`")
    result: str = flow(store, name)
    return result


if __name__ == "__main__":
    print(greeting(*sys.argv[1:]))
