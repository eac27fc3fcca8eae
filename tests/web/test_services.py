"""Services by address: what a module sends to a server, and what it takes for an answer."""

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.resources import files
from pathlib import Path

import pytest
from tests.web.conftest import Build, Built, node

from flowrt.plan import cuts
from flowrt.run.breaker import Breaker

FLOW = """\
package acme:asks@1.0.0;

use fraud from screening as service;

interface screening { screen: func(net: u64, country: string) -> bool; }

export flow clear(net: u64) -> bool {
  fraud.screen(net, "IE") with { retry: 1, backoff: 1ms, fallback: true }
}
export flow guarded(net: u64) -> bool {
  fraud.screen(net, "IE") with { breaker(failures: 2, open: 1h), retry: 5, backoff: 1us }
}
export flow tried(net: u64) -> string {
  match try fraud.screen(net, "IE") with { breaker(failures: 2, open: 1h) } {
    ok(_) => "asked",
    err({ kind: unreachable, message }) => message,
    err(_) => "something else",
  }
}
"""
SIGNATURE = json.dumps({
    "schema": 1, "package": "acme:screens", "plan": "", "flows": {"screen": {
        "params": [["net", ["prim", "u64"], True], ["country", ["prim", "string"], True]],
        "result": ["prim", "bool"],
    }},
}).encode()  # fmt: skip
TOKEN = "Bearer of-these-tests-alone"  # noqa: S105 - it is
RUNTIME = files("flowc.web") / "runtime"
DOWN = "Bearer of-one-that-is-down"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Return a server's address, and what it was asked: path, body and token; all is flagged."""
    seen: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/v1/signature"
            self.send_response(200)
            self.send_header("content-length", str(len(SIGNATURE)))
            self.end_headers()
            self.wfile.write(SIGNATURE)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            seen.append((self.path, body, self.headers.get("authorization", "")))
            self.send_response({"": 401, DOWN: 503}.get(seen[-1][2], 200))
            self.send_header("content-length", "5")
            self.end_headers()
            self.wfile.write(b"false")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


@pytest.fixture(scope="module")
def asks(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = tmp_path_factory.mktemp("asks") / "asks.flow"
    source.write_text(FLOW)
    return build(source)


def test_a_server_that_wants_a_token_is_sent_one(
    asks: Built, asked: tuple[str, list[tuple[str, str, str]]]
) -> None:
    address, seen = asked
    bound = {"url": f"{address}/", "headers": {"authorization": TOKEN}}
    net = 2**64 - 1
    [came] = asks.in_node([("clear", f'{{"net": {net}}}')], {"services": {"fraud": bound}})
    assert came == {"text": "false"}
    assert seen == [("/v1/flows/screen", f'{{"net":{net},"country":"IE"}}', TOKEN)]


def test_one_that_gets_none_has_not_answered(
    asks: Built, asked: tuple[str, list[tuple[str, str, str]]]
) -> None:
    address, seen = asked
    [came] = asks.in_node([("clear", '{"net": 1}')], {"services": {"fraud": address}})
    assert came == {"text": "true"}  # the fallback, after one more try
    assert [token for _, _, token in seen] == ["", ""]


def test_one_that_fails_again_and_again_is_left_alone(
    asks: Built, asked: tuple[str, list[tuple[str, str, str]]]
) -> None:
    address, seen = asked
    bound = {"url": address, "headers": {"authorization": DOWN}}
    jobs = [("guarded", '{"net": 1}'), ("guarded", '{"net": 2}'), ("tried", '{"net": 3}')]
    first, second, third = asks.in_node(jobs, {"services": {"fraud": bound}}, steps=True)
    breakers = [
        [step["breaker"] for step in came["steps"] if "breaker" in step]
        for came in (first, second, third)
    ]
    assert breakers == [["open"], ["refused"], ["refused"]]
    assert first["code"] == "R430"
    assert second["code"] == "R434"
    assert json.loads(third["text"]).startswith("a service is left alone in `fraud.screen` at ")
    assert len(seen) == 2


def test_one_that_does_not_take_what_it_is_given_is_well(
    asks: Built, asked: tuple[str, list[tuple[str, str, str]]]
) -> None:
    address, seen = asked
    jobs = [("guarded", '{"net": 1}')]
    [came] = asks.in_node(jobs, {"services": {"fraud": address}})
    assert came["code"] == "R430"
    assert len(seen) == 6  # the call and its five tries


TRACES = """
import { Breaker } from "./breaker.js";
import { readFileSync } from "node:fs";
const came = JSON.parse(readFileSync(0, "utf8")).map(([how, steps]) => {
  let now = 0;
  const breaker = new Breaker(how, () => now);
  const underWay = [];
  return steps.map(([kind, value, well]) => {
    if (kind === "wait") now += value;
    else if (kind === "enter") underWay.push(breaker.enter());
    else if (underWay.length) {
      const [ticket] = underWay.splice(value % underWay.length, 1);
      if (ticket !== undefined) breaker.leave(ticket, well);
    }
    return [breaker.state, underWay.map((one) => one !== undefined), breaker.left];
  });
});
console.log(JSON.stringify(came));
"""


@dataclass(slots=True)
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def traces() -> Iterator[tuple[cuts.Breaker, list[tuple[str, int, bool | None]]]]:
    some = random.Random(7)
    for _ in range(300):
        failures = some.randint(1, 4)
        of = some.choice([None, failures + some.randint(0, 3)])
        within = some.choice([None, some.randint(1, 20) * 1_000_000])
        kinds = some.choices(["wait", "enter", "leave"], [1, 3, 3], k=60)
        steps = [
            (kind, 250 * some.randint(1, 48), some.choice([True, False, False, None]))
            for kind in kinds
        ]
        yield cuts.Breaker(failures, of, within, 10_000_000, some.randint(1, 3)), steps


def test_its_breaker_does_what_that_of_flowrt_does(tmp_path: Path) -> None:
    """Which a model is compared with: see `tests/stub/test_breaker.py`."""
    script = tmp_path / "traces.mjs"
    script.write_text(TRACES)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for name in ("breaker.js", "said.js", "problems.js"):
        (tmp_path / name).write_text((RUNTIME / name).read_text())
    every = list(traces())
    came = json.loads(node(script, json.dumps([[how.as_dict(), steps] for how, steps in every])))
    seen = set()
    for (how, steps), states in zip(every, came, strict=True):
        clock, under_way = Clock(), list[int | None]()
        breaker = Breaker(how, clock)
        for (kind, value, well), (state, let, left) in zip(steps, states, strict=True):
            if kind == "wait":
                clock.now += value / 1000
            elif kind == "enter":
                under_way.append(breaker.enter().ticket)
            elif under_way:
                ticket = under_way.pop(value % len(under_way))
                if ticket is not None:
                    breaker.leave(ticket, well=well)
            assert (breaker.state, breaker.left() * 1000) == (state, left)
            assert [one is not None for one in under_way] == let
            seen.add(state)
    assert seen == {"closed", "open", "half-open"}
