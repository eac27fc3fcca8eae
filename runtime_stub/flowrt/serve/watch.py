"""Who watches a server: metrics, traces, both or nobody; and nobody costs nothing.

Takes what the operator asked for; gives the observer of each request's transactions.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from flowrt.run.observe import Observer, Several
from flowrt.serve.errors import Missing
from flowrt.serve.exchange import Exchange
from flowrt.serve.settings import Settings

if TYPE_CHECKING:
    from flowrt.plan.plan import Plan
    from flowrt.run.traces import Traces
    from flowrt.serve.metrics import Metrics


def load(settings: Settings) -> None:
    """Import what watches, before processes are forked; raises `Missing` where it cannot be."""
    if settings.metrics:
        _import("flowrt.serve.metrics", "serve")
    if settings.traces is not None:
        _import("flowrt.run.traces", "traces")


def _import(name: str, extra: str) -> None:
    try:
        import_module(name)
    except ImportError as error:
        raise Missing(str(error), extra) from None


class Watch:
    """The metrics and the traces of one process."""

    def __init__(self, plan: "Plan", settings: Settings) -> None:
        self.metrics = _metrics() if settings.metrics else None
        self.traces = None if settings.traces is None else _traces(plan, settings.traces)

    def observer(self, exchange: Exchange) -> Observer | None:
        """Return who is told of a request's transactions."""
        if self.traces is None:
            return self.metrics
        return Several.of(self.metrics, self.traces.observer(exchange.headers))

    def close(self) -> None:
        """Send what is still to be sent."""
        if self.traces is not None:
            self.traces.close()


def _metrics() -> "Metrics":
    from flowrt.serve.metrics import Metrics  # noqa: PLC0415 - see there

    return Metrics()


def _traces(plan: "Plan", url: str) -> "Traces":
    from flowrt.run.traces import Traces, exporter_for  # noqa: PLC0415 - see there

    return Traces(plan, exporter_for(url))
