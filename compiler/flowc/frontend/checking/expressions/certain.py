"""Comparisons and calculations whose outcome their operands, or the types of those, decide."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from flowc.frontend import errors, terms, typed
from flowc.frontend.checking.expressions.literals import bounds
from flowc.text.span import Span

_MIRRORED: dict[typed.Comparison, typed.Comparison] = {
    "eq": "eq",
    "ne": "ne",
    "lt": "gt",
    "le": "ge",
    "gt": "lt",
    "ge": "le",
}


_COMPARE: Mapping[typed.Comparison, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_CALCULATE: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def faulty(
    op: str, left: typed.Expr, right: typed.Expr, type_: terms.Type, span: Span
) -> "errors.CertainFault | None":
    """Return the caution about a calculation that is always a fault."""
    if not isinstance(type_, terms.Prim) or type_.name not in terms.INTEGERS:
        return None
    least, most = map(int, bounds(type_.name))
    match left, right:
        case _, typed.Const(value=0) if op in ("/", "%"):
            return errors.CertainFault("this divides by zero", span=span)
        case typed.Const(value=int() as one), typed.Const(value=int() as two) if op in _CALCULATE:
            made = _CALCULATE[op](one, two)
            if not least <= made <= most:
                why = f"`{type_}` holds {least} to {most}, and this is {made}"
                return errors.CertainFault(why, span=span)
    return None


def certain(
    op: typed.Comparison, left: typed.Expr, right: typed.Expr, span: Span
) -> "errors.CertainComparison | None":
    """Return the caution about a comparison with one answer, None where both are possible."""
    match left, right:
        case typed.Local(one), typed.Local(two) if one == two and _equals_itself(one.type):
            return errors.CertainComparison(
                op in ("eq", "le", "ge"), "a value equals itself", span=span
            )
        case typed.Const(value=float()), typed.Const():
            return None  # what an `f32` rounds to is not worked out here
        case typed.Const(value=one), typed.Const(value=two):
            answer = _COMPARE[op](one, two)
            return errors.CertainComparison(answer, "both sides are written out", span=span)
        case _, typed.Const(value=int() as value):
            return _bounded(op, value, left.type, span)
        case typed.Const(value=int() as value), _:
            return _bounded(_MIRRORED[op], value, right.type, span)
        case _:
            return None


def _equals_itself(type_: terms.Type) -> bool:
    """Whether this is a type without NaN; those of several parts are not looked into."""
    return isinstance(type_, terms.Prim) and type_.name not in terms.FLOATS


def _bounded(
    op: typed.Comparison, value: int, type_: terms.Type, span: Span
) -> "errors.CertainComparison | None":
    """Compare a value with the least or greatest of its type."""
    if not isinstance(type_, terms.Prim) or type_.name not in terms.INTEGERS:
        return None
    least, most = map(int, bounds(type_.name))
    if value == least and op in ("ge", "lt"):
        return errors.CertainComparison(op == "ge", f"`{type_}` starts at {least}", span=span)
    if value == most and op in ("le", "gt"):
        return errors.CertainComparison(op == "le", f"`{type_}` ends at {most}", span=span)
    return None
