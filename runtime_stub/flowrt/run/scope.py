"""How long work may go on: until a deadline, or until nobody wants its result any more.

A scope is given to all that runs for a transaction; a narrower one to a call with a timeout of its
own, or to one of several branches. Times are `time.monotonic()` seconds.
"""

from __future__ import annotations

import math
import time

from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.run.journal import Journal
    from flowrt.run.observe import Observer

NEVER = math.inf
_SLICE = 0.05
"""Seconds after which a pause looks whether it is still wanted."""


def _wanted() -> bool:
    return True


class Scope(Value):
    """A deadline, and whether the work is still wanted; `is_shared` where that may change.

    The `observer`, if there is one, is told of what is done within it, and the `journal` remembers
    which calls are done. It is `governed` where the flow, or who
    runs it, says when the service that is called is left alone: then no
    other one decides whether to ask.
    """

    deadline: float = NEVER
    is_wanted: Callable[[], bool] = _wanted
    is_shared: bool = False
    observer: Observer | None = None
    journal: Journal | None = None
    governed: bool = False

    @classmethod
    def lasting(cls, wall_ms: int | None, observer: Observer | None = None) -> Scope:
        """Return a scope of so many milliseconds from now, None for no bound."""
        deadline = NEVER if wall_ms is None else time.monotonic() + wall_ms / 1000
        return cls(deadline, observer=observer)

    def within(self, seconds: float | None) -> Scope:
        """Return a scope that ends after so many seconds, and not after this one."""
        if seconds is None:
            return self
        return self.but(deadline=min(self.deadline, time.monotonic() + seconds))

    def branch(self, is_wanted: Callable[[], bool]) -> Scope:
        """Return a scope that also ends when `is_wanted` says no."""
        both = lambda: is_wanted() and self.is_wanted()  # noqa: E731 - it is passed on
        return self.but(is_wanted=both, is_shared=True)

    def part(self, number: int) -> Scope:
        """Return the scope of one of several things, with a place of its own in the journal."""
        return self if self.journal is None else self.but(journal=self.journal.part(number))

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed, or nobody wants the result."""
        return time.monotonic() >= self.deadline or not self.is_wanted()

    @property
    def left(self) -> float | None:
        """Seconds that are left, None where there is no bound."""
        return None if self.deadline == NEVER else max(0.0, self.deadline - time.monotonic())

    def pause(self, seconds: float) -> None:
        """Wait, no longer than this scope lasts."""
        until = min(self.deadline, time.monotonic() + seconds)
        from threading import Event  # noqa: PLC0415 - few flows pause

        nothing = Event()
        while self.is_wanted() and (left := until - time.monotonic()) > 0:
            nothing.wait(min(left, _SLICE) if self.is_shared else left)
