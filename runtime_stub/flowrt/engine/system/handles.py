"""Resources that are numbers of ours, as the engine hands them about, and results with some."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING

from flowrt.engine import capi
from flowrt.engine.traps import check

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Iterable


def number_of(api: ctypes.CDLL, context: int, lent: capi.Value) -> int:
    """Return the number of a resource of ours; what was lent is given back by that."""
    found, handle = capi.Pointer(), lent.of.resource
    check(api, api.wasmtime_component_resource_any_to_host(context, handle, byref(found)))
    number: int = api.wasmtime_component_resource_host_rep(found)
    api.wasmtime_component_resource_host_delete(found)
    return number


def handle_of(api: ctypes.CDLL, context: int, number: int, kind: int) -> int | None:
    """Return a handle that owns a resource of ours, of a type that is known by a number."""
    found = capi.Pointer()
    made = api.wasmtime_component_resource_host_new(True, number, kind)  # noqa: FBT003 - C has no names
    try:
        check(api, api.wasmtime_component_resource_host_to_any(context, made, byref(found)))
    finally:
        api.wasmtime_component_resource_host_delete(made)
    return found.value


def dropped(api: ctypes.CDLL, context: int, handle: int) -> int | None:
    """Drop what a handle of the engine's stands for, and free it; return an error."""
    error: int | None = api.wasmtime_component_resource_any_drop(context, handle)
    api.wasmtime_component_resource_any_delete(handle)
    return error


def freed(api: ctypes.CDLL, handles: Iterable[int]) -> None:
    """Free the handles of a store that is gone, with all that it had."""
    for handle in handles:
        api.wasmtime_component_resource_any_delete(handle)


def refused(api: ctypes.CDLL, slot: capi.Value, code: str) -> None:
    """Write a result that is an error, given as the name of its case."""
    error = capi.Value()
    error.kind = capi.ENUM
    api.wasm_byte_vec_new(byref(error.of.string), len(code), code.encode())
    slot.kind = capi.RESULT
    slot.of.result.is_ok = False
    slot.of.result.value = api.wasmtime_component_val_new(byref(error))


def handles_in(value: capi.Value) -> list[capi.Value]:
    """Return the handles in a result that went well, in their order."""
    if value.kind == capi.RESOURCE:
        return [value]
    if value.kind == capi.RESULT and value.of.result.is_ok:
        return handles_in(value.of.result.value.contents)
    if value.kind in (capi.TUPLE, capi.LIST):
        items = value.of.vector.data[: value.of.vector.size]
        return [handle for item in items for handle in handles_in(item)]
    return []
