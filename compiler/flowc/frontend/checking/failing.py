"""The ways for one test to fail, collected while it is checked.

The error of the `result` that a test gives is a variant with a case for each type of what failures
carry: the failure's number, and behind it what there is to show. The types are known once the whole
test has been checked, when expressions are finished.
"""

from dataclasses import dataclass, field

from flowc.frontend import terms, typed
from flowc.frontend.checking.inference.unify import Solver
from flowc.frontend.terms import Type
from flowc.frontend.walk import inside_type
from flowc.text.span import Span

NUMBER = terms.Prim("u32")


@dataclass(slots=True)
class Failing:
    """The failures so far, and what each carries."""

    solver: Solver
    failures: list[typed.Failure] = field(default_factory=list)
    payloads: list[Type | None] = field(default_factory=list)
    known: terms.Result | None = None
    cases: dict[int, int] = field(default_factory=dict)

    def add(self, failure: typed.Failure, payload: Type | None) -> int:
        """Note a failure; return its number."""
        self.failures.append(failure)
        self.payloads.append(payload)
        return len(self.failures) - 1

    @property
    def result(self) -> terms.Result:
        """What the test gives, once all of its failures are known."""
        if self.known is None:
            self.known = terms.Result(None, self._error())
        return self.known

    def _error(self) -> terms.Variant | None:
        cases: list[terms.Case] = []
        first: dict[object, int] = {}
        for number, payload in enumerate(self.payloads):
            closed = None if payload is None else self.solver.close(payload)
            key = number if _is_unshown(closed) else closed
            at = self.cases[number] = first.setdefault(key, len(cases))
            if at == len(cases):
                carried = NUMBER if closed is None else terms.Tuple((NUMBER, closed))
                cases.append(terms.Case(f"at-{number}", carried))
        return terms.Variant(tuple(cases)) if cases else None

    def passed(self, span: Span) -> typed.Expr:
        """Return what a test gives that did not fail."""
        return typed.MakeCase(0, None, self.result, span)

    def failed(self, number: int, payload: typed.Expr | None, span: Span) -> typed.Expr:
        """Return what a test gives that failed so."""
        error = self.result.err
        if error is None:
            raise AssertionError(number)
        carried: typed.Expr = typed.Const(number, NUMBER, span)
        if payload is not None:
            pair = terms.Tuple((NUMBER, payload.type))
            carried = typed.Make((carried, payload), pair, span)
        made = typed.MakeCase(self.cases[number], carried, error, span)
        return typed.MakeCase(1, made, self.result, span)


def _is_unshown(type_: Type | None) -> bool:
    """Whether JSON may be unable to hold a value, so that the case must tell the failure."""
    return type_ is not None and any(
        isinstance(part, terms.Prim) and part.name in terms.FLOATS for part in inside_type(type_)
    )
