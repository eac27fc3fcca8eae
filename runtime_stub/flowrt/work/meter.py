"""What a worker counts, for Prometheus; importing it takes a while, so only `--metrics` does.

Labels are flows and outcomes, both few and known beforehand: nothing that a message says becomes
a label.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from flowrt.run.breaker import Turn
from flowrt.run.observe import Observer, Work
from flowrt.run.outages import Outages
from flowrt.run.timed import Timed, code_of

_SECONDS = (0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600)


class Prometheus:
    """Counts into a registry of its own, which `listen` shows over HTTP."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = Counter(
            "flowrt_work_messages",
            "Messages that are settled, by how.",
            ("flow", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "flowrt_work_seconds",
            "From a message's arrival here until it is settled.",
            ("flow",),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._flows = Counter(
            "flowrt_work_transactions",
            "Times that a flow was run, for messages and requests, by code; `ok` went well.",
            ("flow", "code"),
            registry=self.registry,
        )
        self._parts = Histogram(
            "flowrt_work_part_seconds",
            "How long flows, their segments and their cuts took.",
            ("kind", "flow", "name"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._held = Gauge(
            "flowrt_work_in_hand",
            "Messages that this worker has, running or about to.",
            ("flow",),
            registry=self.registry,
        )

        self._outages = Outages("flowrt_work", self.registry)

    def enter(self, work: Work) -> Observer:
        """Note the time of what begins."""
        return Timed(self, work)

    def leave(self, failure: Exception | None) -> None:
        """Do nothing: this one observes no work of its own."""

    def ended(self, work: Work, seconds: float, failure: Exception | None) -> None:
        """Note what ended."""
        self._parts.labels(work.kind, work.flow, work.name).observe(seconds)
        if work.kind == "flow":
            self._flows.labels(work.flow, code_of(failure)).inc()

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        self._outages.note(service, turn)

    def held(self, flow: str, count: int) -> None:
        """Note how many messages are in hand."""
        self._held.labels(flow).set(count)

    def settled(self, flow: str, outcome: str, seconds: float) -> None:
        """Note how a message ended here."""
        self._messages.labels(flow, outcome).inc()
        self._seconds.labels(flow).observe(seconds)

    def listen(self, host: str, port: int) -> int:
        """Show the counts at `/metrics`; return the port, which is a free one for 0."""
        server, _ = start_http_server(port, host, self.registry)
        return server.server_port
