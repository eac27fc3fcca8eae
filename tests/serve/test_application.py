"""What an application answers where things are odd: who asks leaves, is slow, or meets its end."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.serve.driven import Held, Talk, holding, opened, until
from tests.serve.test_serve_streams import events
from tests.stub import door_archive as door

import flowrt
from flowrt.rights.limits import Limits
from flowrt.serve import application as applications
from flowrt.serve import events as telling
from flowrt.serve import exchange as exchanges
from flowrt.serve.application import Application

JSON = {"content-type": "application/json"}
LINES = {"content-type": "application/x-ndjson"}
EVENTS = {**JSON, "accept": "text/event-stream"}
COUNT = "/v1/flows/count"
SELLS = "/v1/flows/sells"
SECRET = "5550123"  # noqa: S105 - what no log may hold


def code_of(line: bytes) -> str:
    """Return the code of the problem that a line of a stream is."""
    return str(json.loads(line)["problem"]["code"])


def test_who_leaves_in_the_middle_of_a_request_is_not_answered() -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, JSON)
        talk.give(b"{", more=True)
        talk.leave()
        assert await talk.reply() is None

    with opened(door.runner(), metrics=True) as one:
        asyncio.run(ask(one))
        metrics = one._watch.metrics
        assert metrics is not None
        assert 'flowrt_serve_requests_total{status="none"} 1.0' in metrics.text().decode()


@pytest.mark.parametrize("headers", [JSON, EVENTS, LINES], ids=["whole", "events", "lines"])
def test_a_mistake_of_ours_is_told_without_its_words(
    headers: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> bytes:
        raise KeyError(SECRET)

    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, headers)
        talk.give(b"{}\n")
        reply = await talk.reply()
        assert reply is not None
        assert SECRET not in reply.body.decode()
        assert '"code":"R509"' in reply.body.decode()
        assert reply.status == (500 if headers is JSON else 200)
        assert reply.headers.get("connection") == ("close" if headers is JSON else None)

    runner = door.runner()
    for name in ("call", "brief", "stream", "fresh"):
        monkeypatch.setattr(runner, name, broken)
    with opened(runner) as one:
        assert one.at_once.answer(runner.entry("count"), b"{}", ()) is None
        asyncio.run(ask(one))
    said = capsys.readouterr().err
    assert said.startswith("Traceback (most recent call last):\n")
    assert said.endswith("\nKeyError\n")
    assert SECRET not in said


def test_one_too_many_is_told_to_wait_before_anything_else(asks: Path) -> None:
    async def ask(one: Application, held: Held) -> None:
        first = Talk(one, "POST", SELLS, JSON)
        first.give(b'{"cents": 1}')
        await held.until_asked()
        for headers in (JSON, EVENTS, LINES):
            second = Talk(one, "POST", SELLS, headers)
            second.give(b'{"cents": 2}')
            reply = await second.reply()
            assert reply is not None
            assert (reply.status, reply.value["code"]) == (503, "R504")
            assert reply.headers["retry-after"] == "1"
        held.goes_on.set()
        reply = await first.reply()
        assert reply is not None
        assert (reply.status, reply.value) == (200, True)

    with holding(asks, concurrency=1) as (one, held):
        asyncio.run(ask(one, held))


def test_who_waits_for_events_is_told_that_there_will_be_some(
    asks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "ALIVE_SECONDS", 0.01)

    async def ask(one: Application, held: Held) -> None:
        talk = Talk(one, "GET", "/sells/2", EVENTS)
        talk.give()
        while (message := await talk.next()) is not None:
            if message.get("body") == b": still at it\n\n":
                break
        held.goes_on.set()
        told = [message["body"] async for message in talk.rest()]
        assert events(b"".join(told))[-1] == ("result", False)

    with holding(asks) as (one, held):
        asyncio.run(ask(one, held))


def test_who_takes_events_too_slowly_misses_some_but_not_the_last(
    asks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST", 1)

    async def ask(one: Application, held: Held) -> None:
        done = asyncio.Event()
        talk = Talk(one, "POST", SELLS, EVENTS, takes=done.wait)
        talk.give(b'{"cents": 2}')
        await held.until_asked()
        held.goes_on.set()
        await until(lambda: one.transactions.running == 0)
        done.set()
        reply = await talk.reply()
        assert reply is not None
        began, *_, result = told = events(reply.body)
        assert (began[0], result) == ("began", ("result", False))
        assert len(told) < 9  # which it would be with each segment and cut

    with holding(asks) as (one, held):
        asyncio.run(ask(one, held))


@pytest.mark.parametrize("headers", [JSON, EVENTS, LINES], ids=["whole", "events", "lines"])
def test_what_the_server_does_not_finish_is_told_so(asks: Path, headers: dict[str, str]) -> None:
    async def ask(one: Application, held: Held) -> None:
        talk = Talk(one, "POST", SELLS, headers)
        talk.give(b'{"cents": 2}\n', more=headers is LINES)
        await held.until_asked()
        talk.cancel()
        reply = await talk.reply()
        assert reply is not None
        assert reply.status == (503 if headers is JSON else 200)
        assert '"code":"R508"' in reply.body.decode()
        assert '"expected":"an end within 7 s"' in reply.body.decode()
        assert reply.headers.get("connection") == ("close" if headers is JSON else None)

    with holding(asks, grace_seconds=7.0) as (one, held):
        asyncio.run(ask(one, held))


def test_who_takes_nothing_does_not_hold_up_the_end(
    asks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applications, "_LAST_WORDS", 0.01)

    async def ask(one: Application, held: Held) -> None:
        talk = Talk(one, "POST", SELLS, JSON, takes=asyncio.Event().wait)
        talk.give(b'{"cents": 2}')
        await held.until_asked()
        talk.cancel()
        assert await talk.reply() is None

    with holding(asks) as (one, held):
        asyncio.run(ask(one, held))


def test_lines_of_a_request_that_breaks_off_are_answered_up_to_there() -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, LINES)
        talk.give(b"{}\n", more=True)
        begun, first = await talk.next(), await talk.next()
        assert begun is not None
        assert begun["status"] == 200
        assert first == {"type": "http.response.body", "body": b"1\n", "more_body": True}
        talk.leave()
        assert await talk.next() is None

    with opened(door.runner()) as one:
        asyncio.run(ask(one))


def test_pieces_without_anything_in_them_do_not_matter() -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, LINES)
        for piece in (b"", b"{}", b"", b"\n", b""):
            talk.give(piece, more=True)
        talk.give()
        reply = await talk.reply()
        assert reply is not None
        assert reply.body == b"1\n"

    with opened(door.runner()) as one:
        asyncio.run(ask(one))


def test_a_stream_that_cannot_be_read_on_ends_with_why() -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, LINES)
        talk.give(b"{}\n", more=True)
        reply = await talk.reply()
        assert reply is not None
        count, problem = reply.body.splitlines()
        assert (count, code_of(problem)) == (b"1", "R503")

    with opened(door.runner(), read_seconds=0.01) as one:
        asyncio.run(ask(one))


def test_a_request_that_does_not_arrive_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "_DRAIN_SECONDS", 0.01)

    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, {**JSON, "content-length": "10"})
        talk.give(b"{", more=True)
        reply = await talk.reply()
        assert reply is not None
        assert (reply.status, reply.value["code"]) == (408, "R503")
        assert reply.value["expected"] == "all of it within 0.01 s"
        assert reply.headers["connection"] == "close"

    with opened(door.runner(), read_seconds=0.01) as one:
        asyncio.run(ask(one))


def test_a_flow_that_takes_too_long_is_told_of_as_that(shop: Path) -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", "/v1/flows/forever", JSON)
        talk.give(b'{"x": 1}')
        reply = await talk.reply()
        assert reply is not None
        assert (reply.status, reply.value["code"]) == (504, "R412")

    limits = Limits(wall_ms=50)
    runner = flowrt.open(shop / "shop.flowpack", shop / "trust.toml", limits=limits).runner
    with opened(runner) as one:
        assert one.at_once.answer(runner.entry("forever"), b'{"x": 1}', ()) is None
        asyncio.run(ask(one))


@pytest.mark.parametrize(("pieces", "status"), [(2, 413), (1, 200)])
def test_a_body_in_pieces_is_counted_together(pieces: int, status: int) -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", COUNT, JSON)
        for _ in range(pieces):
            talk.give(b" " * 60, more=True)
        talk.give(b"{}")
        reply = await talk.reply()
        assert reply is not None
        assert reply.status == status

    with opened(door.runner(), most_bytes=100) as one:
        asyncio.run(ask(one))


@pytest.mark.parametrize("size", [1 << 10, 1 << 20])
def test_who_is_refused_while_sending_is_listened_to_a_little(size: int) -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", "/nothing", {"transfer-encoding": "chunked"})
        for _ in range(3):
            talk.give(bytes(size), more=True)
        talk.leave()
        reply = await talk.reply()
        assert reply is not None
        assert (reply.status, reply.value["code"]) == (404, "R501")
        assert reply.headers["connection"] == "close"
        assert talk.left == (0 if size == 1 << 10 else 2)

    with opened(door.runner()) as one:
        asyncio.run(ask(one))


@pytest.mark.parametrize("headers", [JSON, EVENTS], ids=["whole", "events"])
def test_who_hangs_up_stops_the_flow(shop: Path, headers: dict[str, str]) -> None:
    async def ask(one: Application) -> None:
        talk = Talk(one, "POST", "/v1/flows/forever", headers)
        talk.give(b'{"x": 1}')
        await until(lambda: one.transactions.running == 1)
        talk.leave()
        await until(lambda: one.transactions.running == 0)

    runner = flowrt.open(shop / "shop.flowpack", shop / "trust.toml").runner
    with opened(runner) as one:
        asyncio.run(ask(one))


@pytest.mark.parametrize(("metrics", "status"), [(True, 200), (False, 404)])
def test_metrics_are_shown_where_they_are_asked_for(metrics: bool, status: int) -> None:  # noqa: FBT001 - a case
    async def ask(one: Application) -> None:
        talk = Talk(one, "GET", "/metrics")
        reply = await talk.reply()
        assert reply is not None
        assert reply.status == status

    with opened(door.runner(), metrics=metrics) as one:
        asyncio.run(ask(one))
