"""What a server counts, for Prometheus; importing it takes a while, so only `--metrics` does.

Labels are statuses, flows, what they call, and codes: all few and known beforehand. Nothing that a
request says becomes a label. Where there are several processes, each counts in files that all of
them read, so whichever is asked tells of all; `shared` must be entered before this is imported.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, multiprocess

from flowrt.run.counts import Counts
from flowrt.serve.exchange import Message, Send
from flowrt.serve.share import VARIABLE

_SECONDS = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30)


class Metrics(Counts):
    """Counts requests and what flows do."""

    def __init__(self) -> None:
        super().__init__("flowrt_serve", "work", _SECONDS, "livesum")
        requests = Counter(
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
        self._status = cache(requests.labels)

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
            self._status(str(statuses[0]) if statuses else "none").inc()
            self._running.dec()  # last: whoever reads that nothing runs reads all that has ended

    def at_once(self, flow: str, seconds: float) -> None:
        """Note a request whose flow was run while it was read, and went well."""
        self.ended_well(flow, seconds)
        self._status("200").inc()

    def text(self) -> bytes:
        """Return the counts of all processes, as Prometheus reads them."""
        if VARIABLE not in os.environ:
            return generate_latest(self.registry)
        every = CollectorRegistry()
        multiprocess.MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # it has no types
        return generate_latest(every)
