"""Tests: checked like flows that take nothing and give how they failed, if they did.

An `expect` that does not hold, or a `?` that finds no value, ends its test with one of its
failures, which carries what there is to show. What a test is given stands in `givens.py`.
"""

from collections.abc import Callable
from typing import TypeAlias

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Checks, Context
from flowc.frontend.checking.expressions.binders import bind
from flowc.frontend.checking.expressions.blocks import constant_condition
from flowc.frontend.checking.expressions.operators import COMPARISON, compared, sides
from flowc.frontend.checking.failing import Failing
from flowc.frontend.checking.flows.bodies import finished
from flowc.frontend.checking.flows.handles import check_handles
from flowc.frontend.checking.inference.variables import UNIT
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.trials.givens import stubs_of
from flowc.frontend.checking.want import Draft, Want
from flowc.text.span import Span

Around: TypeAlias = Callable[[typed.Expr], typed.Expr]
"""Puts a step before what comes after it."""
Step: TypeAlias = Callable[[], Around]
"""Finishes a step."""


def check_tests(package: Package, checks: Checks) -> tuple[tuple[typed.Test, ...], set[str]]:
    """Check every test; return them, and which flows they call."""
    first: dict[str, Span] = {}
    called: set[str] = set()
    made = []
    for decl in package.flow.tests:
        if decl.name in first:
            package.report.add(
                errors.RepeatedTest(decl.name, first[decl.name], span=decl.name_span)
            )
        first.setdefault(decl.name, decl.name_span)
        ctx = Context(package, checks, None)
        made.append(_test(ctx, decl))
        called.update(ctx.called)
    return tuple(made), called


def _test(ctx: Context, decl: tree.TestDecl) -> typed.Test:
    failing = ctx.failing = Failing(ctx.solver)
    stubs = stubs_of(ctx, decl.givens)
    steps = [_step(ctx, failing, step) for step in decl.steps]

    def finish() -> typed.Expr:
        around = [step() for step in steps]
        body = failing.passed(decl.span)
        for put in reversed(around):
            body = put(body)
        return body

    body = finished(ctx, Draft(terms.UNKNOWN, finish))
    if ctx.handles:
        check_handles(ctx.report, (), body)
    run = typed.FlowBody(decl.name, False, (), failing.result, body, "", decl.span)  # noqa: FBT003 - not exported
    return typed.Test(decl.name, run, tuple(failing.failures), stubs, decl.name_span)


def _step(ctx: Context, failing: Failing, step: tree.Step) -> Step:
    match step:
        case tree.Let():
            return _let(ctx, step)
        case tree.Expect(tree.Binary(op=op) as condition) if op in COMPARISON:
            return _comparison(ctx, failing, condition, step.span)
        case tree.Expect():
            return _expect(ctx, failing, step)


def _let(ctx: Context, let: tree.Let) -> Step:
    value = ctx.check(let.value)
    binder = bind(ctx, let.binder, value.type)

    def finish() -> Around:
        made, bound = value.finish(), binder()
        return lambda rest: typed.Let(bound, made, rest, rest.type, let.span)

    return finish


def _expect(ctx: Context, failing: Failing, step: tree.Expect) -> Step:
    condition = ctx.check(step.condition, Want(terms.BOOL, "what is expected is {type}"))
    number = failing.add(typed.Failure("expect", None, (), step.condition.span), None)

    def finish() -> Around:
        made = condition.finish()
        constant_condition(ctx, made, "expect")
        failed = failing.failed(number, None, step.span)
        return lambda rest: _hold(ctx, failing, made, failed, rest)

    return finish


def _comparison(ctx: Context, failing: Failing, expr: tree.Binary, span: Span) -> Step:
    """Check `expect left op right;`: both sides are kept, to be shown."""
    left, right = sides(ctx, expr)
    op, both = COMPARISON[expr.op], terms.Tuple((left.type, right.type))
    places = (expr.left.span, expr.right.span)
    number = failing.add(typed.Failure("expect", op, places, expr.span), both)

    def finish() -> Around:
        made = compared(ctx, expr, left, right)
        one, two = (ctx.slot(ctx.hidden("side", side.type, expr.span)) for side in (left, right))
        locals_ = (typed.Local(one, one.type, expr.span), typed.Local(two, two.type, expr.span))
        holds = typed.Compare(op, *locals_, terms.BOOL, expr.span)
        pair = typed.Make(locals_, terms.Tuple((one.type, two.type)), span)
        failed = failing.failed(number, pair, span)

        def around(rest: typed.Expr) -> typed.Expr:
            rest = _hold(ctx, failing, holds, failed, rest)
            for slot, side in ((two, made.right), (one, made.left)):
                rest = typed.Let(slot, side, rest, rest.type, side.span)
            return rest

        return around

    return finish


def _hold(
    ctx: Context, failing: Failing, holds: typed.Expr, failed: typed.Expr, rest: typed.Expr
) -> typed.Expr:
    """Return a test that goes on with the rest where a condition holds, and has failed if not."""
    span, result = holds.span, failing.result
    tried = typed.If(holds, failing.passed(span), failed, result, span)
    error = ctx.slot(ctx.hidden("failure", result.err or UNIT, span))
    leave = typed.MakeCase(1, typed.Local(error, error.type, span), result, span)
    return typed.Let(None, typed.Try(tried, error, leave, UNIT, span), rest, rest.type, span)
