"""Metrics of all processes together, and traces that a collector receives."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.serve.served import Served, build, serving
from tests.serve.test_serve_streams import ASKS, SCREENS

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


def counted(text: str, name: str) -> float:
    """Return the sum of a metric over its labels."""
    return sum(
        float(found) for found in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE)
    )


def settled(server: Served) -> str:
    """Return what is counted once nothing but this is asked; an answer is sent, then counted."""
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        text = server.ask("GET", "/metrics").body.decode()
        if counted(text, "flowrt_serve_requests_running") == 1:
            return text
    raise TimeoutError


@pytest.mark.parametrize("processes", ["1", "2"])
def test_processes_count_together(shop: Path, processes: str) -> None:
    with serving(shop, "--metrics", "--processes", processes) as server:
        for _ in range(10):
            assert server.call("greet", {}).status == 200
        assert server.call("few", {"x": 10}).status == 500
        assert server.ask("GET", "/nothing").status == 404
        text = settled(server)
        assert server.end() == (0, "")
    assert counted(text, 'flowrt_serve_transactions_total{code="ok",flow="greet"}') == 10
    assert counted(text, 'flowrt_serve_transactions_total{code="R410",flow="few"}') == 1
    assert counted(text, 'flowrt_serve_requests_total{status="404"}') == 1
    assert counted(text, "flowrt_serve_work_seconds_count") == 11


@contextmanager
def collector() -> Iterator[tuple[str, list[Span]]]:
    """Receive spans on a free port: what an OpenTelemetry collector does first."""
    spans: list[Span] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                spans.extend(one for scope in resource.scope_spans for one in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", spans
        server.shutdown()


def test_a_trace_has_a_span_for_each_segment_and_cut(tmp_path: Path) -> None:
    build(tmp_path, "asks", ASKS)
    build(tmp_path, "screens", SCREENS)
    with collector() as (url, spans):
        words = ("--bind", "screen=screens.flowpack", "--traces", url)
        with serving(
            tmp_path, *words, archive="asks.flowpack", OTEL_EXPORTER_OTLP_COMPRESSION="none"
        ) as server:
            header = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
            assert server.call("sells", {"cents": 30}, **header).status == 200
            assert server.call("sells", {"cents": 0}, **header).status == 502
            assert server.end() == (0, "")
    assert {one.trace_id.hex() for one in spans} == {TRACE}
    flows = [one for one in spans if one.name == "flow sells"]
    assert [one.parent_span_id.hex() for one in flows] == [PARENT, PARENT]
    names = [
        sorted(one.name for one in spans if one.parent_span_id == flow.span_id) for flow in flows
    ]
    assert names == [
        ["cut screen.screen", "segment sells", "segment sells"],
        ["cut screen.screen", "segment sells"],
    ]
    failed = [one.name for one in spans if one.status.code == 2]
    assert sorted(failed) == ["cut screen.screen", "flow sells"]
