"""Every number operation on every type, at the edges: generated code, folding and plain Python.

One package holds a flow for each operation, its operands as parameters; the values are those
where something may go wrong.
"""

import math
from functools import cache
from itertools import count
from typing import get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests import flows
from tests.meaning import INTEGERS, Cannot, calculate, compare, convert, f32, negate
from tests.produce.test_differential import Built
from tests.strategies import Value, values

from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.optimise import numbers
from flowc.text.span import Span

FLOATS = (
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 127.9, -128.9, 255.5, 1e-45, 5e-324, 2.0**24 + 1,
    2.0**31, 2.0**32, 2.0**53, 2.0**63, 2.0**64, -(2.0**63), 1e38, 3.4e38, 1e300,
)  # fmt: skip
POSITION = count()


def span() -> Span:
    at = next(POSITION)
    return Span("numbers.flow", at, at + 1)


def edges(type_: t.Prim) -> st.SearchStrategy[Value]:
    """Return numbers near the edges of any type, and any number at all."""
    if type_.name in t.FLOATS:
        near = (f32(one) if type_.name == "f32" else one for one in FLOATS)
        whole = (f32(float(edge)) for low, high in INTEGERS.values() for edge in (low, high))
        finite = [one for one in (*near, *whole) if math.isfinite(one)]
        return st.sampled_from(finite) | values(type_)
    low, high = INTEGERS[type_.name]
    others = {edge + step for pair in INTEGERS.values() for edge in pair for step in (-1, 0, 1)}
    others |= {2**24 + 1, 2**53 + 1, 9007199791611905, 2**63 + 2**39, 2**63 + 2**39 + 1}
    return st.sampled_from(sorted(one for one in others if low <= one <= high)) | values(type_)


def operations() -> dict[str, tuple[tuple[t.Prim, ...], t.Prim, str]]:
    """Return each operation by its flow's name: its operands' types, its result's, its name."""
    found: dict[str, tuple[tuple[t.Prim, ...], t.Prim, str]] = {}
    for one in flows.NUMBERS:
        whole = one.name in t.INTEGERS
        for op in get_args(ty.Arithmetic):
            if whole or op != "rem":
                found[f"{op}-{one}"] = (one, one), one, op
        for op in get_args(ty.Comparison):
            found[f"{op}-{one}"] = (one, one), t.BOOL, op
        if one.name not in t.UNSIGNED:
            found[f"neg-{one}"] = (one,), one, "neg"
        for other in flows.NUMBERS:
            found[f"{one}-to-{other}"] = (one,), other, "convert"
    return found


OPERATIONS = operations()


def expression(op: str, operands: tuple[ty.Expr, ...], result: t.Prim) -> ty.Expr:
    match op:
        case "neg":
            return ty.Negate(operands[0], result, span())
        case "convert":
            return ty.Convert(operands[0], result, span())
        case "add" | "sub" | "mul" | "div" | "rem":
            return ty.Calculate(op, operands[0], operands[-1], result, span())
        case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
            return ty.Compare(op, operands[0], operands[-1], result, span())
    raise AssertionError(op)


@cache
def built() -> Built:
    bodies = []
    for name, (types, result, op) in OPERATIONS.items():
        slots = [ty.Slot(index, f"p{index}", type_) for index, type_ in enumerate(types)]
        params = tuple(ty.TypedParam(slot, None, "") for slot in slots)
        locals_ = tuple(ty.Local(slot, slot.type, span()) for slot in slots)
        body = expression(op, locals_, result)
        bodies.append(ty.FlowBody(name, exported=True, params=params, result=result, body=body,
                                  doc="", span=span()))  # fmt: skip
    return Built.of(ty.TypedFlow("test:numbers", "1.0.0", "", {}, {}, tuple(bodies)))


@settings(max_examples=600)
@given(st.data())
def test_generated_code_does_what_the_reference_does(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(OPERATIONS)))
    given_ = {f"p{i}": data.draw(edges(one)) for i, one in enumerate(OPERATIONS[name][0])}
    assert built().by_door(name, given_) == built().by_tree(name, given_)


def meant(op: str, types: tuple[t.Prim, ...], result: t.Prim, given_: list[Value]) -> Value | None:
    """Return what an operation gives, None for a fault or a NaN, which are not folded."""
    try:
        match op:
            case "neg":
                value = negate(result, *given_)
            case "convert":
                value = convert(result, *given_)
            case "add" | "sub" | "mul" | "div" | "rem":
                value = calculate(op, result, *given_)
            case _:
                value = compare(op, types[0], *given_)
    except Cannot:
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


def folded(op: str, types: tuple[t.Prim, ...], result: t.Prim, given_: list[Value]) -> Value | None:
    source = types[0].name
    match op:
        case "neg":
            return numbers.negated(source, *given_)
        case "convert":
            return numbers.converted(source, result.name, *given_)
        case _:
            return numbers.calculated(op, source, *given_)


FOLDED = sorted(name for name, (_, result, _) in OPERATIONS.items() if result != t.BOOL)


@settings(max_examples=1500)
@given(st.data())
def test_folding_does_what_the_reference_does(data: st.DataObject) -> None:
    types, result, op = OPERATIONS[data.draw(st.sampled_from(FOLDED))]
    given_ = [data.draw(edges(one)) for one in types]
    assert repr(folded(op, types, result, given_)) == repr(meant(op, types, result, given_))


@given(st.integers(-(2**63), 2**64 - 1))
@example(9007199791611905)
def test_any_integer_is_rounded_once(value: int) -> None:
    type_ = "u64" if value >= 0 else "s64"
    assert numbers.converted(type_, "f32", value) == convert(t.Prim("f32"), value)
