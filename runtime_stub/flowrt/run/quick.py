"""Which flows an event loop may run itself: those that are quick, and may be stopped and run again.

A flow that neither waits nor reaches outside can be stopped and run again without anybody noticing.
Such a flow is tried on the loop, where that costs least, for a few milliseconds; one that needs
longer has to be run in a thread, and from then on starts there.
"""

from typing import TYPE_CHECKING

from flowrt.problems.faults import DeadlinePassed
from flowrt.run.scope import Scope
from flowrt.run.stream import NOWHERE, Origin

if TYPE_CHECKING:
    from flowrt.plan.plan import Entry
    from flowrt.run.observe import Observer
    from flowrt.run.runner import Runner

SLICE_MS = 20
"""Milliseconds that a flow may keep the loop to itself, about."""
PATIENCE = 64
"""Transactions that a flow has in threads, once it was slow, before the loop is tried again."""


class Quick:
    """Tries the flows of one archive, for one event loop."""

    def __init__(self, runner: "Runner") -> None:
        self._runner = runner
        wall_ms = runner.limits.wall_ms
        self._tries = not runner.grants and (wall_ms is None or wall_ms > SLICE_MS)
        self._slow: dict[str, int] = {}

    def attempt(
        self,
        entry: "Entry",
        text: bytes,
        origin: Origin = NOWHERE,
        observer: "Observer | None" = None,
    ) -> bytes | None:
        """Return a flow's result, None where it has to be run in a thread.

        Raises what running it raises.
        """
        if not self._may_try(entry):
            return None
        try:
            if observer is None:
                return self._runner.brief(entry, text, origin, SLICE_MS)
            return self._runner.call(entry, text, origin, Scope.lasting(SLICE_MS, observer))
        except DeadlinePassed:
            self._slow[entry.name] = PATIENCE
            return None

    def _may_try(self, entry: "Entry") -> bool:
        if entry.waits or not self._tries:
            return False
        left = self._slow.get(entry.name, 0)
        if left:
            self._slow[entry.name] = left - 1
        return not left
