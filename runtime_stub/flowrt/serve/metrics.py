"""What a server counts, for Prometheus; importing it takes a while, so only `--metrics` does.

Labels are statuses, flows, what they call, and codes: all few and known beforehand. Nothing that a
request says becomes a label. Where there are several processes, each counts in files that all of
them read, so whichever is asked tells of all; `shared` must be entered before this is imported.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from flowrt.run.breaker import Turn
from flowrt.run.observe import Observer, Work
from flowrt.run.outages import Outages
from flowrt.run.timed import Timed, code_of
from flowrt.serve.exchange import Message, Send
from flowrt.serve.share import VARIABLE

_SECONDS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30)


class Metrics:
    """Counts requests and what flows do; an observer of transactions."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "flowrt_serve_requests",
            "Requests that ended, by status; `none` where whoever asked left.",
            ("status",),
            registry=self.registry,
        )
        self._running = Gauge(
            "flowrt_serve_requests_running",
            "Requests that are being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self._flows = Counter(
            "flowrt_serve_transactions",
            "Transactions that ended, by flow and code; the code of one that went well is `ok`.",
            ("flow", "code"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "flowrt_serve_work_seconds",
            "How long flows, their segments and their cuts took.",
            ("kind", "flow", "name"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._outages = Outages("flowrt_serve", self.registry, "livesum")
        self._status = cache(self._requests.labels)
        self._ended = cache(self._flows.labels)
        self._took = cache(self._seconds.labels)

    @contextmanager
    def counted(self, send: Send) -> Iterator[Send]:
        """Count a request while it is answered; give a way to send that sees with what."""
        statuses: list[int] = []

        async def sends(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        self._running.inc()
        try:
            yield sends
        finally:
            self._running.dec()
            self._status(str(statuses[0]) if statuses else "none").inc()

    def at_once(self, flow: str, seconds: float) -> None:
        """Note a request whose flow was run while it was read, and went well."""
        self._noted("flow", flow, flow, seconds, None)
        self._status("200").inc()

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return Timed(self, work)

    def leave(self, failure: Exception | None) -> None:
        """Do nothing: this one observes no work of its own."""

    def ended(self, work: Work, seconds: float, failure: Exception | None) -> None:
        """Note what ended."""
        self._noted(work.kind, work.flow, work.name, seconds, failure)

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        self._outages.note(service, turn)

    def _noted(
        self, kind: str, flow: str, name: str, seconds: float, failure: Exception | None
    ) -> None:
        self._took(kind, flow, name).observe(seconds)
        if kind == "flow":
            self._ended(flow, code_of(failure)).inc()

    def text(self) -> bytes:
        """Return the counts of all processes, as Prometheus reads them."""
        if VARIABLE not in os.environ:
            return generate_latest(self.registry)
        every = CollectorRegistry()
        multiprocess.MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # it has no types
        return generate_latest(every)
