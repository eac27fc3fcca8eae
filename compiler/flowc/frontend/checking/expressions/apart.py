"""`try` and `sleep`: what is done apart from the flow around it, and the time that passes."""

from collections.abc import Iterator

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.durations import MILLI, in_range
from flowc.frontend.checking.want import Draft, Want
from flowc.frontend.fault import FAULT
from flowc.frontend.walk import inside

UNIT = terms.Tuple(())
_FAULTING = (
    typed.ComponentCall,
    typed.FlowCall,
    typed.Calculate,
    typed.Negate,
    typed.Convert,
    typed.Sleep,
)


def catch(ctx: Context, expr: tree.Catch, want: Want | None) -> Draft:
    """Check `try value`, a `result` with what `value` gives or the fault that it ends with."""
    ctx.waits(expr.span, "it waits here for what `try` runs apart")
    value = ctx.check(expr.value, _inner(ctx, want))
    nothing = ctx.solver.shallow(value.type) == UNIT
    type_ = ctx.bounded(terms.Result(None if nothing else value.type, FAULT), expr.span)

    def finish() -> typed.Expr:
        made, closed = value.finish(), ctx.closed(type_, expr.span)
        if not any(_may_fault(made)):
            ctx.report.add(errors.IdleTry(span=expr.span))
        return typed.Catch(made, closed, expr.span)

    return ctx.settle(type_, finish, want, expr.span)


def _inner(ctx: Context, want: Want | None) -> Want | None:
    """Return what is wanted of the value, where a result of it is wanted."""
    wanted = None if want is None else ctx.solver.shallow(want.type)
    if want is None or not isinstance(wanted, terms.Result) or wanted.ok is None:
        return None
    return want.part(wanted.ok)


def _may_fault(value: typed.Expr) -> Iterator[bool]:
    return (isinstance(node, _FAULTING) for node in inside(value))


def sleep(ctx: Context, expr: tree.Sleep, want: Want | None) -> Draft:
    """Check `sleep(5m)`, which gives nothing."""
    ctx.waits(expr.span, "it sleeps here")
    ctx.lasting += 1
    micros = expr.duration.micros
    if not in_range(micros):
        ctx.report.add(errors.SleepRange(span=expr.duration.span))
    made = typed.Sleep(micros // MILLI, UNIT, expr.span)
    return ctx.settle(UNIT, lambda: made, want, expr.span)
