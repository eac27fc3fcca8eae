"""Whatever a server is given wrongly: no answer, log, metric or span holds a character of it."""

import json
from pathlib import Path

from tests.serve.served import JSON, Served, build, serving
from tests.serve.test_serve_watched import collector

INPUT, TOKEN, WRONG = "the-canary-of-input", "the-canary-of-a-token", "the-canary-of-a-thief"
LINES = {"content-type": "application/x-ndjson"}
EVENTS = {**JSON, "accept": "text/event-stream"}
FLOW = """\
package acme:secrets@1.0.0;
use screen from screening as service;
interface screening { screen: func(name: string) -> u8; }
export flow asks(name: string) -> u8 { screen.screen(name) }
export flow takes(n: u8) -> u8 { n }
@http(get, "/of/{n}")
export flow of(n: u8, by: option<u8>) -> u8 { n }
"""
SCREENS = """\
package acme:screens@1.0.0;
export flow screen(name: string) -> u8 { 1 / (if name == "" { 1 } else { 0 }) }
"""
BODIES = [
    ("takes", f'{{"n":"{INPUT}"}}'),
    ("takes", f'{{"{INPUT}":1}}'),
    ("takes", f'{{"n":1 {INPUT}}}'),
    ("takes", INPUT),
    ("takes", f'"{INPUT}'),
    ("asks", f'{{"name":"{INPUT}"}}'),
    ("asks", f'{{"name":["{INPUT}"]}}'),
    ("asks", f'{{"name":"{INPUT}\\ud800"}}'),
    (f"{INPUT}!", "{}"),
]
ADDRESSES = [
    f"/of/{INPUT}",
    f"/of/1?by={INPUT}",
    f"/of/1?{INPUT}=1",
    f"/of/1?by=%ff{INPUT}",
    f"/of/%ff{INPUT}",
    f"/of/1/{INPUT}",
    f"/{INPUT}",
]


def told_by(server: Served) -> list[bytes]:
    """Ask for all of it, with the token and with another; return what was answered."""
    ours, other = {"authorization": f"Bearer {TOKEN}"}, {"authorization": f"Bearer {WRONG}"}
    asked = [("POST", f"/v1/flows/{flow}", body, JSON) for flow, body in BODIES]
    asked += [("POST", "/v1/flows/takes", f"{BODIES[0][1]}\n{INPUT}\n", LINES)]
    asked += [("POST", f"/v1/flows/{flow}", body, EVENTS) for flow, body in BODIES[:6]]
    asked += [(how, path, "", {}) for path in ADDRESSES for how in ("GET", "PATCH")]
    answers = []
    for method, path, body, headers in asked:
        for token in (ours, other):
            reply = server.ask(method, path, body.encode() or None, {**headers, **token})
            is_stream = headers is not JSON and reply.status == 200
            assert reply.status >= 400 or (is_stream and b"problem" in reply.body), path
            answers += [reply.body, json.dumps(dict(reply.headers)).encode()]
    return answers


def test_no_answer_log_metric_or_span_holds_what_was_given(tmp_path: Path) -> None:
    build(tmp_path, "secrets", FLOW)
    build(tmp_path, "screens", SCREENS)
    words = ("--bind", "screen=screens.flowpack", "--metrics")
    variables = {"OTEL_EXPORTER_OTLP_COMPRESSION": "none", "FLOWRT_TOKEN": TOKEN}
    with collector() as (url, spans):
        given = (*words, "--traces", url)
        with serving(tmp_path, *given, archive="secrets.flowpack", **variables) as server:
            told = told_by(server)
            ours = {"authorization": f"Bearer {TOKEN}"}
            told.append(server.ask("GET", "/metrics", headers=ours).body)
            told += [server.ask("GET", path, headers=ours).body for path in ("/openapi.json", "/")]
            code, log = server.end()
            log = "".join(server.said) + log
    assert code == 0
    assert b"flowrt_serve_requests_total" in b"".join(told)
    assert {one.name for one in spans} >= {"flow takes", "cut screen.screen"}
    seen = [*told, log.encode(), *(one.SerializeToString() for one in spans)]
    for canary in (INPUT, TOKEN, WRONG):
        assert not [one for one in seen if canary[4:-2].encode() in one]
