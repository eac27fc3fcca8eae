"""A request that comes whole is answered while it is read, as one that comes in pieces is."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from tests.serve.served import Served
from tests.stub import door_archive as door
from uvicorn.server import ServerState

from flowrt.run.runner import Runner
from flowrt.serve.application import Application
from flowrt.serve.at_once import Asked
from flowrt.serve.protocol import Protocol, protocol_of
from flowrt.serve.settings import Settings

CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"
CLOSE = b"connection: close\r\n"
READY = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 18\r\n\r\n"
    b'{"status":"ready"}'
)
TOKEN = "a-token-of-enough-letters"  # noqa: S105 - of these tests alone


def request(flow: str, body: bytes, *headers: str, version: str = "1.1") -> bytes:
    said = {"host": "localhost", "content-type": "application/json"}
    said |= {"content-length": str(len(body))}
    said |= dict(one.split(": ") for one in headers)
    lines = [f"{name}: {value}\r\n" for name, value in said.items() if value != "-"]
    return f"POST /v1/flows/{flow} HTTP/{version}\r\n{''.join(lines)}\r\n".encode() + body


def asked(served: Served, *pieces: bytes, pause: float = 0.05) -> bytes:
    """Send a request in pieces, then one that ends the connection; return all that is answered."""
    last = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.settimeout(120)
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)  # for the server to have read it by itself; no result hangs on it
        said = b""
        with suppress(ConnectionError):  # where the first one ended it already
            line.sendall(last)
        with suppress(ConnectionError):
            while data := line.recv(1 << 16):
                said += data
    return re.sub(rb"date: [^\r]*\r\n", b"", said)


def first_of(said: bytes) -> bytes:
    """Return the first answer; whether there is another differs where it is refused unread."""
    return said.replace(CLOSE, b"").removesuffix(READY)


@pytest.mark.parametrize(
    ("whole", "status"),
    [
        (request("greet", b'{"name": "Ada"}'), 200),
        (request("greet", b""), 200),
        (request("greet", b"{}", "Content-Type: application/json; charset=utf-8"), 200),
        (request("greet", b"{}", "connection: close"), 200),
        (request("greet", b"{}", version="1.0"), 200),
        (request("greet", CHUNKS, "content-length: -", "transfer-encoding: chunked"), 200),
        (request("greet?x=1", b"{}"), 200),
        (request("few", b'{"x": 10}'), 500),
        (request("few", b'{"x": "1"}'), 422),
        (request("few", b"\xff"), 400),
        (request("few", b" " * 20_000), 413),
        (request("few", b"{}", "host: evil.example"), 421),
        (request("few", b"{}", "host: -"), 400),
        (request("few", b"{}", "host: -", version="1.0"), 422),
        (request("few", b"{}", "Host: localhost"), 400),
        (request("few", b"{}", "host: localhost, evil.example"), 400),
        (request("few", b"{}", "host: [::1]:80"), 422),
        (request("few", b"{}", "content-type: text/plain"), 415),
        (request("nothing", b"{}"), 404),
    ],
)  # fmt: skip
def test_it_is_the_same_in_pieces(served: Served, whole: bytes, status: int) -> None:
    at_once, in_pieces = asked(served, whole), asked(served, whole[:-1], whole[-1:])
    starts = (b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status)
    assert in_pieces.startswith(starts)
    assert first_of(at_once) == first_of(in_pieces)
    head, blank, body = whole.partition(b"\r\n\r\n")
    apart = asked(served, head + blank, body, pause=0.0)
    assert first_of(apart) == first_of(in_pieces)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"P", request("greet", b"{}")),
        (b"\r\n", request("greet", b"{}")),
        (b"POST /v1/flows/greet HTTP/1.1\r\nx: ", request("greet", b"{}")),
        (request("few", request("greet", b"{}")), request("greet", b"{}")),
        (request("few", b" " * 20_000)[:-100], request("greet", b"{}")),
        (request("nothing", b"{}"), request("greet", b"{}")),
        (request("greet", b"{}"), b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n" * 2),
        (request("greet", CHUNKS, "content-length: -", "transfer-encoding: chunked"),) * 2,
    ],
)  # fmt: skip
def test_a_request_begins_where_the_one_before_ended(
    served: Served, pieces: tuple[bytes, ...]
) -> None:
    assert asked(served, *pieces) == asked(served, b"".join(pieces))


H2C = ("connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAMAAABk")
WEBSOCKET = ("connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 13")
ADA, HELLO_ADA = b'{"name": "Ada"}', b'"Hello, Ada!"'


@pytest.mark.parametrize("offer", [H2C, WEBSOCKET], ids=["h2c", "websocket"])
def test_a_request_that_offers_another_protocol_keeps_its_body(
    served: Served, offer: tuple[str, ...]
) -> None:
    whole = request("greet", ADA, *offer)
    head, _, body = whole.partition(b"\r\n\r\n")
    chunks = b"f\r\n%b\r\n0\r\n\r\n" % ADA
    chunked = request("greet", chunks, "content-length: -", "transfer-encoding: chunked", *offer)
    plain = request("greet", b'{"name": "Eve"}')
    for pieces in ((whole,), (whole[:-1], whole[-1:]), (head + b"\r\n\r\n", body), (chunked,)):
        said = asked(served, *pieces)
        assert said.startswith(b"HTTP/1.1 200 OK\r\n")
        assert HELLO_ADA in said
    both = asked(served, plain + whole + whole + plain)
    assert re.findall(rb'"Hello, (\w+)!"', both) == [b"Eve", b"Ada", b"Ada", b"Eve"]


def test_a_tunnel_is_refused(served: Served) -> None:
    said = asked(served, b"CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400 Bad Request\r\n")


def test_events_are_told_of_a_whole_request(served: Served) -> None:
    said = asked(served, request("greet", b"{}", "accept: text/event-stream"))
    assert b"content-type: text/event-stream" in said
    assert b"event: result" in said


def test_many_that_come_together_are_answered_in_order(served: Served) -> None:
    names = [f"n{number}" for number in range(50)]
    said = asked(served, b"".join(request("greet", b'{"name": "%b"}' % n.encode()) for n in names))
    assert re.findall(rb'"Hello, (n[0-9]+)!"', said) == [name.encode() for name in names]


def test_who_hangs_up_in_the_middle_disturbs_nobody(served: Served) -> None:
    whole = request("greet", b'{"name": "Ada"}')
    for size in (1, len(whole) // 2, len(whole) - 1):
        with socket.create_connection(("127.0.0.1", served.port)) as line:
            line.sendall(whole[:size])
    assert served.call("greet", {}).status == 200


def asked_of(runner: Runner, settings: Settings, *whole: bytes) -> list[bytes | None]:
    """Return what is answered at once to each request, None for those that go the long way."""
    application = Application(runner, runner.plan.entries, settings, {})
    at_once = application.at_once
    said: list[bytes | None] = []
    for data in whole:
        asked = at_once.read(data)
        answer = at_once.answer(asked.entry, data[asked.start :], ()) if asked else None
        said.append(answer and answer.rpartition(b"\r\n")[2])
    application.close()
    return said


def test_tokens_are_demanded_and_requests_counted() -> None:
    runner = door.runner()
    entry = runner.entry("count")
    settings = Settings(token=TOKEN, metrics=True)
    application = Application(runner, (entry,), settings, {})
    assert application.at_once.flows == {b"/v1/flows/count": entry}
    assert application.at_once.read(request("count", b"{}")) is None
    let_in = request("count", b"", f"authorization: Bearer {TOKEN}")
    asked = application.at_once.read(let_in)
    assert asked == Asked(entry, len(let_in), len(let_in))
    answer = application.at_once.answer(entry, b"", [(b"date", b"now")])
    head = b"HTTP/1.1 200 OK\r\ndate: now\r\ncontent-type: application/json\r\ncontent-length: 1"
    assert answer == head + b"\r\n\r\n1"
    metrics = application._watch.metrics
    assert metrics is not None
    said = metrics.text().decode()
    assert 'flowrt_serve_requests_total{status="200"} 1.0' in said
    assert 'flowrt_serve_transactions_total{code="ok",flow="count"} 1.0' in said
    application.close()


def test_a_page_of_another_origin_goes_the_long_way() -> None:
    settings = Settings(origins=("https://shop.example",))
    from_page = request("count", b"{}", "origin: https://shop.example")
    whole = (from_page, request("count", b"{}"))
    assert asked_of(door.runner(), settings, *whole) == [None, b"1"]
    assert asked_of(door.runner(), Settings(), *whole) == [b"1", b"1"]


def test_what_is_no_result_is_told_the_long_way() -> None:
    bodies = (b"{}", b"\xff", b"x" * 100, b"{}", b"~", b"{}")
    whole = [request("count", body) for body in bodies]
    said = asked_of(door.runner(), Settings(most_bytes=64), *whole)
    assert said == [b"1", None, None, b"1", None, None]  # from where it is slow, all go that way


def test_where_there_are_traces_requests_go_the_long_way() -> None:
    runner = door.runner()
    settings = Settings(traces="http://127.0.0.1:1")
    application = Application(runner, runner.plan.entries, settings, {})
    assert application.at_once.flows == {}
    application.close()


class Line:
    """A connection to a server on the loop of a test; `protocols` are that one's side of it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.protocols: list[Protocol] = []

    async def answer(self, whole: bytes) -> bytes:
        """Send a request; return its answer, whose body is one byte."""
        self.writer.write(whole)
        return await self.reader.readuntil(b"\r\n\r\n") + await self.reader.readexactly(1)


@asynccontextmanager
async def connected(
    runner: Runner, seconds: float, read_seconds: float = 60.0
) -> AsyncIterator[Line]:
    """Give a connection that may rest so long, and take so long to send a head."""
    application = Application(runner, runner.plan.entries, Settings(), {})
    kind = protocol_of(application.at_once, read_seconds)
    config = uvicorn.Config(application, http=kind, lifespan="off", timeout_keep_alive=1)
    config.timeout_keep_alive = seconds  # type: ignore[assignment]  # which it takes, too
    state = ServerState()
    loop = asyncio.get_running_loop()
    made: list[Protocol] = []

    def make() -> Protocol:
        made.append(kind(config, state, {}))
        return made[-1]

    async with await loop.create_server(make, "127.0.0.1", 0) as server:
        line = Line(*await asyncio.open_connection(*server.sockets[0].getsockname()))
        line.protocols = made
        try:
            yield line
        finally:
            line.writer.close()
            application.close()


async def talk(runner: Runner, seconds: float, say: bytes, more: bytes) -> tuple[bytes, bytes]:
    """Say two things on a connection that may rest so long; return what came of each."""
    async with connected(runner, seconds) as line:
        first = await line.answer(say)
        line.writer.write(more)
        second = b""
        with suppress(TimeoutError):
            second = await asyncio.wait_for(line.reader.read(), 20 * seconds if more else 30)
        return first, second if line.reader.at_eof() else b"still open"


def test_what_is_half_there_is_finished_at_the_end() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            whole = request("count", b"{}")
            await line.answer(whole)
            (ours,) = line.protocols
            ours.data_received(whole[:-1])
            ours.shutdown()
            assert (await line.answer(whole[-1:])).startswith(b"HTTP/1.1 200 ")
            assert await asyncio.wait_for(line.reader.read(), 30) == b""

    asyncio.run(run())


def test_a_connection_that_rests_is_ended() -> None:
    whole = request("count", b"{}")
    said, end = asyncio.run(talk(door.runner(), 0.05, whole, b""))
    assert said.startswith(b"HTTP/1.1 200 ")
    assert end == b""


def test_one_that_is_in_use_is_not() -> None:
    whole = request("count", b"{}")
    said, end = asyncio.run(talk(door.runner(), 0.05, whole, whole[:20]))
    assert said.endswith(b"1")
    assert end == b"still open"


def test_one_that_was_used_since_it_began_to_rest_may_rest_again() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            whole = request("count", b"{}")
            await line.answer(whole)
            (ours,) = line.protocols
            ours.timeout_keep_alive_handler()  # as the timer does, of an answer before this one
            assert (await line.answer(whole)).startswith(b"HTTP/1.1 200 ")

    asyncio.run(run())


def test_one_that_rests_is_ended_with_the_server() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            await line.answer(request("count", b"{}"))
            (ours,) = line.protocols
            ours.shutdown()
            assert await asyncio.wait_for(line.reader.read(), 30) == b""

    asyncio.run(run())


def test_pieces_that_come_within_a_moment_are_one_request() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            whole = request("count", b"{}")
            await line.answer(whole)
            (ours,) = line.protocols
            for piece in (whole[:-1], whole[-1:-1], whole[-1:]):
                ours.data_received(piece)
            assert (await line.answer(b"")).startswith(b"HTTP/1.1 200 ")

    asyncio.run(run())
