"""The tests of a match as a typed expression.

Where each arm stands in the tests once, its body is put there. Otherwise the tests give the arm's
number, as a case of an enum made for it, and a match on that has each body once, which takes what
it binds out of the subject again.
"""

from dataclasses import dataclass, field
from typing import assert_never

from flowc.frontend import terms, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.matches.arms import Chosen
from flowc.frontend.checking.matches.comparisons import compared, is_searched
from flowc.frontend.checking.matches.direct import Direct
from flowc.frontend.checking.matches.matrix import Decided, Decision, Missing, Take, Test
from flowc.frontend.checking.matches.parts import Known, const, part, part_type
from flowc.frontend.checking.matches.shapes import CaseHead, LiteralHead, bindings
from flowc.frontend.terms import Type
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span


def choose(  # noqa: PLR0913 - the parts of a match
    ctx: Context,
    subject: typed.Expr,
    arms: tuple[Chosen, ...],
    decided: Decided,
    *,
    type_: Type,
    span: Span,
) -> typed.Expr:
    """Return the typed expression of a match that takes every value."""
    return _Choosing(ctx, subject, arms, decided, type_, span).expr()


@dataclass(slots=True)
class _Choosing:
    """One match on its way to a typed expression."""

    ctx: Context
    subject: typed.Expr
    arms: tuple[Chosen, ...]
    decided: Decided
    type: Type
    span: Span
    numbers: terms.Enum | None = field(init=False)
    """The enum whose cases are the arms, where bodies stand behind the tests."""

    def __post_init__(self) -> None:
        several = any(times > 1 for times in self.decided.takes)
        names = tuple(f"arm-{at + 1}" for at in range(len(self.arms)))
        searched = is_searched(self.decided.decision)
        self.numbers = terms.Enum(names) if several or searched else None

    def expr(self) -> typed.Expr:
        """Return the whole match."""
        if self.numbers is None:
            direct = Direct(self.ctx, self.subject, self.arms, self.type, self.span)
            simple = direct.expr(self.decided.decision)
            if simple is not None:
                return simple
        root = self.hidden("subject", self.subject.type)
        known: Known = {(): self.local(root)}
        tests = self.decision(self.decided.decision, known)
        if self.numbers is not None:
            tests = self.bodies(tests, self.numbers, known)
        return typed.Let(root, self.subject, tests, tests.type, self.span)

    # --- tests -----------------------------------------------------------------------------

    def decision(self, decision: Decision, known: Known) -> typed.Expr:
        """Return tests whose value is the chosen arm's, or its number."""
        match decision:
            case Missing():
                raise InternalError("check", "a match that misses values was finished")
            case Take():
                return self.take(decision, known)
            case Test():
                return self.test(decision, known)
        assert_never(decision)

    def take(self, take: Take, known: Known) -> typed.Expr:
        arm = self.arms[take.arm]
        made = self.number(take.arm) if self.numbers is not None else arm.body
        if arm.guard is not None and take.refused is not None:
            refused = self.decision(take.refused, known)
            made = typed.If(arm.guard, made, refused, made.type, arm.guard.span)
        elif self.numbers is not None:
            return made
        return self.bound(arm, made, known)

    def number(self, arm: int) -> typed.Expr:
        if self.numbers is None:
            raise InternalError("check", "arms of this match have no numbers")
        return typed.MakeCase(arm, None, self.numbers, self.span)

    def bound(self, arm: Chosen, body: typed.Expr, known: Known) -> typed.Expr:
        """Bind what an arm's pattern names."""
        for path, binding in reversed(tuple(bindings(arm.shape))):
            value = part(path, known)
            body = typed.Let(self.ctx.slot(binding), value, body, body.type, self.span)
        return body

    def test(self, test: Test, known: Known) -> typed.Expr:
        subject = part(test.path, known)
        cases = [self.case(test, at, subject, known) for at in range(len(test.branches))]
        arms = tuple(arm for arm in cases if arm is not None)
        if arms:
            others = None
            if test.others is not None:
                others = typed.OtherArm(None, self.decision(test.others, known))
            return typed.Match(subject, arms, others, arms[0].body.type, self.span)
        return self.compared(test, subject, known)

    def case(self, test: Test, at: int, subject: typed.Expr, known: Known) -> typed.CaseArm | None:
        head, below = test.branches[at]
        if not isinstance(head, CaseHead):
            return None
        if not head.steps:
            return typed.CaseArm(head.index, None, self.decision(below, known))
        slot = self.hidden("payload", part_type(subject.type, head.steps))
        inner = {**known, (*test.path, head.index): self.local(slot)}
        return typed.CaseArm(head.index, slot, self.decision(below, inner))

    def compared(self, test: Test, subject: typed.Expr, known: Known) -> typed.Expr:
        arms = tuple(
            (const(head, subject.type), self.decision(below, known))
            for head, below in test.branches
            if isinstance(head, LiteralHead)
        )
        others = None if test.others is None else self.decision(test.others, known)
        return compared(test, subject, arms, others, self.span)

    # --- bodies behind the tests -----------------------------------------------------------

    def bodies(self, tests: typed.Expr, numbers: terms.Enum, known: Known) -> typed.Expr:
        """Return a match on the arm's number, which has each body once."""
        slot = self.hidden("arm", numbers)
        reached = [at for at, times in enumerate(self.decided.takes) if times]
        arms = [
            typed.CaseArm(at, None, self.bound(self.arms[at], self.arms[at].body, known))
            for at in reached
        ]
        others = None
        if len(reached) < len(self.arms):
            others = typed.OtherArm(None, arms.pop().body)
        chosen = typed.Match(self.local(slot), tuple(arms), others, self.type, self.span)
        return typed.Let(slot, tests, chosen, self.type, self.span)

    # --- bindings of our own ----------------------------------------------------------------

    def hidden(self, name: str, type_: Type) -> typed.Slot:
        return self.ctx.slot(self.ctx.hidden(name, type_, self.span))

    def local(self, slot: typed.Slot) -> typed.Expr:
        return typed.Local(slot, slot.type, self.span)
