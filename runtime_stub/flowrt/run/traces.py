"""Traces of transactions for OpenTelemetry: a span for each flow, segment and cut.

A request or a message that is part of a trace (`traceparent`) is gone on with, and so is its trace
by whoever is asked meanwhile. Importing this takes a while, so only `--traces` does. Spans are sent
by OTLP over HTTP, in the background; what the environment says in the variables `OTEL_*` holds.
"""

from collections.abc import Mapping

from opentelemetry import context, propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Status, StatusCode

from flowrt.plan.plan import Plan
from flowrt.problems.kinds import raised
from flowrt.problems.report import Problem
from flowrt.run.breaker import Turn
from flowrt.run.observe import Observer, Work

_PATH = "/v1/traces"


class Traces:
    """Makes spans and sends them; one for each process."""

    def __init__(self, plan: Plan, exporter: SpanExporter) -> None:
        about = {"service.name": plan.package, "service.version": plan.package_version}
        self._provider = TracerProvider(resource=Resource.create(about))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("flowrt")

    def observer(self, headers: Mapping[bytes, bytes]) -> Observer:
        """Return the observer of a request's transactions, given its headers."""
        return self.within(
            {name.decode("latin-1"): text.decode("latin-1") for name, text in headers.items()}
        )

    def within(self, headers: Mapping[str, str]) -> Observer:
        """Return the observer of a message's transactions, given its headers."""
        carrier = {name.lower(): text for name, text in headers.items()}
        return _Within(self._tracer, propagate.extract(carrier))

    def close(self) -> None:
        """Send what there is, and end."""
        self._provider.shutdown()


def exporter_for(url: str) -> SpanExporter:
    """Return what sends spans to a collector."""
    return OTLPSpanExporter(endpoint=url if url.endswith(_PATH) else url.rstrip("/") + _PATH)


class _Within:
    """Makes spans within a context: whoever asked may have a span, or we have."""

    def __init__(self, tracer: trace.Tracer, within: context.Context) -> None:
        self._tracer = tracer
        self._within = within

    def enter(self, work: Work) -> "_Span":
        """Begin a span."""
        facts: dict[str, str | int] = {"flowrt.kind": work.kind, "flowrt.flow": work.flow}
        if work.place:
            facts["code.location"] = work.place
        if work.cut is not None:
            facts["flowrt.cut"] = work.cut
        name = f"{work.kind} {work.name}"
        span = self._tracer.start_span(name, context=self._within, attributes=facts)
        return _Span(self._tracer, trace.set_span_in_context(span, self._within), span)

    def carried(self) -> dict[str, str]:
        """Return the headers by which others go on with this span."""
        carrier: dict[str, str] = {}
        propagate.inject(carrier, context=self._within)
        return carrier

    def leave(self, failure: Exception | None) -> None:
        """Do nothing: there is no span of ours to be ended."""


class _Span(_Within):
    """A span, and those within it."""

    def __init__(self, tracer: trace.Tracer, within: context.Context, span: trace.Span) -> None:
        super().__init__(tracer, within)
        self._span = span

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Note that the breaker of a service turned, or refused a call."""
        now = "refused" if turn is None else turn.now
        self._span.set_attribute("flowrt.breaker", now)
        facts = {"flowrt.service": service, "flowrt.breaker": now}
        if turn is not None:
            facts["flowrt.breaker.was"] = turn.was
        self._span.add_event("breaker", facts)

    def leave(self, failure: Exception | None) -> None:
        """End the span."""
        if failure is not None:
            said = failure.code if isinstance(failure, Problem) else type(failure).__name__
            self._span.set_attribute("error.type", said)
            title = failure.title if isinstance(failure, Problem) else raised(failure)
            self._span.set_status(Status(StatusCode.ERROR, title))
        self._span.end()
