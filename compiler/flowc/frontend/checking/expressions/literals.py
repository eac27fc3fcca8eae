"""Literals, texts, and the brackets that make lists and tuples."""

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.inference.variables import FLOATS, NUMBERS
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.terms import Type
from flowc.text.span import Span

GREATEST = {
    "f32": float.fromhex("0x1.fffffep+127"),
    "f64": float.fromhex("0x1.fffffffffffffp+1023"),
}
LONG = 200


def bool_(ctx: Context, expr: tree.BoolLit, want: Want | None) -> Draft:
    """Check `true` or `false`."""
    const = typed.Const(expr.value, terms.BOOL, expr.span)
    return ctx.settle(terms.BOOL, lambda: const, want, expr.span)


def char(ctx: Context, expr: tree.CharLit, want: Want | None) -> Draft:
    """Check `'x'`."""
    return _constant(ctx, expr.value, terms.CHAR, want, expr.span)


def _constant(
    ctx: Context,
    value: str,
    type_: Type,
    want: Want | None,
    span: Span,
) -> Draft:
    return ctx.settle(type_, lambda: typed.Const(value, type_, span), want, span)


def number(ctx: Context, expr: tree.IntLit | tree.FloatLit, want: Want | None) -> Draft:
    """Check a number."""
    return signed(ctx, expr.value, want, expr.span)


def signed(ctx: Context, value: float, want: Want | None, span: Span) -> Draft:
    """Check a number, sign included: an int may become any number, a float only a float."""
    allowed = NUMBERS if isinstance(value, int) else FLOATS
    type_ = ctx.solver.fresh(span, "this number", allowed)
    return ctx.settle(type_, lambda: constant(ctx, value, type_, span), want, span)


def constant(ctx: Context, value: float, type_: Type, span: Span) -> typed.Const:
    """Finish a number: report it where its type, now known, cannot hold it."""
    closed = ctx.solver.close(type_)
    if isinstance(closed, terms.Prim) and not _fits(value, closed.name):
        least, most = bounds(closed.name)
        ctx.report.add(errors.OutOfRange(_digits(value), closed.name, least, most, span=span))
    elif isinstance(closed, terms.Prim) and closed.name in terms.FLOATS:
        value = float(value)
    return typed.Const(value, closed, span)


def bounds(name: str) -> tuple[str, str]:
    """Return the least and greatest number of a type, as they are written."""
    if name in GREATEST:
        return f"{-GREATEST[name]:g}", f"{GREATEST[name]:g}"
    least, most = _range(name)
    return str(least), str(most)


def _range(name: str) -> tuple[int, int]:
    bits = int(name[1:])
    if name.startswith("u"):
        return 0, 2**bits - 1
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def _fits(value: float, name: str) -> bool:
    if name in GREATEST:
        # Python compares an int of any size with a float exactly.
        return abs(value) <= GREATEST[name]
    if name not in terms.INTEGERS:
        return True
    least, most = _range(name)
    return least <= value <= most


def _digits(value: float) -> str:
    if isinstance(value, int) and value.bit_length() > LONG:
        return f"a number of {value.bit_length()} bits"
    return f"`{value}`"


def text(ctx: Context, expr: tree.TextLit, want: Want | None) -> Draft:
    """Check a string; what is interpolated has an obvious text."""
    parts = [part if isinstance(part, str) else (ctx.check(part), part) for part in expr.parts]
    literal = "".join(part for part in expr.parts if isinstance(part, str))
    if all(isinstance(part, str) for part in parts):
        return _constant(ctx, literal, terms.STRING, want, expr.span)

    def finish() -> typed.Expr:
        made = tuple(
            part if isinstance(part, str) else _printable(ctx, part[0], part[1].span)
            for part in parts
        )
        return typed.Text(made, terms.STRING, expr.span)

    return ctx.settle(terms.STRING, finish, want, expr.span)


def _printable(ctx: Context, draft: Draft, span: Span) -> typed.Expr:
    closed = ctx.solver.close(draft.type)
    if not isinstance(closed, terms.Prim | terms.Enum | terms.Unknown):
        ctx.report.add(errors.NotPrintable(ctx.solver.show(closed), span=span))
    return draft.finish()


def list_(ctx: Context, expr: tree.ListLit, want: Want | None) -> Draft:
    """Check `[a, b]`."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if want is not None and isinstance(wanted, terms.List):
        each = want.part(wanted.element)
    else:
        first = expr.items[0].span if expr.items else expr.span
        element = ctx.solver.fresh(expr.span, "this list's elements")
        each = Want(element, "the first item is {type}", first)
    items = [ctx.check(item, each) for item in expr.items]
    type_ = ctx.bounded(terms.List(each.type), expr.span)

    def finish() -> typed.Expr:
        made = tuple(item.finish() for item in items)
        return typed.MakeList(made, ctx.closed(type_, expr.span), expr.span)

    return ctx.settle(type_, finish, want, expr.span)


def parts_wanted(ctx: Context, count: int, want: Want | None) -> list[Want | None]:
    """Return what is wanted of each part of a tuple."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if want is not None and isinstance(wanted, terms.Tuple) and len(wanted.items) == count:
        return [want.part(item) for item in wanted.items]
    return [None] * count


def tuple_(ctx: Context, expr: tree.TupleLit, want: Want | None) -> Draft:
    """Check `(a, b)`."""
    each = parts_wanted(ctx, len(expr.items), want)
    items = [ctx.check(*pair) for pair in zip(expr.items, each, strict=True)]
    type_ = ctx.bounded(terms.Tuple(tuple(item.type for item in items)), expr.span)

    def finish() -> typed.Expr:
        made = tuple(item.finish() for item in items)
        return typed.Make(made, ctx.closed(type_, expr.span), expr.span)

    return ctx.settle(type_, finish, want, expr.span)
