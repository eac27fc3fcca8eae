"""Comparing a value with the literals of arms: one by one, or where they are many, by halves."""

from typing import TypeAlias

from flowc.frontend import terms, typed
from flowc.frontend.checking.matches.matrix import CHAIN, Decision, Take, Test
from flowc.frontend.checking.matches.shapes import LiteralHead
from flowc.text.span import Span

Compared: TypeAlias = tuple[tuple[typed.Const, typed.Expr], ...]
"""Literals, each with what is done where the value is equal to it."""
LAST = 4
"""Literals that a search by halves leaves to be compared one by one."""


def is_searched(decision: Decision) -> bool:
    """Whether literals are compared by halves, so that other arms may be reached twice."""
    match decision:
        case Test(branches=((LiteralHead(), _), *_) as branches) if len(branches) > CHAIN:
            return True
        case Test(branches=branches, others=others):
            below = [one for _, one in branches]
            return any(map(is_searched, [*below, *([] if others is None else [others])]))
        case Take(refused=refused) if refused is not None:
            return is_searched(refused)
        case _:
            return False


def compared(
    test: Test, subject: typed.Expr, arms: Compared, others: typed.Expr | None, span: Span
) -> typed.Expr:
    """Return the comparisons of a test with what it gives each arm."""
    if is_searched(test) and str(subject.type) not in terms.FLOATS:
        arms = tuple(sorted(arms, key=lambda arm: arm[0].value))
        return _searched(subject, arms, others, span)
    return _chain(subject, arms, others, span)


def _chain(
    subject: typed.Expr, arms: Compared, others: typed.Expr | None, span: Span
) -> typed.Expr:
    rest = None if others is None else typed.OtherArm(None, others)
    return typed.LiteralMatch(subject, arms, rest, arms[0][1].type, span)


def _searched(
    subject: typed.Expr, arms: Compared, others: typed.Expr | None, span: Span
) -> typed.Expr:
    """Halve the literals, which are sorted, until few are left."""
    if len(arms) <= LAST:
        return _chain(subject, arms, others, span)
    middle = len(arms) // 2
    literal = arms[middle][0]
    less = typed.Compare("lt", subject, literal, terms.BOOL, literal.span)
    below = _searched(subject, arms[:middle], others, span)
    above = _searched(subject, arms[middle:], others, span)
    return typed.If(less, below, above, below.type, span)
