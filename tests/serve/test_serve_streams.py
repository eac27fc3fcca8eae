"""Lines and events over HTTP: in order, as they come, in bounded memory, and whole at the end."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.serve.served import JSON, Served, build, serving

NDJSON = {"content-type": "application/x-ndjson"}
EVENTS = {**JSON, "accept": "text/event-stream"}
HEAD = (
    b"POST /v1/flows/%b HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
    b"content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
)
ASKS = """\
package acme:asks@1.0.0;
use screen from screening as service;
interface screening { screen: func(cents: u64) -> bool; }
export flow sells(cents: u64) -> bool { not screen.screen(cents) }
"""
SCREENS = """\
package acme:screens@1.0.0;
export flow screen(cents: u64) -> bool { 100 / cents > 1 }
"""


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def events(text: bytes) -> list[tuple[str, Any]]:
    """Return each event's kind and data."""
    found = []
    for block in text.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_each_line_has_its_line(served: Served) -> None:
    rows = b'{"x": 1}\n\n{"x": 10}\n{"x": "a"}\n{"x": 9}'
    reply = served.ask("POST", "/v1/flows/few", rows, NDJSON)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/x-ndjson")
    lines = reply.body.split(b"\n")
    assert [lines[0], lines[1], lines[4], lines[5:]] == [b"1", b"", b"9", [b""]]
    trapped, wrong = (json.loads(line)["problem"] for line in lines[2:4])
    assert (trapped["code"], trapped["component"]) == ("R410", "strict")
    assert (wrong["code"], wrong["path"]) == ("R402", "body:4 x (byte 6)")


def test_lines_are_answered_as_they_come(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as line, line.makefile("rb") as back:
        line.sendall(HEAD % b"greet" + chunk(b'{"name": "A"}\n{"na'))
        found = b""
        while b"Hello, A!" not in found:
            found += back.readline()
        line.sendall(chunk(b'me": "B"}\n') + b"0\r\n\r\n")
        assert b"Hello, B!" in back.read()


def test_a_stream_that_cannot_go_on_says_why_and_ends(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(HEAD % b"few" + chunk(b'{"x": 1}\n' + b" " * 20_000))
        line.settimeout(120)
        said = b"".join(iter(lambda: line.recv(1 << 16), b""))
    assert b"\n1\n" in said.replace(b"\r\n", b"\n")
    assert b'{"problem":{' in said
    assert b'"code":"R408"' in said
    assert said.endswith(b"0\r\n\r\n")


def memory(pid: int) -> int:
    """Return the bytes that a process holds at present."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_who_sends_and_takes_nothing_is_held_up(shop: Path) -> None:
    row = json.dumps({"name": "x" * 1000}).encode() + b"\n"
    with serving(shop) as server, socket.create_connection(("127.0.0.1", server.port)) as line:
        server.call("greet", {})
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
        before = memory(server.process.pid)
        line.sendall(HEAD % b"greet")
        line.settimeout(1)
        sent = 0
        with suppress(TimeoutError):  # once nothing more is taken
            while sent < 200 << 20:
                line.sendall(chunk(row * 64))
                sent += 64 * len(row)
        assert sent < 50 << 20
        assert memory(server.process.pid) - before < 50 << 20
        assert server.call("greet", {}).status == 200


def test_a_quick_flow_tells_its_result(served: Served) -> None:
    reply = served.ask("POST", "/v1/flows/greet", b"{}", EVENTS)
    assert reply.headers["content-type"] == "text/event-stream"
    kinds = [kind for kind, _ in events(reply.body)]
    assert kinds == ["began", "ended", "result"]
    assert events(reply.body)[-1][1] == "Hello, world!"


def test_what_is_wrong_is_told_last(served: Served) -> None:
    told = events(served.ask("POST", "/v1/flows/few", b'{"x": 99}', EVENTS).body)
    assert told[1][1]["failed"] == "R410"
    assert (told[-1][0], told[-1][1]["code"]) == ("problem", "R410")


@pytest.fixture(scope="module")
def asks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("asks")
    build(folder, "asks", ASKS)
    build(folder, "screens", SCREENS)
    with serving(folder, "--bind", "screen=screens.flowpack", archive="asks.flowpack") as server:
        yield server


def test_segments_and_cuts_are_told_within_each_other(asks: Served) -> None:
    told = events(asks.ask("POST", "/v1/flows/sells", b'{"cents": 30}', EVENTS).body)
    began = [(one["kind"], one["name"], one["within"]) for kind, one in told if kind == "began"]
    assert began == [
        ("flow", "sells", 0),
        ("segment", "sells", 1),
        ("cut", "screen.screen", 1),
        ("segment", "sells", 1),
    ]
    cut = next(one for kind, one in told if kind == "began" and one["kind"] == "cut")
    assert (cut["cut"], cut["flow"]) == (0, "sells")
    assert cut["place"].startswith("asks.flow:4:")
    assert told[-1] == ("result", False)


def test_a_fault_behind_a_service_is_one_of_the_service(asks: Served) -> None:
    reply = asks.call("sells", {"cents": 0})
    assert (reply.status, reply.value["code"], reply.value["flow"]) == (502, "R430", "sells")
    assert reply.value["place"].startswith("asks.flow:4:")
    assert "R411: the flow cannot compute this value at screens.flow:2:" in reply.value["detail"]
