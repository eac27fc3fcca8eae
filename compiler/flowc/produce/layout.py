"""Canonical layout: where the parts of a value lie in memory, and its flat core form.

Takes type terms, gives sizes, alignments and offsets in bytes, and core value types.
Source: the Component Model's CanonicalABI, "Alignment", "Element Size" and "Flattening".
"""

from functools import cache
from typing import Literal, TypeAlias, assert_never

from flowc.frontend import terms as t

Core: TypeAlias = Literal["i32", "i64", "f32", "f64"]

MAX_FLAT_PARAMS = 16

_PRIM_SIZE = {
    "bool": 1, "u8": 1, "s8": 1, "u16": 2, "s16": 2, "u32": 4, "s32": 4, "u64": 8, "s64": 8,
    "f32": 4, "f64": 8, "char": 4, "string": 8,
}  # fmt: skip


HANDLE_SIZE = 4


def align_to(offset: int, alignment: int) -> int:
    """Round `offset` up to a multiple of `alignment`."""
    return -(-offset // alignment) * alignment


def discriminant_size(cases: int) -> int:
    """Return the bytes of a discriminant over so many cases: 1, 2 or 4."""
    if cases <= 1 << 8:
        return 1
    return 2 if cases <= 1 << 16 else 4


def flags_size(labels: int) -> int:
    """Return the bytes that so many flags take: 1, 2 or 4."""
    if labels <= 8:  # noqa: PLR2004 - bits in a byte
        return 1
    return 2 if labels <= 16 else 4  # noqa: PLR2004 - bits in two bytes


@cache
def align_of(type_: t.Type) -> int:
    """Return the alignment of a value in bytes."""
    match type_:
        case t.Prim("string") | t.List():
            return 4
        case t.Prim(name):
            return _PRIM_SIZE[name]
        case t.Handle():
            return HANDLE_SIZE
        case t.Record(fields):
            return max((align_of(f.type) for f in fields), default=1)
        case t.Tuple(items):
            return max((align_of(item) for item in items), default=1)
        case t.Variant() | t.Enum() | t.Option() | t.Result():
            cases = t.cases_of(type_)
            payloads = (align_of(c.payload) for c in cases if c.payload is not None)
            return max(discriminant_size(len(cases)), *payloads, 1)
        case t.Flags(labels):
            return flags_size(len(labels))
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


@cache
def size_of(type_: t.Type) -> int:
    """Return the size of a value in bytes, a multiple of its alignment."""
    match type_:
        case t.Prim(name):
            return _PRIM_SIZE[name]
        case t.Handle():
            return HANDLE_SIZE
        case t.List():
            return 8
        case t.Record() | t.Tuple():
            end = max(map(_end, offsets_of(type_), parts_of(type_)), default=0)
            return align_to(end, align_of(type_))
        case t.Variant() | t.Enum() | t.Option() | t.Result():
            payloads = (size_of(c.payload) for c in t.cases_of(type_) if c.payload is not None)
            return align_to(payload_offset(type_) + max(0, 0, *payloads), align_of(type_))
        case t.Flags(labels):
            return flags_size(len(labels))
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


def _end(offset: int, part: t.Type) -> int:
    return offset + size_of(part)


def parts_of(type_: t.Record | t.Tuple) -> tuple[t.Type, ...]:
    """Return the types of a record's fields or a tuple's items, in order."""
    match type_:
        case t.Record(fields):
            return tuple(f.type for f in fields)
        case t.Tuple(items):
            return items


@cache
def offsets_of(type_: t.Record | t.Tuple) -> tuple[int, ...]:
    """Return where each part starts, in bytes from the start of the value."""
    offsets = []
    end = 0
    for part in parts_of(type_):
        start = align_to(end, align_of(part))
        offsets.append(start)
        end = start + size_of(part)
    return tuple(offsets)


@cache
def payload_offset(type_: t.Variant | t.Enum | t.Option | t.Result) -> int:
    """Return where the payload of any case starts."""
    cases = t.cases_of(type_)
    payloads = (align_of(c.payload) for c in cases if c.payload is not None)
    return align_to(discriminant_size(len(cases)), max(1, 1, *payloads))


def join(left: Core, right: Core) -> Core:
    """Return the core type that can carry either of two; source: CanonicalABI `join`."""
    if left == right:
        return left
    return "i32" if {left, right} == {"i32", "f32"} else "i64"


@cache
def flat(type_: t.Type) -> tuple[Core, ...]:
    """Return a value's flat form, as it is passed in core parameters."""
    match type_:
        case t.Prim("string") | t.List():
            return ("i32", "i32")
        case t.Prim("u64" | "s64"):
            return ("i64",)
        case t.Prim("f32"):
            return ("f32",)
        case t.Prim("f64"):
            return ("f64",)
        case t.Prim() | t.Flags() | t.Handle():
            return ("i32",)
        case t.Record() | t.Tuple():
            return tuple(core for part in parts_of(type_) for core in flat(part))
        case t.Variant() | t.Enum() | t.Option() | t.Result():
            return ("i32", *_joined_payloads(t.cases_of(type_)))
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


def _joined_payloads(cases: tuple[t.Case, ...]) -> tuple[Core, ...]:
    joined: list[Core] = []
    for case in cases:
        for i, core in enumerate(flat(case.payload) if case.payload is not None else ()):
            if i < len(joined):
                joined[i] = join(joined[i], core)
            else:
                joined.append(core)
    return tuple(joined)
