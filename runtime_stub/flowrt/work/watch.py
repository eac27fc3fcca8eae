"""Who watches workers: counts, traces, both or nobody; and nobody costs nothing.

A `Meter` is told of messages and requests, and gives the observer of each transaction.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from flowrt.run.observe import Observer, Several

if TYPE_CHECKING:
    from flowrt.run.traces import Traces
    from flowrt.work.meter import Prometheus


class Meter(Protocol):
    """Is told what workers do."""

    def observer(self, headers: Mapping[str, str]) -> Observer | None:
        """Return who is told of a transaction, given the headers of what it is for."""

    def held(self, flow: str, count: int) -> None:
        """Note how many messages are in hand."""

    def settled(self, flow: str, outcome: str, seconds: float) -> None:
        """Note how a message ended here."""


class Watch:
    """The counts and the traces of one process."""

    def __init__(self, counts: "Prometheus | None", traces: "Traces | None") -> None:
        self._counts = counts
        self._traces = traces

    def observer(self, headers: Mapping[str, str]) -> Observer | None:
        """Return both, or the one that there is."""
        traced = None if self._traces is None else self._traces.within(headers)
        return Several.of(self._counts, traced)

    def held(self, flow: str, count: int) -> None:
        """Note how many messages are in hand."""
        if self._counts is not None:
            self._counts.held(flow, count)

    def settled(self, flow: str, outcome: str, seconds: float) -> None:
        """Note how a message ended here."""
        if self._counts is not None:
            self._counts.settled(flow, outcome, seconds)

    def close(self) -> None:
        """Send what is still to be sent."""
        if self._traces is not None:
            self._traces.close()
