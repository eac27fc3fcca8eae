"""`?`: the payload of ok or some, or the end of the flow."""

from functools import partial
from typing import TypeAlias

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.binders import Bind, bind
from flowc.frontend.checking.failing import Failing
from flowc.frontend.checking.inference.variables import ABSENT
from flowc.frontend.checking.want import Draft, Want, broken
from flowc.frontend.terms import Type
from flowc.text.span import Span

Leave: TypeAlias = tuple[Bind, Draft]
"""What binds the failure's payload, and what the flow then gives."""


def try_(ctx: Context, expr: tree.Try, want: Want | None) -> Draft:
    """Check `value?` or `value? else binder => handler`."""
    result = ctx.result
    if ctx.failing is not None:
        return _in_test(ctx, ctx.failing, expr, want)
    if result is None:
        ctx.check(expr.value)
        wrong = errors.TryInGiven if ctx.given else partial(errors.NotConstant, "a `?`")
        return ctx.fail(wrong(span=expr.span), want)
    value = ctx.check(expr.value, _hint(ctx, expr, result))
    match ctx.solver.shallow(value.type):
        case terms.Result(ok, err):
            good, bad = ctx.solver.value_of(ok), err
        case terms.Option(some):
            good, bad = some, None
        case subject:
            return _no_choice(ctx, expr, subject, result, want)
    if expr.handler is None:
        binder, leave = _hand_on(ctx, expr, value.type, bad, result)
    else:
        binder, leave = _handle(ctx, expr.binder, expr.handler, (value.type, bad), result)

    def finish() -> typed.Expr:
        parts = (value.finish(), binder(), leave.finish())
        return typed.Try(*parts, ctx.solver.close(good), expr.span)

    return ctx.settle(good, finish, want, expr.span)


def _in_test(ctx: Context, failing: Failing, expr: tree.Try, want: Want | None) -> Draft:
    """Check a `?` in a test, which fails there if there is no value."""
    value = ctx.check(expr.value)
    match ctx.solver.shallow(value.type):
        case terms.Result(ok, err):
            good, bad = ctx.solver.value_of(ok), err
        case terms.Option(some):
            good, bad = some, None
        case subject:
            return _no_choice(ctx, expr, subject, Want(terms.UNKNOWN), want)
    if expr.handler is not None:
        _handle(ctx, expr.binder, expr.handler, (value.type, bad), Want(terms.UNKNOWN))
        ctx.report.add(errors.HandlerInTest(span=expr.handler.span))
    payload = None if bad is None else ctx.solver.payload(bad, given=False)
    number = failing.add(typed.Failure("try", None, (), expr.span), payload)

    def finish() -> typed.Expr:
        made, binder, found = value.finish(), None, None
        if payload is not None:
            binder = ctx.slot(ctx.hidden("err", payload, expr.span))
            found = typed.Local(binder, binder.type, expr.span)
        leave = failing.failed(number, found, expr.span)
        return typed.Try(made, binder, leave, ctx.solver.close(good), expr.span)

    return ctx.settle(good, finish, want, expr.span)


def _hint(ctx: Context, expr: tree.Try, result: Want) -> Want | None:
    """Let what is built on the spot, a `match` say, have the flow's own kind of error."""
    if expr.handler is not None or not isinstance(expr.value, tree.Match | tree.If | tree.Block):
        return None
    wanted = ctx.solver.shallow(result.type)
    if not isinstance(wanted, terms.Result):
        return None
    ok = ctx.solver.fresh(expr.span, "this value", payload=True)
    return Want(terms.Result(ok, wanted.err), result.text, result.span)


def _no_choice(
    ctx: Context, expr: tree.Try, subject: Type, result: Want, want: Want | None
) -> Draft:
    if expr.handler is not None:
        unknown = (terms.UNKNOWN, terms.UNKNOWN)
        _handle(ctx, expr.binder, expr.handler, unknown, result)
    if ctx.solver.is_lost(subject):
        return ctx.unknown(want, expr.span)
    shown = ctx.solver.show(subject)
    ctx.solver.give_up(subject)
    return ctx.fail(errors.NothingToTry(shown, span=expr.value.span), want)


def _handle(
    ctx: Context,
    binder: tree.Binder | None,
    handler: tree.Expr,
    failed: tuple[Type, Type | None],
    result: Want,
) -> Leave:
    """Check a handler: it gives the flow's result from what the failure carries."""
    subject, payload = failed
    if payload is not None:
        payload = ctx.solver.payload(payload, given=binder is not None)
    mark = ctx.mark()
    bound: Bind = lambda: None  # noqa: E731 - nothing to bind
    if binder is not None:
        if payload is None and not isinstance(binder, tree.Ignore):
            shown = ctx.solver.show(subject)
            ctx.report.add(errors.NothingToBind(shown, span=binder.span))
        bound = bind(ctx, binder, terms.UNKNOWN if payload is None else payload)
    leave = ctx.check(handler, result)
    ctx.leave(mark)
    return bound, leave


def _hand_on(ctx: Context, expr: tree.Try, subject: Type, bad: Type | None, result: Want) -> Leave:
    """Make the flow's own err or none out of the failure."""
    wanted, found = ctx.solver.shallow(result.type), ctx.solver.shallow(subject)
    match wanted, found:
        case terms.Unknown(), _:
            return (lambda: None), Draft(wanted, broken(expr.span))
        case terms.Option(), terms.Option():
            make = typed.MakeCase(0, None, wanted, expr.span)
            return (lambda: None), Draft(wanted, lambda: make)
        case terms.Result(_, err), terms.Result():
            if ctx.solver.unify(err or ABSENT, bad or ABSENT) is None:
                return _same_err(ctx, wanted, err, expr.span)
    _cannot(ctx, expr, found, bad, result)
    return (lambda: None), Draft(wanted, broken(expr.span))


def _same_err(ctx: Context, result: Type, bad: Type | None, span: Span) -> Leave:
    if bad is None:
        empty = typed.MakeCase(1, None, result, span)
        return (lambda: None), Draft(result, lambda: empty)
    failure = ctx.hidden("err", bad, span)

    def finish() -> typed.Expr:
        slot = ctx.slot(failure)
        return typed.MakeCase(1, typed.Local(slot, slot.type, span), result, span)

    return (lambda: ctx.slot(failure)), Draft(result, finish)


def _cannot(ctx: Context, expr: tree.Try, found: Type, bad: Type | None, result: Want) -> None:
    shown = ctx.solver.show(found), ctx.solver.show(result.type)
    handler = "else => .." if bad is None else "else problem => .."
    place = expr.span if result.span is None else result.span
    ctx.report.add(errors.CannotLeave(*shown, place, handler, span=expr.span))
    ctx.solver.give_up(found)
