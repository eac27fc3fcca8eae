"""An observer that says of each piece of work how long it took, to whoever counts.

Used by what counts for Prometheus, in servers and in workers.
"""

import time
from collections.abc import Callable

from flowrt.run.observe import Observer, Work

Ended = Callable[[Work, float, Exception | None], None]
"""Takes what ended, after how many seconds, and with what."""


class Timed:
    """Times one piece of work, and what happens within it."""

    __slots__ = ("_began", "_ended", "_work")

    def __init__(self, ended: Ended, work: Work) -> None:
        self._ended = ended
        self._work = work
        self._began = time.perf_counter()

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return Timed(self._ended, work)

    def leave(self, failure: Exception | None) -> None:
        """Note what ended."""
        self._ended(self._work, time.perf_counter() - self._began, failure)


def code_of(failure: Exception | None) -> str:
    """Return what is counted of how work ended: a code, of which there are few."""
    return "ok" if failure is None else getattr(failure, "code", "") or "other"
