"""Choices: `and`, `or` and matches on literals become `if`, other matches `switch`."""

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.ir.graph import Region, Value
from flowc.ir.lowering.filling import Filling
from flowc.text.span import Span


class Choices(Filling):
    """Lowers what leads one way or another."""

    __slots__ = ()

    def choose(
        self, condition: Value, branches: tuple[t.Expr, ...], type_: terms.Type, span: Span
    ) -> Value:
        """Lower a choice of two branches by a condition."""
        regions = tuple(self.branch(branch) for branch in branches)
        return self.op("if", type_, (condition,), span, regions=regions)

    def logic(self, e: t.Logic) -> Value:
        """Lower `and` or `or`: what is known without the right side is a constant."""
        known = t.Const(value=e.op == "or", type=e.type, span=e.span)
        branches = (e.right, known) if e.op == "and" else (known, e.right)
        return self.choose(self.expr(e.left), branches, e.type, e.span)

    def switch(self, e: t.Match) -> Value:
        """Lower a choice by case."""
        subject = self.expr(e.subject)
        regions = tuple(self.arm(arm, subject, e.span) for arm in e.arms)
        if e.other is not None:
            regions = (*regions, self.other(e.other, subject, e.span))
        cases = tuple(arm.index for arm in e.arms)
        return self.op("switch", e.type, (subject,), e.span, attribute=cases, regions=regions)

    def arm(self, arm: t.CaseArm, subject: Value, span: Span) -> Region:
        """Make the region of one case, which is given what the case carries."""
        payload = payload_type(subject.type, arm.index)
        value = None if payload is None else self.value(payload)
        return self.bound(arm.binder, value, arm.body, span)

    def other(self, arm: t.OtherArm, subject: Value, span: Span) -> Region:
        """Make the region of what no other arm takes, which binds the whole subject."""

        def fill() -> Value:
            self.bind(arm.binder, subject, span)
            return self.expr(arm.body)

        return self.region((), fill)

    def literals(self, e: t.LiteralMatch) -> Value:
        """Lower a choice by equality with constants."""
        subject = self.expr(e.subject)
        return self.literal_arms(e, subject, e.arms)

    def literal_arms(
        self, e: t.LiteralMatch, subject: Value, arms: tuple[tuple[t.Const, t.Expr], ...]
    ) -> Value:
        """Compare in order: the last resort is `other`, or else the last arm itself."""
        (constant, body), rest = arms[0], arms[1:]
        if not rest and e.other is None:
            return self.expr(body)
        equal = self.op("eq", terms.BOOL, (subject, self.expr(constant)), constant.span)
        then = self.branch(body)
        if rest:
            otherwise = self.region((), lambda: self.literal_arms(e, subject, rest))
        else:
            assert e.other is not None  # noqa: S101 - the checker leaves none out
            otherwise = self.other(e.other, subject, e.span)
        return self.op("if", e.type, (equal,), e.span, regions=(then, otherwise))

    def attempt(self, e: t.Try) -> Value:
        """Lower `?`: what failed leads to a region that ends the flow."""
        subject = self.expr(e.value)
        failed = 1 if isinstance(subject.type, terms.Result) else 0
        payload = payload_type(subject.type, failed)
        value = None if payload is None else self.value(payload)
        leave = self.bound(e.binder, value, e.leave, e.span)
        return self.op("try", e.type, (subject,), e.span, regions=(leave,))


def payload_type(choice: terms.Type, case: int) -> terms.Type | None:
    """Return the payload's type of one case of a choice, None where it has none."""
    match choice:
        case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
            return terms.cases_of(choice)[case].payload
        case _:
            raise AssertionError(choice)
