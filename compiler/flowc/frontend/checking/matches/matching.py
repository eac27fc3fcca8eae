"""`match`: arms to shapes, whether they take every value, and whether each takes any."""

from collections.abc import Iterator
from dataclasses import dataclass

from flowc.frontend import errors, terms, tree, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.expressions.blocks import constant_condition, joined
from flowc.frontend.checking.expressions.literals import constant
from flowc.frontend.checking.matches.arms import Chosen
from flowc.frontend.checking.matches.decisions import choose
from flowc.frontend.checking.matches.matrix import MOST_DEPTH, Decided, Row, TooComplex, decide
from flowc.frontend.checking.matches.parts import part_type
from flowc.frontend.checking.matches.patterns import Subject, shape
from flowc.frontend.checking.matches.shapes import Shape, covers, literals, meet, takes_all, written
from flowc.frontend.checking.want import Draft, Want, broken
from flowc.frontend.errors.wording import without
from flowc.frontend.terms import Type
from flowc.text.diagnostic import Caution, Edit, Error
from flowc.text.span import Span

MOST_TOLD = 20
"""Arms of one match that are reported as never reached."""


@dataclass(frozen=True, slots=True)
class _Arm:
    """One arm; its shape is absent where its pattern was mistaken."""

    tree: tree.Arm
    removal: Edit
    shape: Shape | None
    guard: Draft | None
    body: Draft

    @property
    def span(self) -> Span:
        return self.tree.pattern.span


@dataclass(frozen=True, slots=True)
class _Sound:
    """An arm whose pattern fits what is matched."""

    arm: _Arm
    shape: Shape

    @property
    def guarded(self) -> bool:
        return self.arm.guard is not None


def match_(ctx: Context, expr: tree.Match, want: Want | None) -> Draft:
    """Check `match subject { arms }`."""
    subject = ctx.check(expr.subject)
    lost = ctx.solver.is_lost(subject.type)
    want = joined(ctx, want, expr.arms[0].body.span, "the first arm gives {type}")
    matched = Subject(subject.type, expr.subject.span)
    arms = [
        _arm(ctx, matched, one, want) for one in zip(expr.arms, _removals(expr.arms), strict=True)
    ]
    sound = tuple(_Sound(arm, arm.shape) for arm in arms if arm.shape is not None)
    type_, head = want.type, Span(expr.span.file, expr.span.start, expr.subject.span.end)
    decided = None
    if not lost and len(sound) == len(arms):
        decided = _decided(ctx, sound, head, subject.type)
    elif not lost:
        _repeated(ctx, sound)

    def finish() -> typed.Expr:
        value = subject.finish()
        ctx.tests += 0 if decided is None else decided.depth
        if ctx.tests > MOST_DEPTH:
            ctx.report.add(errors.TooManyTests(span=head))
        made = [(guard_of(ctx, arm.guard), arm.body.finish()) for arm in arms]
        ctx.tests -= 0 if decided is None else decided.depth
        for one in sound:
            measure(ctx, subject.type, one.shape)
        if decided is None or ctx.failed:
            return broken(expr.span)()
        chosen = tuple(Chosen(one.shape, *parts) for one, parts in zip(sound, made, strict=True))
        closed = ctx.solver.close(type_)
        return choose(ctx, value, chosen, decided, type_=closed, span=expr.span)

    return Draft(type_, finish)


def _removals(arms: tuple[tree.Arm, ...]) -> Iterator[Edit]:
    spans = [arm.span for arm in arms]
    for before, span, after in zip([None, *spans], spans, [*spans[1:], None], strict=False):
        yield without(span, before, after)


def _arm(ctx: Context, subject: Subject, one: tuple[tree.Arm, Edit], want: Want) -> _Arm:
    arm, removal = one
    mark = ctx.mark()
    fits = shape(ctx, subject, arm.pattern)
    guard = None
    if arm.guard is not None:
        guard = ctx.check(arm.guard, Want(terms.BOOL, "a guard is {type}"))
    body = ctx.check(arm.body, want)
    ctx.leave(mark)
    return _Arm(arm, removal, fits, guard, body)


def guard_of(ctx: Context, guard: Draft | None) -> typed.Expr | None:
    """Finish a guard, where there is one."""
    if guard is None:
        return None
    made = guard.finish()
    constant_condition(ctx, made, "guard")
    return made


def _decided(ctx: Context, arms: tuple[_Sound, ...], head: Span, type_: Type) -> Decided | None:
    """Order the tests; report values that no arm takes, and arms that take no value."""
    try:
        decided = decide(tuple(Row(one.shape, one.guarded) for one in arms))
    except TooComplex:
        ctx.report.add(errors.TooManyTests(span=head))
        return None
    before = ctx.report.errors
    _unreached(ctx, arms, decided)
    if decided.missing and ctx.report.errors == before:
        guarded = any(one.guarded for one in arms)
        shown = ctx.solver.show(type_)
        last = arms[-1].arm.tree.span
        ctx.report.add(errors.MissingCases(shown, decided.missing, guarded, last, span=head))
    return decided if ctx.report.errors == before else None


def _unreached(ctx: Context, arms: tuple[_Sound, ...], decided: Decided) -> None:
    """Report arms that nothing reaches; after one that takes everything, only the first."""
    unreached = [at for at, times in enumerate(decided.takes) if not times]
    for at in unreached[:MOST_TOLD]:
        one = arms[at]
        found = _unreachable(one, [two for two in arms[:at] if not two.guarded])
        ctx.report.add(found)
        if isinstance(found, errors.ArmAfterAll):
            return


def _repeated(ctx: Context, arms: tuple[_Sound, ...]) -> None:
    """Report arms that one earlier arm takes already, in a match of which some are mistaken."""
    for at, one in enumerate(arms):
        found = _unreachable(one, [two for two in arms[:at] if not two.guarded])
        if isinstance(found, errors.RepeatedArm):
            ctx.report.add(found)


def _unreachable(one: _Sound, before: list[_Sound]) -> Error | Caution:
    span = one.arm.span
    for two in before:
        if takes_all(two.shape):
            pattern = two.arm.tree.pattern
            name = pattern.name.text if isinstance(pattern, tree.CasePattern) else ""
            return errors.ArmAfterAll(pattern.span, name, bool(name), span=span)
        if covers(two.shape, one.shape):
            return errors.RepeatedArm(written(one.shape), two.arm.span, one.arm.removal, span=span)
    takers = tuple(two.arm.span for two in before if meet(two.shape, one.shape))
    return errors.UnreachableArm(takers, takes_all(one.shape), one.arm.removal, span=span)


def measure(ctx: Context, type_: Type, shape: Shape) -> None:
    """Report literals that the type of what they are compared with cannot hold."""
    closed = ctx.solver.close(type_)
    for path, literal in literals(shape):
        if not isinstance(literal.value, bool | str):
            constant(ctx, literal.value, part_type(closed, path), literal.span)
