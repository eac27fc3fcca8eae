"""What a test is given: stubs for functions and flows, each made of its arms in order.

A stub is checked as a flow of its own, from the parameters of what it answers for to an option of
its result; a call that no pattern fits gets `none`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions import paths
from flowc.frontend.checking.flows.bodies import finished
from flowc.frontend.checking.inference.variables import UNIT
from flowc.frontend.checking.matches.arms import Chosen
from flowc.frontend.checking.matches.decisions import choose
from flowc.frontend.checking.matches.matching import guard_of, measure
from flowc.frontend.checking.matches.matrix import MOST_DEPTH, Decided, Row, TooComplex, decide
from flowc.frontend.checking.matches.patterns import Subject, give_up, shape
from flowc.frontend.checking.matches.shapes import Of, Shape, WholeHead, Wild, meet
from flowc.frontend.checking.trials.targets import Target, span_of, target_of
from flowc.frontend.checking.want import Draft, Want, broken
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class _Arm:
    given: tree.Given
    shape: Shape | None
    guard: Draft | None
    value: Draft | None


def stubs_of(test: Context, givens: tuple[tree.Given, ...]) -> tuple[typed.Stub, ...]:
    """Check what a test is given; several for one function are one stub."""
    grouped: dict[tuple[str, str, str], tuple[Target, list[tree.Given]]] = {}
    for given in givens:
        target = target_of(test, given)
        if target is None:
            _lost(test, given)
        else:
            grouped.setdefault(target.key, (target, []))[1].append(given)
    return tuple(_stub(test, *one) for one in grouped.values())


def _lost(test: Context, given: tree.Given) -> None:
    """Check what is given for nothing, for the mistakes inside it."""
    ctx = Context(test.package, test.checks, None, given=True)
    give_up(ctx, *given.patterns)
    for expr in (given.guard, given.value):
        if expr is not None:
            ctx.check(expr, Want(terms.UNKNOWN))


def _stub(test: Context, target: Target, givens: list[tree.Given]) -> typed.Stub:
    ctx = Context(test.package, test.checks, None, given=True)
    head = span_of(givens[0].callee)
    taken = [ctx.hidden(one.name, one.want.type, head) for one in target.formals]
    arms = [_arm(ctx, target, given) for given in givens]
    answer = terms.Option(target.result.type)
    decided = _decided(ctx, arms)

    def finish() -> typed.Expr:
        ctx.tests = 0 if decided is None else decided.depth
        made = [(guard_of(ctx, arm.guard), _finish(arm)) for arm in arms]
        shapes = [one.shape for one in arms if one.shape is not None]
        types = terms.Tuple(tuple(one.want.type for one in target.formals))
        for one in shapes:
            measure(ctx, types, one)
        if decided is None or ctx.failed:
            return broken(head)()
        chosen = [
            Chosen(fits, guard, typed.MakeCase(1, value, answer, value.span))
            for fits, (guard, value) in zip(shapes, made, strict=True)
        ]
        chosen.append(Chosen(Wild(), None, typed.MakeCase(0, None, answer, head)))
        slots = map(ctx.slot, taken)
        subject = typed.Make(tuple(typed.Local(s, s.type, head) for s in slots), types, head)
        return choose(ctx, subject, tuple(chosen), decided, type_=answer, span=head)

    body = finished(ctx, Draft(answer, finish))
    test.called.update(ctx.called)
    params = tuple(typed.TypedParam(ctx.slot(one), None, "") for one in taken)
    flow = typed.FlowBody(target.name, False, params, answer, body, "", head)  # noqa: FBT003 - not exported
    return typed.Stub(*target.key, flow)


def _arm(ctx: Context, target: Target, given: tree.Given) -> _Arm:
    mark = ctx.mark()
    fits = _fits(ctx, target, given)
    guard = None
    if given.guard is not None:
        guard = ctx.check(given.guard, Want(terms.BOOL, "a guard is {type}"))
    value = _value(ctx, target, given)
    ctx.leave(mark)
    return _Arm(given, fits, guard, value)


def _value(ctx: Context, target: Target, given: tree.Given) -> Draft | None:
    """Check what is given, which is left out where the function gives nothing."""
    gives, written = target.result.type != UNIT, paths.written(given.callee)
    if given.value is None:
        if gives:
            shown = str(target.result.type)
            ctx.report.add(
                errors.GivenValue(written, shown, missing=True, span=span_of(given.callee))
            )
        return None
    if not gives:
        ctx.check(given.value, Want(terms.UNKNOWN))
        ctx.report.add(errors.GivenValue(written, "", missing=False, span=given.value.span))
        return None
    return ctx.check(given.value, target.result)


def _finish(arm: _Arm) -> typed.Expr:
    """Finish what is given; nothing is an empty tuple."""
    return typed.Make((), UNIT, arm.given.span) if arm.value is None else arm.value.finish()


def _fits(ctx: Context, target: Target, given: tree.Given) -> Shape | None:
    """Check the patterns against the parameters; they fit as those of a tuple do."""
    count = len(target.formals)
    if len(given.patterns) != count:
        names = tuple(one.name for one in target.formals)
        written = paths.written(given.callee)
        ctx.report.add(
            errors.GivenPatterns(written, len(given.patterns), names, span=span_of(given.callee))
        )
        give_up(ctx, *given.patterns)
        return None
    pairs = zip(target.formals, given.patterns, strict=True)
    parts = [shape(ctx, Subject(one.want.type, None), pattern) for one, pattern in pairs]
    sound = tuple(part for part in parts if part is not None)
    return Of(WholeHead(count), sound) if len(sound) == count else None


def _decided(ctx: Context, arms: list[_Arm]) -> Decided | None:
    """Order the tests; report arms that are never asked."""
    rows = [Row(arm.shape, arm.guard is not None) for arm in arms if arm.shape is not None]
    if len(rows) < len(arms):
        return None
    try:
        decided = decide((*rows, Row(Wild(), guarded=False)))
    except TooComplex:
        ctx.report.add(errors.TooManyTests(span=span_of(arms[0].given.callee)))
        return None
    if decided.depth > MOST_DEPTH:
        ctx.report.add(errors.TooManyTests(span=span_of(arms[0].given.callee)))
    for at, times in enumerate(decided.takes[:-1]):
        if not times:
            before = tuple(_takers(arms, rows, at))
            ctx.report.add(errors.UnreachedGiven(before, span=arms[at].given.span))
    return decided


def _takers(arms: list[_Arm], rows: list[Row], at: int) -> Iterator[Span]:
    """Yield the arms before one that answer what it would."""
    for arm, row in zip(arms[:at], rows[:at], strict=True):
        if not row.guarded and meet(row.shape, rows[at].shape):
            yield arm.given.span
