"""What the primitive steps of a flow mean, over values as `tests.strategies` writes them.

Both evaluators stand on this; it shares nothing with the compiler but type terms. A step that
cannot be done raises `Cannot` with the kind of fault.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tests.produce.json_reference import nearest32, shortest32
from tests.strategies import Value

from flowc.frontend import terms as t
from flowc.text.span import Span

INTEGERS = {
    **{f"u{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
    **{f"s{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
}


class Cannot(Exception):  # noqa: N818 - it reads as `raise Cannot(kind)`
    """A step that has no result; `kind` is "overflow", "division" or "conversion"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Trap(Exception):  # noqa: N818 - the field's word
    """A component's function trapped."""


@dataclass(frozen=True)
class Place:
    """Where a flow faulted, as the fused code's sites tell it."""

    kind: str
    flow: str
    span: Span


class Fault(Exception):  # noqa: N818 - the field's word
    """A flow ended with a fault."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


def caught(type_: t.Type, kind: str) -> Value:
    """Return the err that a `try` gives for a kind of fault; nothing in a test reads its text."""
    named = {"call": "trap", "kept": "unkept"}.get(kind, "arithmetic")
    return make_case(type_, 1, {"kind": named, "message": ""})


def done_well(type_: t.Type, value: Value) -> Value:
    """Return the ok that a `try` gives."""
    return make_case(type_, 0, None if cases(type_)[0].payload is None else value)


# --- numbers -------------------------------------------------------------------------------------


def f32(value: float) -> float:
    """Round to an f32; what is too large becomes infinite."""
    if math.isnan(value) or math.isinf(value):
        return value
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def constant(type_: t.Type, value: Value) -> Value:
    """Return what a constant is, an f32 being written with more digits than it holds."""
    return f32(value) if type_ == t.Prim("f32") else value


def calculate(op: str, type_: t.Type, left: Value, right: Value) -> Value:
    name = str(type_)
    if name in INTEGERS:
        return _whole(op, name, left, right)
    value = _ratio(left, right) if op == "div" else _plain(op, left, right)
    return f32(value) if name == "f32" else value


def _whole(op: str, name: str, left: int, right: int) -> int:
    if op in ("div", "rem") and right == 0:
        raise Cannot("division")
    if op in ("div", "rem"):
        towards_zero = abs(left) // abs(right)
        quotient = towards_zero if (left >= 0) == (right >= 0) else -towards_zero
        return _fits(name, quotient if op == "div" else left - right * quotient)
    return _fits(name, _plain(op, left, right))


def _plain(op: str, left: Value, right: Value) -> Value:
    return {"add": left + right, "sub": left - right, "mul": left * right}[op]


def _fits(name: str, value: int, kind: str = "overflow") -> int:
    low, high = INTEGERS[name]
    if not low <= value <= high:
        raise Cannot(kind)
    return value


def _ratio(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def negate(type_: t.Type, value: Value) -> Value:
    return _fits(str(type_), -value) if str(type_) in INTEGERS else -value


def convert(target: t.Type, value: Value) -> Value:
    name = str(target)
    if name in INTEGERS:
        if not math.isfinite(value):
            raise Cannot("conversion")
        return _fits(name, math.trunc(value), "conversion")
    if name == "f32":
        return nearest32(str(value)) if isinstance(value, int) else f32(value)
    return float(value)


# --- comparisons and texts -----------------------------------------------------------------------


def compare(op: str, type_: t.Type, left: Value, right: Value) -> bool:
    if op in ("eq", "ne"):
        return equal(type_, left, right) == (op == "eq")
    return bool(
        {"lt": left < right, "le": left <= right, "gt": left > right}.get(op, left >= right)
    )


def equal(type_: t.Type, left: Value, right: Value) -> bool:
    """Compare by structure; written out, since Python takes a NaN in a list for equal to itself."""
    match type_:
        case t.Prim() | t.Enum() | t.Flags() | t.List(t.Prim("u8")):
            return bool(left == right)
        case t.List(element):
            pairs = zip(left, right, strict=False)
            return len(left) == len(right) and all(equal(element, *pair) for pair in pairs)
        case t.Record(fields):
            return all(equal(f.type, left[f.name], right[f.name]) for f in fields)
        case t.Tuple(items):
            return all(map(equal, items, left, right))
        case _:
            (index, inner), (other, outer) = case_of(type_, left), case_of(type_, right)
            payload = cases(type_)[index].payload
            return index == other and (payload is None or equal(payload, inner, outer))


def printed(type_: t.Type, value: Value) -> str:
    """Return a scalar as a string shows it."""
    match type_:
        case t.Prim("bool"):
            return "true" if value else "false"
        case t.Prim("f32" | "f64" as name):
            if not math.isfinite(value):
                return str(value)
            return shortest32(value) if name == "f32" else repr(value)
        case _:
            return str(value)


# --- what values are made of ---------------------------------------------------------------------


def cases(type_: t.Type) -> tuple[t.Case, ...]:
    assert isinstance(type_, t.Variant | t.Enum | t.Option | t.Result)
    return t.cases_of(type_)


def case_of(type_: t.Type, value: Value) -> tuple[int, Value]:
    """Return a choice's case and payload, None where it has none."""
    name, payload = (
        value if isinstance(value, tuple) else ("none" if value is None else value, None)
    )
    return [case.name for case in cases(type_)].index(name), payload


def make_case(type_: t.Type, index: int, payload: Value) -> Value:
    name = cases(type_)[index].name
    match type_:
        case t.Enum():
            return name
        case t.Option() if index == 0:
            return None
        case _:
            return (name, payload)


def make(type_: t.Type, parts: Sequence[Value]) -> Value:
    """Make a record, a tuple or a list."""
    match type_:
        case t.Record(fields):
            return {field.name: part for field, part in zip(fields, parts, strict=True)}
        case t.List(t.Prim("u8")):
            return bytes(parts)
        case t.List():
            return list(parts)
        case _:
            return tuple(parts)


def part(type_: t.Type, value: Value, index: int) -> Value:
    return value[type_.fields[index].name] if isinstance(type_, t.Record) else value[index]


def make_flags(type_: t.Type, bits: int) -> Value:
    assert isinstance(type_, t.Flags)
    return frozenset(label for at, label in enumerate(type_.labels) if bits >> at & 1)


def has_flag(type_: t.Type, value: Value, bit: int) -> bool:
    assert isinstance(type_, t.Flags)
    return type_.labels[bit] in value


def failed(type_: t.Type, value: Value) -> bool:
    """Whether a result is err or an option none."""
    return case_of(type_, value)[0] == (1 if isinstance(type_, t.Result) else 0)
