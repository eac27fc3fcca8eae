"""The tests of a match as a typed expression.

Where each arm stands in the tests once, its body is put there. Otherwise the tests give the arm's
number, as a case of an enum made for it, and a match on that has each body once, which takes what
it binds out of the subject again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from flowc.frontend import terms, typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.matches.matrix import CHAIN, Decided, Decision, Missing, Take, Test
from flowc.frontend.checking.matches.shapes import (
    CaseHead,
    LiteralHead,
    Of,
    Path,
    Shape,
    Wild,
    bindings,
    takes_all,
)
from flowc.frontend.terms import Type
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span

Known = Mapping[Path, typed.Expr]
"""Expressions for parts of the subject that may be read here."""
LAST = 4
"""Literals that a search by halves leaves to be compared one by one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An arm, its parts finished."""

    shape: Shape
    guard: typed.Expr | None
    body: typed.Expr


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
        searched = _is_searched(self.decided.decision)
        self.numbers = terms.Enum(names) if several or searched else None

    def expr(self) -> typed.Expr:
        """Return the whole match."""
        direct = self.direct()
        if direct is not None:
            return direct
        root = self.hidden("subject", self.subject.type)
        known: Known = {(): self.local(root)}
        tests = self.decision(self.decided.decision, known)
        if self.numbers is not None:
            tests = self.bodies(tests, self.numbers, known)
        return typed.Let(root, self.subject, tests, tests.type, self.span)

    # --- the simplest forms ----------------------------------------------------------------

    def direct(self) -> typed.Expr | None:
        """Return a match whose binders take what they bind, if its patterns are that simple."""
        decision = self.decided.decision
        if self.numbers is not None:
            return None
        if isinstance(decision, Take) and self.is_plain(decision, ()):
            arm = self.arms[decision.arm]
            return typed.Let(self.binder(arm.shape), self.subject, arm.body, self.type, self.span)
        if not isinstance(decision, Test) or decision.path:
            return None
        plain = all(self.is_plain(below, head.steps) for head, below in decision.branches)
        others = decision.others
        if not plain or (others is not None and not self.is_plain(others, ())):
            return None
        return self.tested(decision, self.subject)

    def is_plain(self, decision: Decision, steps: Path) -> bool:
        """Whether an arm is taken at once, and one binder binds what it binds."""
        if not isinstance(decision, Take) or decision.refused is not None:
            return False
        shape = self.arms[decision.arm].shape
        if isinstance(shape, Of) and isinstance(shape.head, CaseHead | LiteralHead):
            return all(_is_binder(part) for part in shape.parts)
        return not steps and _is_binder(shape)

    def tested(self, test: Test, subject: typed.Expr) -> typed.Expr:
        others = None
        if test.others is not None:
            arm = self.plain_arm(test.others)
            others = typed.OtherArm(self.binder(arm.shape), arm.body)
        made = [(head, self.plain_arm(below)) for head, below in test.branches]
        literals = tuple(
            (self.const(head, subject.type), arm.body)
            for head, arm in made
            if isinstance(head, LiteralHead)
        )
        if literals:
            return typed.LiteralMatch(subject, literals, others, self.type, self.span)
        arms = tuple(
            typed.CaseArm(head.index, self.payload_binder(arm.shape), arm.body)
            for head, arm in made
            if isinstance(head, CaseHead)
        )
        return typed.Match(subject, arms, others, self.type, self.span)

    def plain_arm(self, decision: Decision) -> Chosen:
        if not isinstance(decision, Take):
            raise InternalError("check", "a simple match has nested tests")
        return self.arms[decision.arm]

    def payload_binder(self, shape: Shape) -> typed.Binder:
        parts = shape.parts if isinstance(shape, Of) else ()
        return self.binder(parts[0]) if parts else None

    def binder(self, shape: Shape) -> typed.Binder:
        """Return the binder that a pattern which fits everything is."""
        if isinstance(shape, Of):
            return typed.Parts(tuple(map(self.binder, shape.parts)))
        return None if shape.binding is None else self.ctx.slot(shape.binding)

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
            value = self.part(path, known)
            body = typed.Let(self.ctx.slot(binding), value, body, body.type, self.span)
        return body

    def test(self, test: Test, known: Known) -> typed.Expr:
        subject = self.part(test.path, known)
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
        """Compare with literals: one by one, or where they are many, by halves."""
        arms = tuple(
            (self.const(head, subject.type), self.decision(below, known))
            for head, below in test.branches
            if isinstance(head, LiteralHead)
        )
        others = None if test.others is None else self.decision(test.others, known)
        if _is_searched(test) and str(subject.type) not in terms.FLOATS:
            arms = tuple(sorted(arms, key=lambda arm: arm[0].value))
            return self.searched(subject, arms, others)
        return self.chain(subject, arms, others)

    def chain(
        self,
        subject: typed.Expr,
        arms: tuple[tuple[typed.Const, typed.Expr], ...],
        others: typed.Expr | None,
    ) -> typed.Expr:
        type_ = arms[0][1].type
        rest = None if others is None else typed.OtherArm(None, others)
        return typed.LiteralMatch(subject, arms, rest, type_, self.span)

    def searched(
        self,
        subject: typed.Expr,
        arms: tuple[tuple[typed.Const, typed.Expr], ...],
        others: typed.Expr | None,
    ) -> typed.Expr:
        """Halve the literals, which are sorted, until few are left."""
        if len(arms) <= LAST:
            return self.chain(subject, arms, others)
        middle = len(arms) // 2
        const = arms[middle][0]
        less = typed.Compare("lt", subject, const, terms.BOOL, const.span)
        below = self.searched(subject, arms[:middle], others)
        above = self.searched(subject, arms[middle:], others)
        return typed.If(less, below, above, below.type, self.span)

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

    # --- parts of the subject --------------------------------------------------------------

    def hidden(self, name: str, type_: Type) -> typed.Slot:
        return self.ctx.slot(self.ctx.hidden(name, type_, self.span))

    def local(self, slot: typed.Slot) -> typed.Expr:
        return typed.Local(slot, slot.type, self.span)

    def part(self, path: Path, known: Known) -> typed.Expr:
        """Return a part of the subject, of which all that its path asks for is true."""
        end = len(path)
        while path[:end] not in known:
            end -= 1
        made = known[path[:end]]
        for step in path[end:]:
            type_ = part_type(made.type, (step,))
            if isinstance(made.type, terms.Record | terms.Tuple):
                made = typed.Part(made, step, type_, self.span)
            else:
                made = typed.Payload(made, step, type_, self.span)
        return made

    def const(self, head: LiteralHead, type_: Type) -> typed.Const:
        value = head.literal.value
        if str(type_) in terms.FLOATS:
            value = float(value)
        return typed.Const(value, type_, head.literal.span)


def _is_searched(decision: Decision) -> bool:
    """Whether literals are compared by halves, so that other arms may be reached twice."""
    match decision:
        case Test(branches=((LiteralHead(), _), *_) as branches) if len(branches) > CHAIN:
            return True
        case Test(branches=branches, others=others):
            below = [one for _, one in branches]
            return any(map(_is_searched, [*below, *([] if others is None else [others])]))
        case Take(refused=refused) if refused is not None:
            return _is_searched(refused)
        case _:
            return False


def _is_binder(shape: Shape) -> bool:
    """Whether a pattern only takes tuples apart."""
    if isinstance(shape, Wild):
        return True
    return takes_all(shape) and not _names_fields(shape)


def _names_fields(shape: Shape) -> bool:
    if not isinstance(shape, Of) or isinstance(shape.head, CaseHead | LiteralHead):
        return False
    return bool(shape.head.names) or any(map(_names_fields, shape.parts))


def part_type(type_: Type, path: Path) -> Type:
    """Return the type of a part of a value; what has no such part has the type unknown."""
    for step in path:
        match type_:
            case terms.Record(fields):
                type_ = fields[step].type
            case terms.Tuple(items):
                type_ = items[step]
            case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
                type_ = terms.cases_of(type_)[step].payload or terms.UNKNOWN
            case _:
                return terms.UNKNOWN
    return type_
