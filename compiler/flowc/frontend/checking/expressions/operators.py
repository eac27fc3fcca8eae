"""Operators: arithmetic, comparison, logic and signs."""

from dataclasses import dataclass
from typing import Literal

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.certain import certain, faulty
from flowc.frontend.checking.expressions.literals import signed
from flowc.frontend.checking.inference.variables import INTEGERS, NUMBERS, ORDERED, SIGNED, Names
from flowc.frontend.checking.want import Draft, Want
from flowc.text.span import Span

ARITHMETIC: dict[str, typed.Arithmetic] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "%": "rem",
}
COMPARISON: dict[str, typed.Comparison] = {
    "==": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}


@dataclass(frozen=True, slots=True)
class Domain:
    """What an operator takes, for the solver and in words."""

    names: Names
    text: str


SUMS = Domain(NUMBERS, "numbers")
REMAINDERS = Domain(INTEGERS, "whole numbers")
SIGNS = Domain(SIGNED, "a signed number")
ORDERS = Domain(ORDERED, "numbers, chars or strings")
LOGIC: dict[str, Literal["and", "or"]] = {"and": "and", "or": "or"}


def unary(ctx: Context, expr: tree.Unary, want: Want | None) -> Draft:
    """Check `-x` or `not x`; a literal with a sign is a number of its own."""
    operand = expr.operand
    if expr.op == "not":
        inner = ctx.check(operand, Want(terms.BOOL, "`not` takes {type}"))
        finish = lambda: typed.Not(inner.finish(), terms.BOOL, expr.span)  # noqa: E731 - one use
        return ctx.settle(terms.BOOL, finish, want, expr.span)
    if isinstance(operand, tree.IntLit | tree.FloatLit):
        return signed(ctx, -operand.value, want, expr.span)
    draft = ctx.check(operand)
    if not _takes(ctx, "-", draft, SIGNS, operand.span):
        return ctx.unknown(want, expr.span)

    def negate() -> typed.Expr:
        return typed.Negate(draft.finish(), ctx.solver.close(draft.type), expr.span)

    return ctx.settle(draft.type, negate, want, expr.span)


def _takes(ctx: Context, op: str, draft: Draft, domain: Domain, span: Span) -> bool:
    """Say that an operand is one of some primitives; report it if it cannot be."""
    if ctx.solver.constrain(draft.type, domain.names):
        return True
    ctx.report.add(errors.BadOperand(op, domain.text, ctx.solver.show(draft.type), span=span))
    ctx.solver.give_up(draft.type)
    return False


def binary(ctx: Context, expr: tree.Binary, want: Want | None) -> Draft:
    """Check `left op right`."""
    if expr.op in LOGIC:
        return _logic(ctx, expr, want)
    if expr.op in ARITHMETIC:
        return _arithmetic(ctx, expr, want, REMAINDERS if expr.op == "%" else SUMS)
    return _comparison(ctx, expr, want)


def _logic(ctx: Context, expr: tree.Binary, want: Want | None) -> Draft:
    each = Want(terms.BOOL, f"`{expr.op}` takes {{type}} on both sides")
    left, right = ctx.check(expr.left, each), ctx.check(expr.right, each)

    def finish() -> typed.Expr:
        parts = (left.finish(), right.finish())
        return typed.Logic(LOGIC[expr.op], *parts, terms.BOOL, expr.span)

    return ctx.settle(terms.BOOL, finish, want, expr.span)


def _arithmetic(ctx: Context, expr: tree.Binary, want: Want | None, domain: Domain) -> Draft:
    left, right = ctx.check(expr.left), ctx.check(expr.right)
    sides = ((left, expr.left.span), (right, expr.right.span))
    fit = all(_takes(ctx, expr.op, draft, domain, span) for draft, span in sides)
    if not fit or not _same(ctx, expr, left, right):
        return ctx.unknown(want, expr.span)

    def finish() -> typed.Expr:
        parts = (left.finish(), right.finish())
        closed = ctx.solver.close(left.type)
        caution = faulty(expr.op, *parts, closed, expr.span)
        if caution is not None:
            ctx.report.add(caution)
        return typed.Calculate(ARITHMETIC[expr.op], *parts, closed, expr.span)

    return ctx.settle(left.type, finish, want, expr.span)


def _comparison(ctx: Context, expr: tree.Binary, want: Want | None) -> Draft:
    left, right = sides(ctx, expr)

    def finish() -> typed.Expr:
        return compared(ctx, expr, left, right)

    return ctx.settle(terms.BOOL, finish, want, expr.span)


def sides(ctx: Context, expr: tree.Binary) -> tuple[Draft, Draft]:
    """Check both sides of a comparison, which are of one type."""
    left = ctx.check(expr.left)
    right = ctx.check(expr.right, _like(ctx, expr, left))
    if expr.op not in ("==", "!="):
        both = ((left, expr.left.span), (right, expr.right.span))
        if not all(_takes(ctx, expr.op, draft, ORDERS, span) for draft, span in both):
            return left, right
    _same(ctx, expr, left, right)
    return left, right


def compared(ctx: Context, expr: tree.Binary, left: Draft, right: Draft) -> typed.Compare:
    """Finish a comparison; one that always has the same answer is cautioned about."""
    parts = (left.finish(), right.finish())
    ctx.closed(left.type, expr.span)
    caution = certain(COMPARISON[expr.op], *parts, expr.span)
    if caution is not None:
        ctx.report.add(caution)
    return typed.Compare(COMPARISON[expr.op], *parts, terms.BOOL, expr.span)


def _like(ctx: Context, expr: tree.Binary, left: Draft) -> Want | None:
    """Let cases, records and lists on the right be what the left is."""
    if ctx.solver.is_number(left.type) or isinstance(ctx.solver.shallow(left.type), terms.Prim):
        return None
    return Want(left.type, "this side is {type}", expr.left.span)


def _same(ctx: Context, expr: tree.Binary, left: Draft, right: Draft) -> bool:
    """Make both sides one type; report them if they are two."""
    if ctx.solver.simply_one(left.type, right.type):
        return True
    shown = ctx.solver.show(left.type), ctx.solver.show(right.type)
    if ctx.solver.unify(left.type, right.type) is None:
        return True
    spans = (expr.left.span, expr.right.span)
    error = errors.OperandClash(expr.op, *shown, *spans, _widened(shown, spans), span=expr.op_span)
    ctx.report.add(error)
    return False


def _widened(shown: tuple[str, str], spans: tuple[Span, Span]) -> tuple[Span, str] | None:
    """Return the side to convert, and to what: the type that holds both, if one does."""
    left, right = (_WIDTHS.get(one) for one in shown)
    if left is None or right is None:
        return None
    return (spans[0], shown[1]) if left < right else (spans[1], shown[0])


_WIDTHS = {name: at for at, name in enumerate(("u8", "s8", "u16", "s16", "u32", "s32", "u64"))}
_WIDTHS |= {"s64": 7, "f32": 8, "f64": 9}
