"""Reads a value out of memory, from the canonical ABI's `load`, without the compiler's layout."""

import struct
from collections.abc import Callable

from tests.strategies import Value

from flowc.frontend import terms as t

Read = Callable[[int, int], bytes]
_FORMATS = {
    "u8": "B", "s8": "b", "u16": "H", "s16": "h", "u32": "I", "s32": "i", "u64": "Q", "s64": "q",
    "f32": "f", "f64": "d",
}  # fmt: skip


def lift(read: Read, type_: t.Type, at: int) -> Value:
    """Return the value at an address."""
    match type_:
        case t.Prim("bool"):
            return {0: False, 1: True}[read(at, 1)[0]]
        case t.Prim("char"):
            return chr(_number(read, "I", at))
        case t.Prim("string"):
            return read(*_span(read, at)).decode()
        case t.Prim(name):
            return _number(read, _FORMATS[name], at)
        case t.List(t.Prim("u8")):
            return read(*_span(read, at))
        case t.List(item):
            start, count = _span(read, at)
            assert start % _form(item)[1] == 0
            return [lift(read, item, start + i * _form(item)[0]) for i in range(count)]
        case t.Record(fields):
            return dict(zip((f.name for f in fields), _sequence(read, type_, at), strict=True))
        case t.Tuple():
            return tuple(_sequence(read, type_, at))
        case t.Flags(labels):
            bits = int.from_bytes(read(at, _form(type_)[0]), "little")
            assert bits < 1 << len(labels)
            return frozenset(label for i, label in enumerate(labels) if bits >> i & 1)
        case _:
            return _choice(read, type_, at)


def _number(read: Read, form: str, at: int) -> Value:
    size = struct.calcsize(form)
    assert at % size == 0
    return struct.unpack("<" + form, read(at, size))[0]


def _span(read: Read, at: int) -> tuple[int, int]:
    return _number(read, "I", at), _number(read, "I", at + 4)


def _sequence(read: Read, type_: t.Record | t.Tuple, at: int) -> list[Value]:
    found = []
    for part in _parts(type_):
        size, align = _form(part)
        at += -at % align
        found.append(lift(read, part, at))
        at += size
    return found


def _parts(type_: t.Record | t.Tuple) -> list[t.Type]:
    return list(type_.items) if isinstance(type_, t.Tuple) else [f.type for f in type_.fields]


def _choice(read: Read, type_: t.Type, at: int) -> Value:
    assert isinstance(type_, t.Variant | t.Enum | t.Option | t.Result)
    cases = t.cases_of(type_)
    size = _tag(len(cases))
    case = cases[int.from_bytes(read(at, size), "little")]
    start = at + size
    start += -start % max(_form(c.payload)[1] for c in cases)
    payload = None if case.payload is None else lift(read, case.payload, start)
    if isinstance(type_, t.Enum):
        return case.name
    return None if case.name == "none" and isinstance(type_, t.Option) else (case.name, payload)


def _tag(cases: int) -> int:
    return 1 if cases <= 0x100 else 2 if cases <= 0x10000 else 4


def _form(type_: t.Type | None) -> tuple[int, int]:
    """Return the size and alignment of a value."""
    match type_:
        case None:
            return 0, 1
        case t.Prim("bool"):
            return 1, 1
        case t.Prim("char"):
            return 4, 4
        case t.Prim("string") | t.List():
            return 8, 4
        case t.Prim(name):
            return (struct.calcsize(_FORMATS[name]),) * 2
        case t.Flags(labels):
            size = 1 if len(labels) <= 8 else 2 if len(labels) <= 16 else 4
            return size, size
        case t.Record() | t.Tuple():
            end, widest = 0, 1
            for part in _parts(type_):
                size, align = _form(part)
                end, widest = end + -end % align + size, max(widest, align)
            return end + -end % widest, widest
        case _:
            assert isinstance(type_, t.Variant | t.Enum | t.Option | t.Result)
            tag = _tag(len(t.cases_of(type_)))
            forms = [_form(case.payload) for case in t.cases_of(type_)]
            align = max(tag, *(align for _, align in forms))
            start = tag + -tag % max(align for _, align in forms)
            end = start + max(size for size, _ in forms)
            return end + -end % align, align
