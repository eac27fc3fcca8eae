"""What the expressions of the typed tree are made of, and how checks of finished flows tell it."""

from collections.abc import Iterator
from typing import Final

from flowc.frontend import typed
from flowc.text.span import Span

GIVEN: Final = "it is given on here"


def operands(expr: typed.Expr) -> Iterator[tuple[typed.Expr, str]]:
    """Yield what an expression is made of where all of it is evaluated, and what becomes of it."""
    match expr:
        case typed.FlowCall(flow, args):
            yield from ((one, f"`{flow}` takes it here") for one in args)
        case typed.Make(parts):
            yield from ((one, "it is put into a tuple here") for one in parts)
        case typed.MakeList(items):
            yield from ((one, "it is put into a list here") for one in items)
        case typed.MakeCase(payload=payload) if payload is not None:
            yield payload, "it is put into a case here"
        case typed.Text(parts):
            yield from ((one, GIVEN) for one in parts if not isinstance(one, str))
        case typed.Calculate(left=left, right=right):
            yield from ((left, GIVEN), (right, GIVEN))
        case typed.HasFlag(base=one):
            yield one, GIVEN
        case typed.Negate(operand) | typed.Not(operand):
            yield operand, GIVEN
        case typed.Convert(operand) | typed.Length(operand):
            yield operand, GIVEN
        case _:
            return


def opening(span: Span) -> Span:
    """Return the first word of a loop or a `par`, by which it is known."""
    return Span(span.file, span.start, span.start + 3)


def binders(
    expr: typed.Match | typed.LiteralMatch,
) -> Iterator[tuple[typed.Binder, tuple[int, ...]]]:
    """Yield what the arms of a choice bind, and where in the subject that is."""
    if isinstance(expr, typed.Match):
        yield from ((arm.binder, (arm.index,)) for arm in expr.arms)
    if expr.other is not None:
        yield expr.other.binder, ()


def bodies(expr: typed.Match | typed.LiteralMatch) -> Iterator[typed.Expr]:
    """Yield what the arms of a choice do."""
    match expr:
        case typed.Match(arms=arms):
            yield from (arm.body for arm in arms)
        case typed.LiteralMatch(arms=tests):
            yield from (body for _, body in tests)
    if expr.other is not None:
        yield expr.other.body


def written(expr: typed.Expr) -> str:
    """Return the name that a place goes by in the source."""
    while isinstance(expr, typed.Part | typed.Payload):
        expr = expr.base
    return expr.slot.name if isinstance(expr, typed.Local) else "it"
