"""Core modules that were compiled apart from the component that imports them.

A component may import core modules; `compile_module` makes the code of one, `provide` gives a
component's linker the code of those that it imports. Bytes of code must have been verified, as
those of a component: `flowrt.engine.engine` says why.
"""

from __future__ import annotations

import ctypes
from ctypes import byref

from flowrt.archive.format import module_import
from flowrt.engine import capi
from flowrt.engine.loading import loaded
from flowrt.engine.traps import check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.engine.engine import Engine
    from flowrt.verify import Apart


def compile_module(engine: Engine, module: bytes) -> bytes:
    """Return a core module's native code; raises `EngineError`."""
    api, data = engine.api, capi.Bytes()
    made = _made(engine, api.wasmtime_module_new, module)
    try:
        check(api, api.wasmtime_module_serialize(made, byref(data)))
    finally:
        api.wasmtime_module_delete(made)
    copy = capi.copy_of(data)
    api.wasm_byte_vec_delete(byref(data))
    return copy


def provide(engine: Engine, linker: int, modules: Mapping[str, Apart]) -> None:
    """Let what is linked import modules, given as native code by the digests of their wasm."""
    api = engine.api
    root = api.wasmtime_component_linker_root(linker)
    try:
        for digest, apart in modules.items():
            name = module_import(digest).encode()
            made = loaded(engine, "module", apart.code)
            add = api.wasmtime_component_linker_instance_add_module
            error = add(root, name, len(name), made)
            api.wasmtime_module_delete(made)  # the linker has its own hold of it
            check(api, error)
    finally:
        api.wasmtime_component_linker_instance_delete(root)


def _made(engine: Engine, make: ctypes._NamedFuncPointer, data: bytes) -> int:
    made = capi.Pointer()
    check(engine.api, make(engine.pointer, data, len(data), byref(made)))
    return made.value or 0
