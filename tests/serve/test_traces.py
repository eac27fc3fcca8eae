"""Spans, as whoever collects them gets them: what they are within, and how the work ended."""

from collections.abc import Iterator, Mapping

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from tests.stub import door_archive as door

from flowrt.problems.faults import ServiceFailed
from flowrt.run.observe import Work, carried, observed
from flowrt.run.scope import Scope
from flowrt.run.traces import Traces

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
GIVEN = {"TraceParent": f"00-{TRACE}-{PARENT}-01"}


class Collected:
    """Traces, and the spans that they sent."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.traces = Traces(door.seal()[1].plan, self._exporter)

    def spans(self) -> tuple[ReadableSpan, ...]:
        """Return all spans, the last that ended last."""
        self.traces.close()
        return self._exporter.get_finished_spans()


@pytest.fixture
def collected() -> Iterator[Collected]:
    one = Collected()
    yield one
    one.traces.close()


def facts_of(span: ReadableSpan) -> Mapping[str, object]:
    return span.attributes or {}


def test_a_span_says_what_was_done_and_where(collected: Collected) -> None:
    scope = Scope(observer=collected.traces.within({}))
    with (
        observed(scope, "flow", "checkout", "checkout") as flow,
        observed(flow, "cut", "fraud.screen", "checkout", "shop.flow:3:1", 0),
    ):
        pass
    cut, whole = collected.spans()
    assert (cut.name, whole.name) == ("cut fraud.screen", "flow checkout")
    assert facts_of(cut) == {
        "flowrt.kind": "cut",
        "flowrt.flow": "checkout",
        "code.location": "shop.flow:3:1",
        "flowrt.cut": 0,
    }
    assert facts_of(whole) == {"flowrt.kind": "flow", "flowrt.flow": "checkout"}
    assert cut.parent is not None
    assert cut.parent == whole.get_span_context()
    assert whole.parent is None
    assert cut.status.status_code is StatusCode.UNSET
    assert whole.resource.attributes["service.name"] == "acme:shop"
    assert whole.resource.attributes["service.version"] == "1.2.3"


def test_who_is_asked_goes_on_with_the_span(collected: Collected) -> None:
    scope = Scope(observer=collected.traces.within(GIVEN))
    assert carried(scope) == {"traceparent": GIVEN["TraceParent"]}
    with observed(scope, "flow", "checkout") as flow:
        given = carried(flow)["traceparent"]
    (span,) = collected.spans()
    context = span.get_span_context()
    assert context is not None
    assert given == f"00-{TRACE}-{context.span_id:016x}-01"
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT


@pytest.mark.parametrize(
    ("failure", "said", "title"),
    [
        (ServiceFailed(function="f", message="5550123"), "R430", "a service failed"),
        (KeyError("5550123"), "KeyError", "KeyError"),
    ],
)
def test_how_work_failed_is_said_without_the_words(
    collected: Collected, failure: Exception, said: str, title: str
) -> None:
    root = collected.traces.within({})
    root.enter(Work("flow", "checkout")).leave(failure)
    root.leave(None)  # which has no span of its own
    (span,) = collected.spans()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, title)
    assert facts_of(span)["error.type"] == said
