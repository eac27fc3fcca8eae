"""Calls of services behind the breakers that a flow declares, each kept by this process.

Calls of one service that declare the same share one breaker; what whoever runs the flow says of a
service holds for all of its calls instead. Raises `LeftAlone` where a breaker does not let a call
through, and what the call raises; whether that is a failure of the service is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrt.problems.faults import DeadlinePassed, LeftAlone, ServiceFailed
from flowrt.problems.report import Fault
from flowrt.run.breaker import Breaker
from flowrt.run.observe import breaker_told
from flowrt.run.services import Governed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flowrt.plan import cuts
    from flowrt.plan.cuts import Cut
    from flowrt.run.breaker import Turn
    from flowrt.run.scope import Scope
    from flowrt.run.services import Binding


class Breakers:
    """The breakers of the services that one plan asks; may be shared by threads."""

    def __init__(self, cuts: Iterable[Cut], services: Mapping[str, Binding]) -> None:
        governed = {n: one for n, one in services.items() if isinstance(one, Governed)}
        self._said = {name: one.breaker for name, one in governed.items()}
        asked = (cut for cut in cuts if cut.kind == "service")
        kinds = {(cut.component, self._how(cut)) for cut in asked}
        self._breakers = {kind: Breaker(kind[1]) for kind in kinds if kind[1] is not None}

    def governs(self, cut: Cut) -> bool:
        """Whether it is decided here, and nowhere else, if a call is made."""
        return cut.breaker is not None or cut.component in self._said

    def refuses(self, cut: Cut) -> bool:
        """Whether a call would be refused now."""
        breaker = self._of(cut)
        return breaker is not None and breaker.left() > 0

    def call(self, cut: Cut, scope: Scope, make: Callable[[Scope], bytes]) -> bytes:
        """Make a call within a scope, unless a breaker leaves the service alone."""
        breaker = self._of(cut)
        if breaker is None or scope.is_over:
            return make(scope)
        passed = breaker.enter()
        _tell(cut, scope, passed.turn)
        ticket = passed.ticket
        if ticket is None:
            breaker_told(scope.observer, cut.component, None)
            raise _left_alone(cut, breaker.left())
        well: bool | None = None
        try:
            value = make(scope)
            well = True
        except Fault as fault:
            well = _went_well(fault, scope)
            raise
        finally:
            _tell(cut, scope, breaker.leave(ticket, well=well))
        return value

    def _how(self, cut: Cut) -> cuts.Breaker | None:
        return self._said.get(cut.component, cut.breaker)

    def _of(self, cut: Cut) -> Breaker | None:
        how = self._how(cut) if cut.kind == "service" else None
        return None if how is None else self._breakers[cut.component, how]


def _tell(cut: Cut, scope: Scope, turn: Turn | None) -> None:
    if turn is not None:
        breaker_told(scope.observer, cut.component, turn)


def _went_well(fault: Fault, scope: Scope) -> bool | None:
    """Return whether a service is well that a call of has faulted; None if that does not tell."""
    if isinstance(fault, DeadlinePassed) and not scope.is_wanted():
        return None
    return isinstance(fault, ServiceFailed) and fault.is_well


def _left_alone(cut: Cut, seconds: float) -> Fault:
    message = f"it failed again and again; it is asked in {seconds:.1f} s"
    return LeftAlone(**cut.names, message=message, seconds=seconds)
