"""Value types, from their opcodes to type terms.

A type is finished when it is read: what it is made of stands before it. How deep and how large it
would be, written out, is bounded, so that whoever walks it later may recurse.
Source: Binary.md, "Type Definitions" (defvaltype).
"""

from collections.abc import Sequence

from flowc.frontend import terms
from flowc.frontend.binary.names import labels
from flowc.frontend.binary.opcodes import TypeOp
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.scope import (
    Resource,
    Scope,
    Sort,
    Value,
    item_at,
    narrow,
    refer_as,
)
from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    Handle,
    List,
    Opaque,
    Option,
    Prim,
    PrimName,
    Record,
    Result,
    Tuple,
    Type,
    Variant,
)

MAX_TYPE_DEPTH = 100
MAX_TYPE_SIZE = 100_000
MAX_FLAGS = 32
MAX_TEXT = 200
OPCODES = 0x7F

_NAMES: tuple[PrimName, ...] = (
    *("string", "char", "f64", "f32", "u64", "s64", "u32", "s32", "u16", "s16", "u8", "s8"),
    "bool",
)
_PRIMS: dict[int, Value] = {
    TypeOp.ERROR_CONTEXT: Value(Opaque("error-context"), 1, 1),
    **{0x73 + i: Value(Prim(name), 1, 1) for i, name in enumerate(_NAMES)},
}


def value_type(reader: Reader, scope: Scope, expected: str) -> Value:
    """Read a value type where one is used: a primitive or the index of a defined type."""
    at = reader.pos
    reference = reader.s33(expected)
    if reference >= 0:
        item = item_at(reader, scope, Sort.TYPE, reference, at)
        return narrow(reader, item, Value, f"{expected}, a value type", at)
    primitive = _PRIMS.get(reference & OPCODES)
    if primitive is None:
        raise reader.bad(f"{expected}, a value type", f"opcode 0x{reference & OPCODES:02x}", at)
    return primitive


def defined_type(reader: Reader, scope: Scope, opcode: int, at: int) -> Value:
    """Read the definition of a value type, whose opcode was read at `at`."""
    match opcode:
        case TypeOp.RECORD:
            return _record(reader, scope, at)
        case TypeOp.VARIANT:
            return _variant(reader, scope, at)
        case TypeOp.TUPLE:
            return _tuple(reader, scope, at)
        case TypeOp.FLAGS:
            return _flags(reader, at)
        case TypeOp.ENUM:
            return Value(Enum(tuple(labels(reader, "case"))), 1, 1)
        case TypeOp.LIST:
            element = value_type(reader, scope, "a list's element")
            return _made(reader, List(element.type), (element,), at)
        case TypeOp.OPTION:
            some = value_type(reader, scope, "an option's content")
            return _made(reader, Option(some.type), (some,), at)
        case TypeOp.RESULT:
            return _result(reader, scope, at)
        case _ if opcode in _PRIMS:
            return _PRIMS[opcode]
        case TypeOp.OWN:
            return Value(Handle("own", _resource(reader, scope)), 1, 1)
        case TypeOp.BORROW:
            return Value(Handle("borrow", _resource(reader, scope)), 1, 1)
        case _:
            return Value(Opaque(_cut(_opaque(reader, scope, opcode, at))), 1, 1)


def _made(reader: Reader, type_: Type, parts: Sequence[Value], at: int) -> Value:
    depth = 1 + max((part.depth for part in parts), default=0)
    size = 1 + sum(part.size for part in parts)
    if depth > MAX_TYPE_DEPTH:
        raise reader.bad(f"types nested up to {MAX_TYPE_DEPTH} deep", "a deeper one", at)
    if size > MAX_TYPE_SIZE:
        raise reader.bad(f"a type of up to {MAX_TYPE_SIZE} parts", f"{size} parts", at)
    return Value(type_, depth, size)


def _record(reader: Reader, scope: Scope, at: int) -> Value:
    named = [(name, value_type(reader, scope, "a field")) for name in labels(reader, "field")]
    fields = tuple(Field(name, part.type) for name, part in named)
    return _made(reader, Record(fields), [part for _, part in named], at)


def _variant(reader: Reader, scope: Scope, at: int) -> Value:
    cases: list[Case] = []
    parts: list[Value] = []
    for name in labels(reader, "case"):
        payload = optional_type(reader, scope, "a case's payload")
        _end_of_case(reader)
        cases.append(Case(name, payload.type if payload else None))
        parts += [payload] if payload else []
    return _made(reader, Variant(tuple(cases)), parts, at)


def _tuple(reader: Reader, scope: Scope, at: int) -> Value:
    count = reader.count("items of a tuple")
    if not count:
        raise reader.bad("a tuple of at least one item", "none", at)
    parts = [value_type(reader, scope, "a tuple's item") for _ in range(count)]
    return _made(reader, Tuple(tuple(part.type for part in parts)), parts, at)


def _flags(reader: Reader, at: int) -> Value:
    names = tuple(labels(reader, "flag"))
    if len(names) > MAX_FLAGS:
        raise reader.bad(f"up to {MAX_FLAGS} flags", str(len(names)), at)
    return Value(Flags(names), 1, 1)


def _result(reader: Reader, scope: Scope, at: int) -> Value:
    ok = optional_type(reader, scope, "a result's ok type")
    err = optional_type(reader, scope, "a result's err type")
    type_ = Result(ok.type if ok else None, err.type if err else None)
    return _made(reader, type_, [part for part in (ok, err) if part], at)


def optional_type(reader: Reader, scope: Scope, expected: str) -> Value | None:
    """Read 0, or 1 and a value type."""
    at = reader.pos
    match reader.byte(f"{expected} (0 or 1)"):
        case 0:
            return None
        case 1:
            return value_type(reader, scope, expected)
        case other:
            raise reader.bad(f"{expected} (0 or 1)", f"0x{other:02x}", at)


def _opaque(reader: Reader, scope: Scope, opcode: int, at: int) -> str:
    match opcode:
        case TypeOp.FIXED_LIST:
            element = _text(value_type(reader, scope, "a list's element"))
            return f"list<{element}, {reader.u32('the length of a list')}>"
        case TypeOp.STREAM | TypeOp.FUTURE:
            word = TypeOp(opcode).name.lower()
            content = optional_type(reader, scope, f"a {word}'s content")
            return f"{word}<{_text(content)}>" if content else word
        case TypeOp.MAP:
            key = _text(value_type(reader, scope, "a map's key"))
            return f"map<{key}, {_text(value_type(reader, scope, 'a map value'))}>"
        case _:
            raise reader.bad("the opcode of a type", f"0x{opcode:02x}", at)


def _resource(reader: Reader, scope: Scope) -> terms.Resource:
    return refer_as(reader, scope, Sort.TYPE, Resource, "a resource").term


def _text(value: Value) -> str:
    """Return a short text for a type, whatever its size: its name, or its outermost word."""
    match value.type:
        case Prim() | Opaque() | Handle():
            return str(value.type)
        case (
            Record(declared=name)
            | Variant(declared=name)
            | Enum(declared=name)
            | Flags(declared=name)
        ) if name:
            return str(name)
        case type_:
            return f"{type(type_).__name__.lower()}<..>"


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def _end_of_case(reader: Reader) -> None:
    at, expected = reader.pos, "the end of a case (0)"
    if other := reader.byte(expected):
        raise reader.bad(expected, f"0x{other:02x}", at)
