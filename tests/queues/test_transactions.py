"""`flowrt transactions`: what an operator sees of them, and does to them at odd times."""

import asyncio
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js.api import RetentionPolicy
from tests.queues.server import Server
from tests.queues.test_corners import recorded
from tests.queues.test_durable import FLOWS, Shop, command, is_counted
from tests.queues.working import FLOWS as PLAIN
from tests.queues.working import Working, eventually, runner, working

from flowrt.__main__ import main
from flowrt.work.connect import Server as Address
from flowrt.work.connect import connected
from flowrt.work.errors import NoQueueServer
from flowrt.work.names import Names
from flowrt.work.queues import Queue
from flowrt.work.records import Record
from flowrt.work.transactions import TRIES, Found, Transactions

CODE = {"code": "R430", "title": "a service failed", "status": 502}


async def test_transactions_are_shown_as_a_table(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.records.time", SimpleNamespace(time=lambda: 5.0))
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        records, others = await recorded(queue, "order"), await recorded(queue, "naps")
        await records.put("o-1", Record("o-1", 1, attempts=1, calls=2, owner="here"))
        await records.put("o-2", Record("o\x1b[2", 2, "failed", problem=CODE))
        await others.put("n-1", Record("n-1", 3, "sleeping", until=86_400.0))
        assert await transactions(queue, "list", queue.runner.plan.package) == 0
        order, naps, since = f"{queue.names('order')}", f"{queue.names('naps')}", time_of(5)
        assert table(capsys.readouterr().out) == [
            ["FLOW", "ID", "STATE", "CALLS", "SINCE"],
            [naps, "n-1", "sleeping until 1970-01-02T00:00:00Z", "0", since],
            [order, "o-1", "running", "2", since],
            [order, "o\\x1b[2", "failed R430", "0", since],
        ]
        assert await transactions(queue, "list", naps) == 0
        assert len(table(capsys.readouterr().out)) == 2
        assert await transactions(queue, "show", naps, "n-1") == 0
        assert "until     1970-01-02T00:00:00Z" in capsys.readouterr().out
        assert await transactions(queue, "show", order, "o-1", "--json") == 0
        assert json.loads(capsys.readouterr().out) == {
            "flow": order, "id": "o-1", "state": "running", "calls": 2, "attempts": 1,
            "owner": "here", "since": 5.0, "sequence": 1,
        }  # fmt: skip


async def transactions(queue: Working, *words: str) -> int:
    """Run the command in a thread; return its exit code."""
    return await asyncio.to_thread(main, ["transactions", *words, "--nats", queue.url])


def table(text: str) -> list[list[str]]:
    return [re.split(r"  +", line) for line in text.splitlines()]


def time_of(second: int) -> str:
    return f"1970-01-01T00:00:{second:02}Z"


def test_help_needs_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transactions", "--help"]) == 0
    assert "flowrt transactions resume PACKAGE/FLOW ID" in capsys.readouterr().out


async def test_what_lost_its_message_is_given_up_and_does_not_go_on(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        await queue.open("order")
        records = await recorded(queue, "order")
        await records.put("o-1", Record("o-1", 99, attempts=1))
        await records.put("o-2", Record("o-2", 98, "sleeping", until=1.0))
        assert await command(queue, "cancel", "o-1") == 0
        assert await queue.stored(queue.names("order").dead) == {}
        for name in ("o-1", "o-2"):
            assert await command(queue, "resume", name) == 1
            said = capsys.readouterr().err
            assert "error[R537]" in said
            assert "it was removed from the server" in said


async def test_who_cancels_does_so_after_a_worker_that_is_faster(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        await queue.open("order")
        records = await recorded(queue, "order")
        find, faster = Transactions.find, 0

        async def found(self: Transactions, names: Names, name: str) -> Found:
            nonlocal faster
            known = await find(self, names, name)
            if faster:
                faster -= 1
                theirs = await self._records(names)
                await theirs.put(known.key, known.record.but(calls=known.record.calls + 1))
            return known

        monkeypatch.setattr(Transactions, "find", found)
        await records.put("o-1", Record("o-1", 99, attempts=1))
        faster = 2
        assert await command(queue, "cancel", "o-1") == 0
        record = await records.get("o-1")
        assert record is not None
        assert (record.state, record.calls) == ("failed", 2)
        await records.put("o-2", Record("o-2", 99, attempts=1))
        faster = TRIES
        assert await command(queue, "cancel", "o-2") == 1
        assert "a worker that is faster" in capsys.readouterr().err


async def test_a_message_that_is_settled_while_it_is_given_up_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        await queue.open("order")
        number = await queue.send("order", {"n": 5}, "o-1")
        records, bury = await recorded(queue, "order"), Queue.bury
        await records.put("o-1", Record("o-1", number, attempts=1))

        async def buried(self: Queue, key: str, name: str, message: Msg, problem: object) -> None:
            await bury(self, key, name, message, problem)  # type: ignore[arg-type]  # passed on
            await self.jetstream.delete_msg(self.given, number)

        monkeypatch.setattr(Queue, "bury", buried)
        assert await command(queue, "cancel", "o-1") == 0
        assert await queue.stored(queue.names("order").dead) == {"o-1": 1}
        assert await queue.left("order") == 0


async def test_what_went_well_when_it_was_sent_again_is_not_listed(server: Server) -> None:
    async with working(server.url, runner(PLAIN)) as queue:
        about: Any = {"Flow-Id": "b-1"}
        async with queue.workers("below"):
            await queue.send("below", {"n": 10}, **about)
            await queue.dead("below", "b-1")
            await eventually(lambda: is_counted(queue, "dead"))
            records = await recorded(queue, "below")
            assert await records.keys() == ["b-1"]
            found = Transactions(queue.client)
            names = str(queue.names("below"))
            assert [one.record.state async for one in found.list(names)] == ["failed"]
            await queue.send("below", {"n": 9}, **about)
            assert await queue.result("below", "b-1") == 9
        assert [one async for one in found.list(names)] == []


async def test_a_message_that_may_not_be_removed_is_told_of(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        names = queue.names("order")
        await queue.client.jetstream().add_stream(
            name=names.stream(names.given),
            subjects=[names.given],
            retention=RetentionPolicy.WORK_QUEUE,
            deny_delete=True,
        )
        await queue.open("order")
        number = await queue.send("order", {"n": 5}, "o-1")
        records = await recorded(queue, "order")
        await records.put("o-1", Record("o-1", number, attempts=1))
        assert await command(queue, "cancel", "o-1") == 1
        assert "message delete not permitted" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["list"], ["show", "acme:shop/price", "7"]])
def test_a_server_without_queues_is_told_of(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(tmp_path / "nats", ())
    assert main(["transactions", *words, "--nats", server.url]) == 1
    server.stop()
    assert "error[R531]" in capsys.readouterr().err


async def test_a_server_that_does_not_answer_is_told_of(server: Server) -> None:
    with pytest.raises(NoQueueServer, match="nobody"):
        async with connected(Address(server.url), "test"):
            raise Error("nobody")
