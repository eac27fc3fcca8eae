"""Python values as the engine takes them from a function that it calls.

What is written becomes the engine's, which frees it; so all of it is allocated by the engine.
"""

from __future__ import annotations

import ctypes
from typing import TypeAlias

from flowrt.engine import capi
from flowrt.value import Value


class Datetime(Value):
    """`wasi:clocks/wall-clock.datetime`: seconds since 1970, and nanoseconds."""

    seconds: int
    nanoseconds: int


class Pair(Value):
    """A tuple of two `u64`."""

    one: int
    other: int


class Variables(Value):
    """A list of names and values; an empty one is an empty list of anything."""

    pairs: tuple[tuple[bytes, bytes], ...]


Slot: TypeAlias = capi.Value
_PIECE = 1 << 12
_BYTES = tuple(bytes(capi.Value(capi.U8, capi.Payload(byte))) for byte in range(256))
"""How the engine has each `u8`."""


def written(api: ctypes.CDLL, slot: Slot, value: object) -> None:
    """Write a value: a `u64`, a `list<u8>`, an absent option, or one of those above."""
    match value:
        case int():
            slot.kind, slot.of.u64 = capi.U64, value
        case bytes():
            _bytes(api, slot, value)
        case Datetime(seconds, nanoseconds):
            _datetime(api, slot, seconds, nanoseconds)
        case Pair(one, other):
            for item, number in zip(_vector(api, slot, capi.TUPLE, 2), (one, other), strict=True):
                written(api, item, number)
        case Variables(pairs):
            for item, pair in zip(_vector(api, slot, capi.LIST, len(pairs)), pairs, strict=True):
                for part, text in zip(_vector(api, item, capi.TUPLE, 2), pair, strict=True):
                    _text(api, part, text)
        case _:
            slot.kind, slot.of.option = capi.OPTION, None


def _vector(api: ctypes.CDLL, slot: Slot, kind: int, size: int) -> list[Slot]:
    """Make a list or a tuple; return its items, to be written."""
    slot.kind = kind
    made = ctypes.byref(slot.of.vector)
    if kind == capi.LIST:
        api.wasmtime_component_vallist_new_uninit(made, size)
    else:
        api.wasmtime_component_valtuple_new_uninit(made, size)
    return [slot.of.vector.data[i] for i in range(size)]


def _bytes(api: ctypes.CDLL, slot: Slot, data: bytes) -> None:
    """Write a list of bytes, which are values of their own to the engine, many at once."""
    slot.kind = capi.LIST
    api.wasmtime_component_vallist_new_uninit(ctypes.byref(slot.of.vector), len(data))
    at = ctypes.cast(slot.of.vector.data, ctypes.c_void_p).value or 0
    for start in range(0, len(data), _PIECE):
        piece = b"".join([_BYTES[byte] for byte in data[start : start + _PIECE]])
        ctypes.memmove(at + start * ctypes.sizeof(Slot), piece, len(piece))


def _datetime(api: ctypes.CDLL, slot: Slot, seconds: int, nanoseconds: int) -> None:
    slot.kind = capi.RECORD
    api.wasmtime_component_valrecord_new_uninit(ctypes.byref(slot.of.record), 2)
    first, second = slot.of.record.data[0], slot.of.record.data[1]
    _name(api, first.name, b"seconds")
    first.value.kind, first.value.of.u64 = capi.U64, seconds
    _name(api, second.name, b"nanoseconds")
    second.value.kind, second.value.of.u32 = capi.U32, nanoseconds


def _text(api: ctypes.CDLL, slot: Slot, text: bytes) -> None:
    slot.kind = capi.STRING
    _name(api, slot.of.string, text)


def _name(api: ctypes.CDLL, place: capi.Bytes, text: bytes) -> None:
    api.wasm_byte_vec_new(ctypes.byref(place), len(text), text)
