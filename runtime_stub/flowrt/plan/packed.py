"""The msgpack of a plan: by hand where the plan is small, else by msgpack's library.

The library imports Python's module of dates and more, for which it takes as long as it takes to
read a plan of 16 kB by hand. What is done by hand comes to the same: `unpack` leaves all that is
unusual to the library, and `spells` writes what was read once more and compares.
"""

from __future__ import annotations

SMALL = 16 << 10
"""Bytes up to which a plan is read by hand."""
MOST = 1 << 20
"""The most items of a list."""
_MAP, _LIST, _TEXT, _OTHER = 0x80, 0x90, 0xA0, 0xC0
"""Where the short forms begin, which have their length, or a number, in their first byte."""
_SINGLE: dict[int, object] = {0xC0: None, 0xC2: False, 0xC3: True}
_NUMBERS = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
"""The bytes of the number, or of the length, that comes after the first byte of a long form."""


def unpack(data: bytes) -> object:
    """Return the value that msgpack spells; raises `ValueError` or `RecursionError`."""
    if len(data) <= SMALL:
        try:
            value, end = _read(data, 0)
        except (IndexError, TypeError, ValueError, RecursionError):
            end = -1
        if end == len(data):
            return value
    import msgpack  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types

    other: object = msgpack.unpackb(data, max_array_len=MOST, max_ext_len=0)
    return other


def pack(value: object) -> bytes:
    """Return the shortest spelling of a value."""
    import msgpack  # noqa: PLC0415 - see the module

    packed: bytes = msgpack.packb(value, use_bin_type=True)
    return packed


def spells(data: bytes, value: object) -> bool:
    """Return whether bytes are the shortest spelling of a value that `unpack` gave."""
    return data == (b"".join(_written(value)) if len(data) <= SMALL else pack(value))


def _read(data: bytes, at: int) -> tuple[object, int]:
    """Return the value that begins at a byte, and where it ends, which may be behind the data."""
    first, at = data[at], at + 1
    if first < _MAP:
        return first, at
    if first < _LIST:
        return _map(data, at, first - _MAP)
    if first < _TEXT:
        return _list(data, at, first - _LIST)
    if first < _OTHER:
        return _text(data, at, first - _TEXT)
    if first in _SINGLE:
        return _SINGLE[first], at
    for forms, read in _LONG:
        if first in forms:
            size = forms[first]
            return read(data, at + size, int.from_bytes(data[at : at + size], "big"))
    raise ValueError("what no plan has")


def _number(_: bytes, at: int, number: int) -> tuple[object, int]:
    return number, at


def _text(data: bytes, at: int, size: int) -> tuple[object, int]:
    return data[at : at + size].decode(), at + size


def _list(data: bytes, at: int, size: int) -> tuple[object, int]:
    items = []
    for _ in range(size):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, size: int) -> tuple[object, int]:
    fields = {}
    for _ in range(size):
        name, at = _read(data, at)
        if not isinstance(name, str):
            raise TypeError("a field without a name")
        fields[name], at = _read(data, at)
    return fields, at


_LONG = ((_NUMBERS, _number), (_TEXTS, _text), (_LISTS, _list), (_MAPS, _map))


def _written(value: object) -> list[bytes]:
    """Return the parts of a value's shortest spelling."""
    match value:
        case None | bool():
            return [bytes([next(first for first, one in _SINGLE.items() if one is value)])]
        case int() if value < _MAP:
            return [bytes([value])]
        case int():
            return [_head(value, _MAP, _MAP, _NUMBERS)]
        case str():
            text = value.encode()
            return [_head(len(text), _TEXT, _OTHER, _TEXTS), text]
        case list():
            parts = [part for item in value for part in _written(item)]
            return [_head(len(value), _LIST, _TEXT, _LISTS), *parts]
        case dict():
            parts = [part for pair in value.items() for item in pair for part in _written(item)]
            return [_head(len(value), _MAP, _LIST, _MAPS), *parts]
        case _:
            raise TypeError(f"a plan has no {type(value).__name__}")


def _head(number: int, short: int, end: int, long: dict[int, int]) -> bytes:
    """Return a number or a length in the shortest form that has room for it."""
    if number < end - short:
        return bytes([short + number])
    first, size = next((first, size) for first, size in long.items() if number < 1 << 8 * size)
    return bytes([first]) + number.to_bytes(size, "big")
