"""Services behind HTTP: flowrt's own, those that never heard of flows, slow and failing ones."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.serve.served import build, run, serving

import flowrt
from flowrt.app import App
from flowrt.bindings.breaker import FAILURES
from flowrt.bindings.errors import BadMapping
from flowrt.bindings.http import Http
from flowrt.bindings.mapped import Mapped
from flowrt.bindings.mapping import read_mapping
from flowrt.bindings.wire import Wire
from flowrt.problems.faults import ServiceFailed

ASKS = """\
package acme:asks@1.0.0;
use screen from screening as service;
interface screening {
  record sum { cents: u64, country: string }
  screen: func(sum: sum, level: option<u8>) -> result<u64, string>;
}
export flow sells(cents: u64) -> u64 {
  match screen.screen({ cents, country: "IE" }, some(3)) { ok(n) => n, err(_) => 0 }
}
export flow patient(cents: u64) -> u64 {
  let all = screen.screen({ cents, country: "é/x" }, none) with {
    timeout: 300ms, retry: 1, backoff: 1ms, fallback: err("down"),
  };
  match all { ok(n) => n, err(_) => 7 }
}
export flow tries(cents: u64) -> string {
  match try screen.screen({ cents, country: "IE" }, none) {
    ok(_) => "well",
    err({ kind: unreachable, message }) => message,
    err(problem) => "another kind: {problem.message}",
  }
}
"""
SCREENS = """\
package acme:screens@1.0.0;
record sum { cents: u64, country: string }
export flow screen(sum: sum, level: option<u8>) -> result<u64, string> { ok(100 / sum.cents) }
"""
OTHER = """\
package acme:other@1.0.0;
export flow screen(cents: u64) -> u64 { cents }
"""
MAP = """\
url = "URL/api"
[headers]
x-key = "${MAP_KEY}"
[functions.screen]
method = "METHOD"
path = "/screen/{level}"
result = "data.0.outcome"
names = { sum = "amount" }
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bind")
    for name, text in {"asks": ASKS, "screens": SCREENS, "other": OTHER}.items():
        build(made, name, text)
    return made


def opened(folder: Path, binding: object) -> App:
    services: Any = {"screen": binding}
    return flowrt.open(folder / "asks.flowpack", folder / "trust.toml", services=services)


@contextmanager
def answering(
    answer: Callable[[BaseHTTPRequestHandler, bytes], tuple[int, bytes]],
) -> Iterator[tuple[str, list[str]]]:
    """Answer requests on a free port; give the address and what was asked, as it comes."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            asked.append(f"{self.command} {self.path} {body.decode()}")
            status, text = answer(self, body)
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = handle_one  # noqa: N815 - their names there

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_a_flow_asks_a_server_whose_types_were_compared(folder: Path) -> None:
    with serving(folder, archive="screens.flowpack") as server:
        bind = ("--bind", f"screen=http://127.0.0.1:{server.port}")
        words = ("asks.flowpack", "sells", "--trust", "trust.toml", *bind, "--cents")
        assert run(folder, "flowrt", "run", *words, "20").stdout == "5\n"
        faulted = run(folder, "flowrt", "run", *words, "0")
        assert faulted.returncode == 4
        assert "R430" in faulted.stderr
        assert "R411" in faulted.stderr
    with serving(folder, archive="other.flowpack") as server:
        bind = ("--bind", f"screen=http://127.0.0.1:{server.port}")
        done = run(
            folder, "flowrt", "run", "asks.flowpack", "sells", "--trust", "trust.toml", *bind
        )
        assert done.returncode == 3
        assert "R215" in done.stderr
        assert "screen: func(cents: u64) -> u64" in done.stderr


def test_a_fault_of_a_service_is_the_same_wherever_it_runs(folder: Path) -> None:
    told = "a service failed in `screen.screen` at asks.flow:17:13: "
    told += "R411: the flow cannot compute this value at screens.flow:3:77"
    with serving(folder, archive="screens.flowpack") as server:
        here = flowrt.open(folder / "screens.flowpack", folder / "trust.toml")
        there = Http(Wire(f"http://127.0.0.1:{server.port}"))
        for app in (opened(folder, here), opened(folder, there)):
            assert app.call("tries", {"cents": 5}) == "well"
            assert str(app.call("tries", {"cents": 0})).startswith(told)
            with pytest.raises(ServiceFailed, match="R411") as fault:
                app.call("sells", {"cents": 0})
            assert (fault.value.flow, fault.value.place) == ("sells", "asks.flow:8:9")


def test_a_server_that_is_not_there_yet_is_compared_when_it_is(folder: Path) -> None:
    app = opened(folder, Http(Wire("http://127.0.0.1:1")))
    with pytest.raises(ServiceFailed, match="refused"):
        app.call("sells", {"cents": 1})
    assert app.call("patient", {"cents": 1}) == 7
    other = Http(Wire("http://127.0.0.1:1"))
    app = opened(folder, other)
    with serving(folder, archive="other.flowpack") as server:
        other._wire = Wire(f"http://127.0.0.1:{server.port}")
        with pytest.raises(ServiceFailed, match=r"expected screen: .* found screen: func\(cents"):
            app.call("sells", {"cents": 1})
        assert app.call("patient", {"cents": 1}) == 7


def test_a_token_is_sent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "a-secret-of-enough-letters"  # noqa: S105 - of this test alone
    with serving(folder, archive="screens.flowpack", FLOWRT_TOKEN=secret) as server:
        bind = ("--bind", f"screen=http://127.0.0.1:{server.port}")
        words = ("run", "asks.flowpack", "sells", "--trust", "trust.toml", *bind, "--cents", "20")
        assert "R505" in run(folder, "flowrt", *words).stderr
        monkeypatch.setenv("FLOWRT_BIND_TOKEN", secret)
        assert run(folder, "flowrt", *words).stdout == "5\n"


def mapped(url: str, method: str = "post", more: str = "") -> Mapped:
    text = MAP.replace("URL", url).replace("METHOD", method) + more
    return Mapped(read_mapping(text, "fraud.toml"), "fraud.toml")


def test_a_service_that_never_heard_of_us_is_mapped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAP_KEY", "secret")

    def answer(asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        assert asked.headers["x-key"] == "secret"
        cents = json.loads(body)["amount"]["cents"]
        return 200, json.dumps({"data": [{"outcome": {"ok": cents * 2}}]}).encode()

    with answering(answer) as (url, asked):
        app = opened(folder, mapped(url))
        assert app.call("sells", {"cents": 18446744073709551615 // 2}) == 18446744073709551614
        whole = '{"amount":{"cents":9223372036854775807,"country":"IE"}}'
        assert asked == [f"POST /api/screen/3 {whole}"]
        assert app.call("patient", {"cents": 4}) == 8
        assert asked[1] == 'POST /api/screen/null {"amount":{"cents":4,"country":"é/x"}}'


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (500, b"no", "status 500"),
        (
            422,
            b'{"code":"R402","title":"wrong","detail":"x"}',
            "R402: a value is of the wrong kind",
        ),
        (200, b"<html>", "its answer is not JSON"),
        (200, b'{"data":[]}', "its answer has no data.0.outcome"),
        (200, b'{"data":[[1]]}', "its answer has no data.0.outcome"),
        (200, b'{"data":[{"outcome":{"ok":"x"}}]}', "expected u64, found"),
        (200, b'{"data":[{"outcome":{"ok":-1}}]}', "expected u64, found a negative number"),
    ],
)
def test_what_a_mapped_service_gives_is_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, status: int, text: bytes, said: str
) -> None:
    monkeypatch.setenv("MAP_KEY", "secret")
    with answering(lambda *_: (status, text)) as (url, _):
        app = opened(folder, mapped(url))
        with pytest.raises(ServiceFailed) as caught:
            app.call("sells", {"cents": 1})
        assert said in caught.value.message
        assert caught.value.component == "screen"
        if "expected u64" not in said:  # which no fallback stands in for: it did answer
            assert app.call("patient", {"cents": 1}) == 7


def test_a_slow_service_is_given_up_in_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAP_KEY", "secret")
    done = threading.Event()

    def answer(asked: BaseHTTPRequestHandler, _: bytes) -> tuple[int, bytes]:
        asked.send_response(200)
        asked.send_header("content-length", "1000000")
        asked.end_headers()
        while not done.wait(0.05):
            asked.wfile.write(b" ")  # a byte now and then: each of them comes in time
        return 200, b""

    with answering(answer) as (url, asked):
        app = opened(folder, mapped(url))
        begun = time.monotonic()
        assert app.call("patient", {"cents": 1}) == 7
        assert time.monotonic() - begun < 60  # and all of it would take the best part of a day
        assert len(asked) == 2
        done.set()


def test_who_fails_again_and_again_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAP_KEY", "secret")
    well = threading.Event()

    def answer(*_: object) -> tuple[int, bytes]:
        return (200, b'{"data":[{"outcome":{"ok":1}}]}') if well.is_set() else (503, b"")

    with answering(answer) as (url, asked):
        app = opened(folder, mapped(url))
        for _ in range(3 * FAILURES):
            assert app.call("patient", {"cents": 1}) == 7
        assert len(asked) <= FAILURES + 1
        well.set()
        begun = time.monotonic()
        while app.call("patient", {"cents": 1}) == 7:
            assert time.monotonic() - begun < 120
            time.sleep(0.05)
        assert app.call("sells", {"cents": 1}) == 1


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("url = ", "fraud.toml", "TOML"),
        ('url = "ftp://x"', "fraud.toml url", "http://HOST"),
        ('url = "http://x"\ncolour = 1', "fraud.toml colour", "url, headers, functions"),
        ('url = "http://x"\nheaders = 1', "fraud.toml headers", "a table"),
        ('url = "http://x"\n[functions]\nf = 1', "fraud.toml functions.f", "a table"),
        ('url = "http://x"\n[functions.f]\npath = "x"', "functions.f path", "begins with /"),
        ('url = "http://x"\n[functions.f]\nmethod = "x"', "functions.f method", "get, head"),
        ('url = "http://x"\n[functions.f]\npath = "/"\nquery = [1]', "f query", "list of texts"),
        ('url = "http://x"\n[functions.f]\npath = "/"\nstatuses = ["x"]', "statuses", "statuses"),
        ('url = "http://x"\n[headers]\na = "${NOT_THERE}"', "headers.a", "$NOT_THERE"),
        ('url = "http://x"\n[headers]\na = "x\\ny"', "headers.a", "printable"),
    ],
)
def test_a_mapping_that_is_not_well_is_refused(text: str, place: str, expected: str) -> None:
    with pytest.raises(BadMapping) as caught:
        read_mapping(text, "fraud.toml")
    assert place in caught.value.place
    assert expected in caught.value.expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('query = ["colour"]', "sum, level"),
        ('body = ""', "a place for each parameter"),
        ('body = "colour"', "sum, level"),
    ],
)
def test_a_parameter_that_goes_nowhere_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, more: str, expected: str
) -> None:
    monkeypatch.setenv("MAP_KEY", "secret")
    with pytest.raises(BadMapping) as caught:
        opened(folder, mapped("http://127.0.0.1:1", more=more))
    assert caught.value.expected == expected


def test_a_mapping_is_bound_by_its_file(folder: Path) -> None:
    (folder / "fraud.toml").write_text('url = "http://127.0.0.1:1"\n')
    words = ("run", "asks.flowpack", "sells", "--trust", "trust.toml", "--bind")
    done = run(folder, "flowrt", *words, "screen=map:fraud.toml")
    assert done.returncode == 3
    assert "refused[R516]" in done.stderr
    assert " --> fraud.toml functions.screen" in done.stderr
    assert run(folder, "flowrt", *words, "screen=map:nowhere.toml").returncode == 1
