"""Services by address: what a module sends to a server, and what it takes for an answer."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests.web.conftest import Build, Built

FLOW = """\
package acme:asks@1.0.0;

use fraud from screening as service;

interface screening { screen: func(net: u64, country: string) -> bool; }

export flow clear(net: u64) -> bool {
  fraud.screen(net, "IE") with { retry: 1, backoff: 1ms, fallback: true }
}
"""
TOKEN = "Bearer of-these-tests-alone"  # noqa: S105 - it is


@pytest.fixture
def asked() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Return a server's address, and what it was asked: path, body and token; all is flagged."""
    seen: list[tuple[str, str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            seen.append((self.path, body, self.headers.get("authorization", "")))
            self.send_response(200 if seen[-1][2] else 401)
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
