"""The simplest matches: one test of the subject itself, whose arms bind what the test gives them.

Such a match stays one match in the typed tree, and its binders take what they bind.
"""

from dataclasses import dataclass

from flowc.frontend import typed
from flowc.frontend.checking.context import Context
from flowc.frontend.checking.matches.arms import Chosen, binder, is_binder, payload_binder
from flowc.frontend.checking.matches.matrix import Decision, Take, Test
from flowc.frontend.checking.matches.parts import const
from flowc.frontend.checking.matches.shapes import CaseHead, LiteralHead, Of, Path
from flowc.frontend.terms import Type
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Direct:
    """One match whose bodies stand where they are chosen."""

    ctx: Context
    subject: typed.Expr
    arms: tuple[Chosen, ...]
    type: Type
    span: Span

    def expr(self, decision: Decision) -> typed.Expr | None:
        """Return the match, if its patterns are that simple."""
        if isinstance(decision, Take) and self._is_plain(decision, ()):
            arm = self.arms[decision.arm]
            bound = binder(self.ctx, arm.shape)
            return typed.Let(bound, self.subject, arm.body, self.type, self.span)
        if not isinstance(decision, Test) or decision.path:
            return None
        plain = all(self._is_plain(below, head.steps) for head, below in decision.branches)
        others = decision.others
        if not plain or (others is not None and not self._is_plain(others, ())):
            return None
        return self._tested(decision)

    def _is_plain(self, decision: Decision, steps: Path) -> bool:
        """Whether an arm is taken at once, and one binder binds what it binds."""
        if not isinstance(decision, Take) or decision.refused is not None:
            return False
        shape = self.arms[decision.arm].shape
        if isinstance(shape, Of) and isinstance(shape.head, CaseHead | LiteralHead):
            return all(is_binder(part) for part in shape.parts)
        return not steps and is_binder(shape)

    def _tested(self, test: Test) -> typed.Expr:
        others = None
        if test.others is not None:
            arm = self._arm(test.others)
            others = typed.OtherArm(binder(self.ctx, arm.shape), arm.body)
        made = [(head, self._arm(below)) for head, below in test.branches]
        literals = tuple(
            (const(head, self.subject.type), arm.body)
            for head, arm in made
            if isinstance(head, LiteralHead)
        )
        if literals:
            return typed.LiteralMatch(self.subject, literals, others, self.type, self.span)
        arms = tuple(
            typed.CaseArm(head.index, payload_binder(self.ctx, arm.shape), arm.body)
            for head, arm in made
            if isinstance(head, CaseHead)
        )
        return typed.Match(self.subject, arms, others, self.type, self.span)

    def _arm(self, decision: Decision) -> Chosen:
        if not isinstance(decision, Take):
            raise InternalError("check", "a simple match has nested tests")
        return self.arms[decision.arm]
