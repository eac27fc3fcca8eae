"""What a worker counts, for Prometheus; importing it takes a while, so only `--metrics` does.

Labels are flows and outcomes, both few and known beforehand: nothing that a message says becomes
a label.
"""

from prometheus_client import Counter, Gauge, Histogram, start_http_server

from flowrt.run.counts import Counts

_SECONDS = (0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600)


class Prometheus(Counts):
    """Counts messages and what flows do, which `listen` shows over HTTP."""

    def __init__(self) -> None:
        super().__init__("flowrt_work", "part", _SECONDS)
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
        self._held = Gauge(
            "flowrt_work_in_hand",
            "Messages that this worker has, running or about to.",
            ("flow",),
            registry=self.registry,
        )

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
