"""Blocks, `if`, `for` and `fold`."""

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.binders import Bind, bind, names_in
from flowc.frontend.checking.expressions.literals import parts_wanted
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.errors.certain import Place
from flowc.frontend.terms import Type
from flowc.text.span import Span

BESIDE = "it waits here for what runs beside it"


def block(ctx: Context, expr: tree.Block, want: Want | None) -> Draft:
    """Check `{ let ..; result }`."""
    mark = ctx.mark()
    lets: list[tuple[Bind, Draft, Span]] = []
    names = [tuple(names_in(let.binder)) for let in expr.lets]
    ctx.ahead.update((one.text, one.span) for bound in names for one in bound)
    for let, bound in zip(expr.lets, names, strict=True):
        value = ctx.check(let.value)
        for one in bound:
            ctx.ahead.pop(one.text, None)
        lets.append((bind(ctx, let.binder, value.type), value, let.span))
    result = ctx.check(expr.result, want)
    ctx.leave(mark)

    def finish() -> typed.Expr:
        # Values finish in source order, then the bindings close over the result, last one first.
        made = [(binder(), value.finish(), span) for binder, value, span in lets]
        body = result.finish()
        for binder, value, span in reversed(made):
            body = typed.Let(binder, value, body, body.type, span)
        return body

    return Draft(result.type, finish)


def joined(ctx: Context, want: Want | None, first: Span, text: str) -> Want:
    """Return what all branches must give: what is wanted, or what the first of them gives."""
    if want is not None:
        return want
    return Want(ctx.solver.fresh(first, "this"), text, first)


def if_(ctx: Context, expr: tree.If, want: Want | None) -> Draft:
    """Check `if condition { .. } else { .. }`."""
    condition = ctx.check(expr.condition, Want(terms.BOOL, "a condition is {type}"))
    want = joined(ctx, want, _result_span(expr.then), "this branch gives {type}")
    then = ctx.check(expr.then, want)
    otherwise = ctx.check(expr.otherwise, want)
    type_ = want.type

    def finish() -> typed.Expr:
        closed = ctx.solver.close(type_)
        parts = (condition.finish(), then.finish(), otherwise.finish())
        constant_condition(ctx, parts[0], "if")
        return typed.If(*parts, closed, expr.span)

    return Draft(type_, finish)


def constant_condition(ctx: Context, condition: typed.Expr, place: Place) -> None:
    """Report a condition whose answer is written out."""
    match condition:
        case typed.Const(value=bool() as answer, span=span):
            ctx.report.add(errors.CertainCondition(answer, place, span=span))
        case _:
            pass


def _result_span(block: tree.Block) -> Span:
    return block.result.span


def for_(ctx: Context, expr: tree.For, want: Want | None) -> Draft:
    """Check `for binder in source { body }`."""
    source, element = _source(ctx, expr.source)
    mark = ctx.mark()
    binder = bind(ctx, expr.binder, element)
    where = _where(ctx, expr.where)
    each = _element_want(ctx, want)
    if expr.parallel:
        ctx.waits(expr.span, BESIDE)
    body = _branch(ctx, expr.body, each, loop=True) if expr.parallel else ctx.check(expr.body, each)
    ctx.leave(mark)
    type_ = ctx.bounded(terms.List(body.type), expr.span)

    def finish() -> typed.Expr:
        held = _held(ctx, where)
        parts = (binder(), source.finish(), held, body.finish())
        return typed.For(*parts, expr.parallel, ctx.closed(type_, expr.span), expr.span)

    return ctx.settle(type_, finish, want, expr.span)


def par(ctx: Context, expr: tree.Par, want: Want | None) -> Draft:
    """Check `par { a, b }`, a tuple of what its branches give."""
    ctx.waits(expr.span, BESIDE)
    wanted = parts_wanted(ctx, len(expr.branches), want)
    branches = [_branch(ctx, *pair) for pair in zip(expr.branches, wanted, strict=True)]
    type_ = ctx.bounded(terms.Tuple(tuple(one.type for one in branches)), expr.span)

    def finish() -> typed.Expr:
        made = tuple(one.finish() for one in branches)
        return typed.Par(made, ctx.closed(type_, expr.span), expr.span)

    return ctx.settle(type_, finish, want, expr.span)


def _branch(ctx: Context, expr: tree.Expr, want: Want | None, *, loop: bool = False) -> Draft:
    """Check what may run beside others; it is worth that if it calls something, or sleeps."""
    before, failed = ctx.lasting, ctx.report.errors
    draft = ctx.check(expr, want)
    if ctx.lasting == before and ctx.report.errors == failed:
        ctx.report.add(errors.IdleBranch(loop, span=expr.span))
    return draft


def _where(ctx: Context, expr: tree.Expr | None) -> Draft | None:
    """Check the condition that chooses elements."""
    return None if expr is None else ctx.check(expr, Want(terms.BOOL, "a condition is {type}"))


def _held(ctx: Context, where: Draft | None) -> typed.Expr | None:
    """Finish the condition that chooses elements."""
    if where is None:
        return None
    held = where.finish()
    constant_condition(ctx, held, "where")
    return held


def _element_want(ctx: Context, want: Want | None) -> Want | None:
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if want is None or not isinstance(wanted, terms.List):
        return None
    return want.part(wanted.element)


def _source(ctx: Context, expr: tree.Expr) -> tuple[Draft, Type]:
    """Check what a loop runs over; return it and its element's type."""
    element: Type = ctx.solver.fresh(expr.span, "this list's elements")
    draft = ctx.check(expr)
    agreed = ctx.agree(Want(terms.List(element), "a loop runs over a list"), draft.type, expr.span)
    return draft, element if agreed else terms.UNKNOWN


def fold(ctx: Context, expr: tree.Fold, want: Want | None) -> Draft:
    """Check `fold binder in source from start { body }`; the body sees `acc`."""
    source, element = _source(ctx, expr.source)
    start = ctx.check(expr.start, want)
    type_ = start.type if want is None else want.type
    mark = ctx.mark()
    acc = ctx.running(type_, expr.start.span)
    binder = bind(ctx, expr.binder, element)
    where = _where(ctx, expr.where)
    body = ctx.check(expr.body, Want(type_, "the fold starts with {type}", expr.start.span))
    ctx.leave(mark)

    def finish() -> typed.Expr:
        closed = ctx.solver.close(type_)
        parts = (source.finish(), start.finish(), body.finish())
        slot, step, held = ctx.slot(acc), parts[-1], _held(ctx, where)
        if held is not None:
            kept = typed.Local(slot, closed, expr.span)
            step = typed.If(held, step, kept, closed, expr.span)
        return typed.Fold(binder(), slot, *parts[:-1], step, closed, expr.span)

    return Draft(type_, finish)
