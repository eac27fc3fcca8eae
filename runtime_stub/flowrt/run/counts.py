"""What servers and workers count alike, for Prometheus: how flows ended, and how long they took.

Importing it takes a while, so only what counts imports it. Labels are flows, what they call, and
codes: all few and known beforehand.
"""

import time
from collections.abc import Sequence
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram

from flowrt.run.breaker import Turn
from flowrt.run.breaker_counts import BreakerCounts, Together
from flowrt.run.observe import Observer, Work


class Counts:
    """Counts transactions under names that begin with `prefix`, as an observer of them.

    `part` is what flows, segments and cuts are called there, `together` says how processes add up.
    """

    def __init__(
        self, prefix: str, part: str, seconds: Sequence[float], together: Together = "all"
    ) -> None:
        self.registry = CollectorRegistry()
        ended = Counter(
            f"{prefix}_transactions",
            "Times that a flow was run, by code; `ok` is that of one that went well.",
            ("flow", "code"),
            registry=self.registry,
        )
        took = Histogram(
            f"{prefix}_{part}_seconds",
            "How long flows, their segments and their cuts took.",
            ("kind", "flow", "name"),
            registry=self.registry,
            buckets=seconds,
        )
        self._ended = cache(ended.labels)
        self._took = cache(took.labels)
        self._breakers = BreakerCounts(prefix, self.registry, together)

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return _Timed(self, work)

    def leave(self, failure: Exception | None) -> None:
        """Do nothing: this one observes no work of its own."""

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        self._breakers.note(service, turn)

    def ended(self, work: Work, seconds: float, failure: Exception | None) -> None:
        """Note what ended, after how many seconds, and with what."""
        self._took(work.kind, work.flow, work.name).observe(seconds)
        if work.kind == "flow":
            self._ended(work.flow, _code_of(failure)).inc()

    def ended_well(self, flow: str, seconds: float) -> None:
        """Note a transaction that went well, as `ended` does, where no `Work` was made of it."""
        self._took("flow", flow, flow).observe(seconds)
        self._ended(flow, "ok").inc()


class _Timed:
    """Times one piece of work, and what happens within it."""

    __slots__ = ("_began", "_counts", "_work")

    def __init__(self, counts: Counts, work: Work) -> None:
        self._counts = counts
        self._work = work
        self._began = time.perf_counter()

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return _Timed(self._counts, work)

    def leave(self, failure: Exception | None) -> None:
        """Note what ended."""
        self._counts.ended(self._work, time.perf_counter() - self._began, failure)

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        self._counts.breaker(service, turn)


def _code_of(failure: Exception | None) -> str:
    return "ok" if failure is None else getattr(failure, "code", "") or "other"
