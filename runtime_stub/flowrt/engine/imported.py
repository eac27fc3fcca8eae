"""What a compiled component imports: names, and the functions of each instance among them."""

from __future__ import annotations

import ctypes
from ctypes import byref

from flowrt.engine import capi, capi_rare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from flowrt.engine.engine import Code

_INSTANCE, _FUNCTION = 1, 3
"""Kinds of imports and exports."""


def functions(code: Code) -> dict[str, tuple[str, ...]]:
    """Return the functions of each imported instance, by its name."""
    api, engine = code.api, code.engine.pointer
    kind = api.wasmtime_component_type(code.pointer)
    try:
        return dict(_imports(api, kind, engine))
    finally:
        api.wasmtime_component_type_delete(kind)


def _imports(api: ctypes.CDLL, kind: int, engine: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    count = api.wasmtime_component_type_import_count(kind, engine)
    for name, item in _nth(api, "wasmtime_component_type_import_nth", kind, engine, count):
        if item.kind == _INSTANCE:
            instance = item.of[0]
            size = api.wasmtime_component_instance_type_export_count(instance, engine)
            nth = "wasmtime_component_instance_type_export_nth"
            exports = _nth(api, nth, instance, engine, size)
            yield name, tuple(label for label, one in exports if one.kind == _FUNCTION)


def _nth(
    api: ctypes.CDLL, get: str, kind: int, engine: int, count: int
) -> Iterator[tuple[str, capi_rare.Item]]:
    """Give each item with its name; it is gone when the next is asked for."""
    for number in range(count):
        start, size, found = capi.Pointer(), ctypes.c_size_t(), capi.Pointer()
        getattr(api, get)(kind, engine, number, byref(start), byref(size), byref(found))
        item, name = capi_rare.Item(), ctypes.string_at(start, size.value).decode()
        api.wasmtime_component_extern_type(found, byref(item))
        try:
            yield name, item
        finally:
            api.wasmtime_component_item_delete(byref(item))
            api.wasmtime_component_extern_delete(found)
