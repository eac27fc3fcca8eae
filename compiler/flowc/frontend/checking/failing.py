"""The ways for one test to fail, collected while it is checked.

Each is a case of a variant, the error of the `result` that the test gives; what the cases carry is
known once the whole test has been checked, when expressions are finished.
"""

from dataclasses import dataclass, field

from flowc.frontend import terms, typed
from flowc.frontend.checking.unify import Solver
from flowc.frontend.terms import Type
from flowc.text.span import Span


@dataclass(slots=True)
class Failing:
    """The failures so far, and what each carries."""

    solver: Solver
    failures: list[typed.Failure] = field(default_factory=list)
    payloads: list[Type | None] = field(default_factory=list)
    known: terms.Result | None = None

    def add(self, failure: typed.Failure, payload: Type | None) -> int:
        """Note a failure; return its number."""
        self.failures.append(failure)
        self.payloads.append(payload)
        return len(self.failures) - 1

    @property
    def result(self) -> terms.Result:
        """What the test gives, once all of its failures are known."""
        if self.known is None:
            closed = (None if one is None else self.solver.close(one) for one in self.payloads)
            cases = tuple(terms.Case(f"at-{n}", payload) for n, payload in enumerate(closed))
            self.known = terms.Result(None, terms.Variant(cases) if cases else None)
        return self.known

    def passed(self, span: Span) -> typed.Expr:
        """Return what a test gives that did not fail."""
        return typed.MakeCase(0, None, self.result, span)

    def failed(self, number: int, payload: typed.Expr | None, span: Span) -> typed.Expr:
        """Return what a test gives that failed so."""
        error = self.result.err
        if error is None:
            raise AssertionError(number)
        return typed.MakeCase(1, typed.MakeCase(number, payload, error, span), self.result, span)
