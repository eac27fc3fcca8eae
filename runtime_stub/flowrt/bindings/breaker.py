"""The breaker of a binding itself, for calls of which nobody says when their service is left alone.

Who did not answer several times in a row is asked no more for a while, then by one call; as long
as that fails too, the while doubles. So a service that is down costs its callers little, and is
not kept down by being asked. A call that was under way and is answered ends the while: where many
calls are made at once, quick failures come in a row before slower answers of a service that is up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flowrt.plan import cuts
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.run.breaker import Breaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.run.scope import Scope

    T = TypeVar("T")

FAILURES = 5
"""Calls that may fail in a row."""
FIRST, LONGEST = 0.5, 30.0
"""Seconds for which nobody asks: at first, and at most."""
HOW = cuts.Breaker(FAILURES, None, None, round(FIRST * 1e6), 1)


class OwnBreaker:
    """Makes calls, or says for how long it will not; may be shared by threads."""

    def __init__(self, shown: str) -> None:
        self.breaker = Breaker(HOW, longest=LONGEST, forgives=True)
        self._shown = shown

    def call(self, scope: Scope, make: Callable[[], T], answered: Callable[[T], bool]) -> T:
        """Make a call, unless it is to be left; whether its result is an answer says `answered`.

        Raises `ServiceFailed` where it is left, and what the call raises. A call whose breaker is
        kept elsewhere is made in any case, and not counted.
        """
        if scope.governed:
            return make()
        ticket = self.breaker.enter().ticket
        if ticket is None:
            left = self.breaker.left()
            message = f"{self._shown} failed again and again; it is asked in {left:.1f} s"
            raise ServiceFailed(message=message)
        well = None
        try:
            made = make()
            well = answered(made)
        except (ServiceFailed, DeadlinePassed):
            well = False
            raise
        finally:
            self.breaker.leave(ticket, well=well)
        return made
