"""What breakers did, counted for Prometheus, in servers and in workers.

Importing it takes a while, so only what counts imports it. Labels are services and states.
"""

from typing import Literal, TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge

from flowrt.run.breaker import CLOSED, Turn

Together: TypeAlias = Literal["all", "livesum"]
"""How the gauges of several processes add up, as the Prometheus client has it."""


class BreakerCounts:
    """Counts under names that begin with `prefix`; `together` says how processes add up."""

    def __init__(
        self,
        prefix: str,
        registry: CollectorRegistry,
        together: Together,
    ) -> None:
        self._turned = Counter(
            f"{prefix}_breaker_changes",
            "How often the breaker of a service has got a state.",
            ("service", "state"),
            registry=registry,
        )
        self._refused = Counter(
            f"{prefix}_breaker_refused",
            "Calls that were not made, since the service was left alone.",
            ("service",),
            registry=registry,
        )
        self._open = Gauge(
            f"{prefix}_breakers_open",
            "Breakers of a service that are not closed.",
            ("service",),
            registry=registry,
            multiprocess_mode=together,
        )

    def note(self, service: str, turn: Turn | None) -> None:
        """Count that the breaker of a service turned, or refused a call."""
        if turn is None:
            self._refused.labels(service).inc()
            return
        self._turned.labels(service, turn.now).inc()
        self._open.labels(service).inc((turn.now != CLOSED) - (turn.was != CLOSED))
