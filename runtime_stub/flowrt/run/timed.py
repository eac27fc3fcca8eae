"""An observer that says of each piece of work how long it took, to whoever counts.

Used by what counts for Prometheus, in servers and in workers.
"""

import time
from typing import Protocol

from flowrt.run.breaker import Turn
from flowrt.run.observe import Observer, Work


class Counts(Protocol):
    """Is told of what ended; used by several threads at once."""

    def ended(self, work: Work, seconds: float, failure: Exception | None) -> None:
        """Take note of what ended, after how many seconds, and with what."""

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Take note that the breaker of a service turned, or refused a call."""


class Timed:
    """Times one piece of work, and what happens within it."""

    __slots__ = ("_began", "_counts", "_work")

    def __init__(self, counts: Counts, work: Work) -> None:
        self._counts = counts
        self._work = work
        self._began = time.perf_counter()

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return Timed(self._counts, work)

    def leave(self, failure: Exception | None) -> None:
        """Note what ended."""
        self._counts.ended(self._work, time.perf_counter() - self._began, failure)

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        self._counts.breaker(service, turn)


def code_of(failure: Exception | None) -> str:
    """Return what is counted of how work ended: a code, of which there are few."""
    return "ok" if failure is None else getattr(failure, "code", "") or "other"
