"""Servers whose flows leave a service alone, which says over HTTP that it cannot, or nothing."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from tests.serve.served import Served, build, run, serving
from tests.serve.test_bind_http import answering
from tests.serve.test_serve_streams import EVENTS, events
from tests.serve.test_serve_watched import counted

FLOW = """\
package acme:guarded@1.0.0;
use screen from screening as service;
interface screening { screen: func(cents: u64) -> result<u64, string>; }

flow value(found: result<u64, string>) -> u64 { match found { ok(n) => n, err(_) => 0 } }

export flow strict(cents: u64) -> u64 {
  screen.screen(cents) with { breaker(failures: 3, open: 1h), retry: 1, backoff: 1us } |> value
}
export flow lenient(cents: u64) -> u64 {
  screen.screen(cents) with { breaker(failures: 3, open: 1h), fallback: ok(7) } |> value
}
export flow brief(cents: u64) -> u64 {
  screen.screen(cents) with {
    timeout: 300ms, breaker(failures: 2, of: 4, within: 1h, open: 50ms), fallback: ok(7),
  } |> value
}
"""
MAP = """\
url = "URL"
[functions.screen]
path = "/screen"
"""
Asked = list[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("guarded")
    build(made, "guarded", FLOW)
    return made


class Screens:
    """A service that answers with what it is told to."""

    def __init__(self) -> None:
        self.answer: Callable[[], tuple[int, bytes]] = lambda: (200, b'{"ok":5}')

    def __call__(self, _asked: BaseHTTPRequestHandler, _body: bytes) -> tuple[int, bytes]:
        return self.answer()

    def says(self, status: int, body: bytes = b'{"ok":5}') -> None:
        self.answer = lambda: (status, body)


@pytest.fixture
def screens() -> Screens:
    return Screens()


@pytest.fixture
def asked(folder: Path, screens: Screens) -> Iterator[tuple[Served, Asked]]:
    """Return a server, and what it asked the service, which is there."""
    with answering(screens) as (url, asked):
        (folder / "screen.toml").write_text(MAP.replace("URL", url))
        words = ("--bind", "screen=map:screen.toml", "--metrics")
        with serving(folder, *words, archive="guarded.flowpack") as server:
            yield server, asked


def test_who_says_that_it_cannot_is_left_alone(
    screens: Screens, asked: tuple[Served, Asked]
) -> None:
    server, seen = asked
    screens.says(503)
    codes = [server.call("strict", {"cents": 1}).value["code"] for _ in range(3)]
    assert codes == ["R430", "R430", "R434"]  # two tries, one that opens it, none
    assert len(seen) == 3
    refused = server.call("strict", {"cents": 1})
    assert (refused.status, refused.value["component"]) == (503, "screen")
    assert 3500 < int(refused.headers["retry-after"]) <= 3600
    assert server.call("lenient", {"cents": 1}).value == 7
    screens.says(200)
    told = events(server.ask("POST", "/v1/flows/lenient", b'{"cents": 1}', EVENTS).body)
    assert [facts["breaker"] for _, facts in told[:-1] if "breaker" in facts] == ["refused"]
    assert told[-1] == ("result", 7)
    assert len(seen) == 3
    text = server.ask("GET", "/metrics").body.decode()
    of = '{service="screen"'
    assert counted(text, f'flowrt_serve_breaker_changes_total{of},state="open"}}') == 1
    assert counted(text, f"flowrt_serve_breaker_refused_total{of}}}") == 4
    assert counted(text, f"flowrt_serve_breakers_open{of}}}") == 1


def test_who_answers_is_not_whatever_the_answer(
    screens: Screens, asked: tuple[Served, Asked]
) -> None:
    server, seen = asked
    for status, body in ((422, b"{}"), (404, b""), (200, b'{"err":"no"}')):
        screens.says(status, body)
        for _ in range(3):
            server.call("lenient", {"cents": 1})
    assert len(seen) == 9
    screens.says(429)
    for _ in range(5):
        assert server.call("lenient", {"cents": 1}).value == 7
    assert len(seen) == 12


def test_who_is_well_again_is_asked_again(screens: Screens, asked: tuple[Served, Asked]) -> None:
    server, seen = asked
    gate = threading.Event()

    def hangs() -> tuple[int, bytes]:
        gate.wait(60)
        return 200, b'{"ok":5}'

    screens.answer = hangs
    until = time.monotonic() + 60
    while counted(metrics(server), "flowrt_serve_breaker_refused_total") == 0:
        assert time.monotonic() < until
        assert server.call("brief", {"cents": 1}).value == 7
    gate.set()
    screens.says(200)
    while server.call("brief", {"cents": 1}).value == 7:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert json.loads(server.call("brief", {"cents": 1}).body) == 5
    assert counted(metrics(server), "flowrt_serve_breakers_open") == 0
    assert seen


def metrics(server: Served) -> str:
    return server.ask("GET", "/metrics").body.decode()


def test_who_runs_it_says_when(folder: Path, screens: Screens) -> None:
    screens.says(503)
    bound = ("run", "guarded.flowpack", "strict", "--trust", "trust.toml", "--bind")
    with answering(screens) as (url, seen):
        (folder / "here.toml").write_text(MAP.replace("URL", url))
        words = (*bound, "screen=map:here.toml", "--cents", "1", "--breaker")
        refused = run(folder, "flowrt", *words, "screen=failures 1 open 1h")
        assert (refused.returncode, len(seen)) == (4, 1)
        assert "fault[R430]" in refused.stderr
        assert run(folder, "flowrt", *words, "screen=off").returncode == 4
        assert len(seen) == 3
        wrong = run(folder, "flowrt", *words, "screen=often")
        assert wrong.returncode == 2
        assert "help: give `off`, or `failures 10 open 5s`" in wrong.stderr
        assert (
            "bind screen with --bind"
            in run(folder, "flowrt", *bound[:-1], *words[-3:], "screen=off").stderr
        )


def test_each_process_finds_out_by_itself(folder: Path, screens: Screens) -> None:
    screens.says(500)
    with answering(screens) as (url, seen):
        (folder / "both.toml").write_text(MAP.replace("URL", url))
        words = ("--bind", "screen=map:both.toml", "--metrics", "--processes", "2")
        with serving(folder, *words, archive="guarded.flowpack") as server:
            for _ in range(20):
                assert server.call("lenient", {"cents": 1}).value == 7
            opened = counted(metrics(server), "flowrt_serve_breakers_open")
    assert len(seen) <= 6  # three for each process
    assert 1 <= opened <= 2
