"""Flows that wait, on a queue: whoever ends, no transaction is lost and no call that is done is
made again."""

import asyncio
import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nats.errors
import pytest
from tests.queues.server import Server
from tests.queues.working import PATIENCE, Working, archive, as_built, eventually, runner, working

from flowrt.__main__ import main
from flowrt.problems.faults import ServiceFailed
from flowrt.run.scope import Scope
from flowrt.work.errors import NoQueue
from flowrt.work.transactions import Transactions

ROOT = Path(__file__).parents[2]
FLOWS = """\
package test:durable@1.0.0;
use shop from orders as service;

interface orders {
  charge: func(n: u32) -> u32;
  ship: func(n: u32) -> u32;
  wait: func(n: u32) -> u32;
}
export flow order(n: u32) -> u32 {
  let charged = shop.charge(n);
  let shipped = shop.ship(charged);
  charged + shipped * 1000
}
export flow many(ns: list<u32>) -> tuple<u32, list<u32>> {
  let first = shop.charge(100);
  let each = par for n in ns { shop.charge(n) + shop.ship(n) };
  (first, each)
}
export flow patient(n: u32) -> u32 { shop.wait(n) with { timeout: 1s, fallback: 0 } }
export flow slow(n: u32) -> u32 {
  let waited = shop.wait(n);
  waited + shop.charge(waited)
}
export flow sleeps(n: u32) -> u32 {
  let charged = shop.charge(n);
  sleep(2s);
  charged
}
export flow dozes(n: u32) -> u32 {
  sleep(1h);
  shop.charge(n)
}
export flow strict(n: u32) -> u32 { shop.charge(n) with { timeout: 300ms } }
export flow rests(n: u32) -> u32 {
  let charged = shop.charge(n);
  sleep(2s);
  shop.ship(charged)
}
export flow naps(n: u32) -> u32 {
  let charged = shop.charge(n);
  sleep(1s);
  charged
}
export flow guarded(n: u32) -> u32 { both(n) with { retry: 1, backoff: 1ms } }
flow both(n: u32) -> u32 { shop.charge(n) + shop.ship(n) }
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("durable"), FLOWS)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


class Victims:
    """Runs workers that end themselves, one after the other, over one log of calls."""

    def __init__(self, path: Path, url: str, log: Path) -> None:
        self._words = [str(path), url, str(log)]
        self._log = log
        log.touch()

    async def run(self, calls: int = 0) -> str:
        """Run one until it ends; return what it said."""
        process = self.start(calls)
        said, failed = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
        assert process.returncode == (-9 if calls else 0), failed
        return said

    def start(self, calls: int = 0) -> subprocess.Popen[str]:
        """Start one."""
        words = [sys.executable, "-m", "tests.queues.victim", *self._words, str(calls)]
        pipe = subprocess.PIPE
        return subprocess.Popen(words, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)

    @property
    def calls(self) -> Counter[str]:
        return Counter(self._log.read_text().splitlines())


async def test_a_call_that_is_done_is_not_made_again(
    server: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, server.url, tmp_path / "log")
    async with working(server.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("order")
        await queue.send("order", {"n": 5}, "o-1")
        await victims.run(calls=2)
        await victims.run(calls=1)
        said = await victims.run()
        assert await queue.result("order", "o-1") == 6 + 7000
        assert victims.calls == {"charge 5": 1, "ship 6": 1}
        assert "('done', 1)" in said
        assert await queue.kept("order") == 0


async def test_calls_of_branches_are_not_made_again(
    server: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, server.url, tmp_path / "log")
    async with working(server.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("many")
        await queue.send("many", {"ns": [1, 2, 3]}, "m-1")
        await victims.run(calls=3)
        await victims.run(calls=2)
        await victims.run()
        assert await queue.result("many", "m-1") == [101, [4, 6, 8]]
        once = {f"{name} {n}": 1 for name in ("charge", "ship") for n in (1, 2, 3)}
        # two branches at once: a call that is not yet stored when the process dies comes again
        extra = sum((victims.calls - Counter({"charge 100": 1, **once})).values())
        assert victims.calls["charge 100"] == 1
        assert set(victims.calls) == {"charge 100", *once}
        assert extra <= 2
        assert await queue.kept("many") == 0


async def test_a_flow_that_is_called_under_policies_remembers_its_calls(
    server: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, server.url, tmp_path / "log")
    async with working(server.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("guarded")
        await queue.send("guarded", {"n": 5}, "g-1")
        await victims.run(calls=2)
        await victims.run()
        assert await queue.result("guarded", "g-1") == 12
        assert victims.calls == {"charge 5": 1, "ship 5": 1}


async def test_a_timeout_goes_on_at_another_worker(
    server: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, server.url, tmp_path / "log")
    async with working(server.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("patient")
        await queue.send("patient", {"n": 10}, "p-1")
        await victims.run(calls=1)
        await asyncio.sleep(1.0)  # its time is over by then
        await victims.run()
        assert await queue.result("patient", "p-1") == 0
        assert victims.calls == {}


async def test_a_call_that_was_too_slow_has_all_its_time_when_it_is_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.ledger.LONG", 0.1)
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("strict"):
            await queue.send("strict", {"n": 5}, "s-1")
            await eventually(lambda: is_late(shop))
            shop.gate.set()
            assert await queue.result("strict", "s-1") == 6
        assert queue.counts == {"retried": 1, "done": 1}


async def is_called(shop: "Shop") -> bool:
    """Whether a call has come."""
    return shop.began > 0


async def is_late(shop: "Shop") -> bool:
    """Whether a call has waited for longer than it may take."""
    return shop.began > 0 and time.monotonic() - shop.began > 0.4


class Shop:
    """Services that fail as long as they are told to, and that can be held up."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.began = 0.0
        self.failing: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, function: str, arguments: dict[str, Any]) -> int:
        self.began = self.began or time.monotonic()
        assert self.gate.wait(PATIENCE)
        if function in self.failing:
            raise ValueError(function)
        self.calls.append(function)
        return int(arguments["n"]) + 1


async def test_a_transaction_that_failed_goes_on_where_it_was(server: Server) -> None:
    shop = Shop()
    shop.failing.add("ship")
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("order", terms={"deliveries": 1}):
            await queue.send("order", {"n": 5}, "o-1")
            letter = await queue.dead("order", "o-1")
            assert json.loads(letter.headers["Flow-Problem"])["code"] == "R430"
            await eventually(lambda: is_listed(queue, "failed"))
            shop.failing.clear()
            assert await command(queue, "resume", "o-1") == 0
            assert await queue.result("order", "o-1") == 7006
        assert shop.calls == ["charge", "ship"]
        assert queue.counts == {"dead": 1, "done": 1}
        assert await queue.kept("order") == 0
        assert await queue.stored(queue.names("order").dead) == {}


async def test_a_flow_that_sleeps_is_held_by_no_worker(own: Server) -> None:
    shop = Shop()
    async with working(own.url, runner(FLOWS, shop=shop)) as queue:
        started = time.monotonic()
        async with queue.workers("rests"):
            await queue.send("rests", {"n": 5}, "r-1")
            await eventually(lambda: is_asleep(queue))
        assert shop.calls == ["charge"]
        async with queue.workers("rests", number=2):
            assert await queue.result("rests", "r-1") == 7
        assert time.monotonic() - started >= 2
        assert shop.calls == ["charge", "ship"]
        assert await queue.kept("rests") == 0


async def is_asleep(queue: Working) -> bool:
    return queue.counts.get("sleeping", 0) > 0


async def test_a_worker_that_comes_back_finds_that_another_went_on(
    server: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, server.url, tmp_path / "log")
    async with working(server.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("slow")
        first = victims.start()
        await asyncio.to_thread(first.stdout.readline)  # type: ignore[union-attr]
        await queue.send("slow", {"n": 1500}, "s-1")
        await queue.claimed("slow", "s-1", 1)
        first.send_signal(signal.SIGSTOP)
        await victims.run()
        assert await queue.result("slow", "s-1") == 1501 + 1502
        first.send_signal(signal.SIGCONT)
        said, _ = await asyncio.to_thread(first.communicate, timeout=PATIENCE)
        assert "('lost', 1)" in said
        assert victims.calls["charge 1501"] == 1
        assert await queue.results("slow") == {"s-1": 1}


async def test_a_flow_that_sleeps_outlives_workers_and_the_server(
    own: Server, path: Path, tmp_path: Path
) -> None:
    victims = Victims(path, own.url, tmp_path / "log")
    began = time.monotonic()
    async with working(own.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("sleeps")
        await queue.send_surely("sleeps", {"n": 5}, "s-1")
        first = victims.start()
        await eventually(lambda: is_in_state(queue, "sleeping"))
        first.kill()
        await asyncio.to_thread(first.communicate)
        await asyncio.to_thread(own.restart, signal.SIGKILL)
        await victims.run()
        assert await queue.result("sleeps", "s-1") == 6
        assert time.monotonic() - began > 2.0
        assert victims.calls == {"charge 5": 1}


async def is_in_state(queue: Working, state: str) -> bool:
    """Whether a transaction is in a state, as an operator would see it."""
    try:
        found = [one async for one in Transactions(queue.client).list()]
    except (nats.errors.Error, NoQueue):
        return False
    return state in [one.record.state for one in found]


async def test_a_flow_that_sleeps_is_woken(server: Server) -> None:
    shop = Shop()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("dozes"):
            await queue.send("dozes", {"n": 5}, "d-1")
            await eventually(lambda: is_counted(queue, "sleeping"))
            [shown] = await listed(queue)
            assert shown["after"].startswith("sleep at")
            assert shown["until"] > time.time() + 3000
            names = queue.names("dozes")
            await Transactions(queue.client).resume(names, "d-1")
            assert await queue.result("dozes", "d-1") == 6
        assert queue.counts == {"sleeping": 1, "done": 1}
        assert await queue.left("dozes") == 0


async def test_the_same_id_is_one_transaction_while_it_runs(server: Server) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("order", terms={"window": 0.1}):
            sent = await queue.send("order", {"n": 5}, "o-1")
            await queue.forgotten("order", {"n": 5}, "o-1", sent)
            await eventually(lambda: has_one(queue))
            shop.gate.set()
            assert await queue.result("order", "o-1") == 7006
        assert shop.calls == ["charge", "ship"]
        assert queue.counts == {"double": 1, "done": 1}


async def has_one(queue: Working) -> bool:
    return await queue.left("order") == 1


async def test_a_worker_that_stops_does_so_between_two_calls(server: Server) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("order"):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_called(shop))
            queue.groups[0].stop()
            shop.gate.set()
        assert queue.counts == {"released": 1}
        assert shop.calls == ["charge"]
        [shown] = await listed(queue)
        assert (shown["state"], shown["calls"]) == ("running", 1)
        assert shown["after"] == "shop.charge at wait.flow:10:17"
        async with queue.workers("order", until_empty=True):
            pass
        assert await queue.result("order", "o-1") == 7006
        assert shop.calls == ["charge", "ship"]


async def test_a_transaction_is_cancelled_and_goes_on_after_all(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("order"):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_called(shop))
            assert await command(queue, "resume", "o-1") == 1
            assert "R537" in capsys.readouterr().err
            assert await command(queue, "cancel", "o-1") == 0
            shop.gate.set()
            await eventually(lambda: is_counted(queue, "lost"))
        letter = await queue.dead("order", "o-1")
        assert json.loads(letter.headers["Flow-Problem"])["code"] == "R536"
        assert await queue.left("order") == 0
        assert await queue.results("order") == {}
        assert await command(queue, "cancel", "o-1") == 1
        assert await command(queue, "show", "o-1") == 0
        said = capsys.readouterr()
        assert "R537" in said.err
        assert re.search(r"^  state +failed\n(.*\n)*  code +R536$", said.out, re.MULTILINE)
        assert await command(queue, "resume", "o-1") == 0
        async with queue.workers("order", until_empty=True):
            pass
        assert await queue.result("order", "o-1") == 7006


async def is_counted(queue: Working, name: str) -> bool:
    return name in queue.counts


async def test_what_is_not_there_is_told_of(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        assert await command(queue, "show", "o-1") == 1
        assert "R531" in capsys.readouterr().err
        async with queue.workers("order"):
            await queue.send("order", {"n": 5}, "o-1")
            await queue.result("order", "o-1")
        for name, said in (("o-1", "it is done"), ("o-2", "nothing under this id")):
            assert await command(queue, "cancel", name) == 1
            shown = capsys.readouterr().err
            assert "error[R535]: there is no such transaction" in shown
            assert said in shown


@pytest.mark.parametrize(
    "words", [[], ["lst"], ["show", "acme:shop/price"], ["show", "price", "7"], ["list", "a", "b"]]
)
def test_words_that_make_no_sense_are_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["transactions", *words, "--nats", "nats://127.0.0.1:9"]) == 2
    assert "R421" in capsys.readouterr().err


async def is_listed(queue: Working, state: str) -> bool:
    return any(one["state"] == state for one in await listed(queue))


async def listed(queue: Working) -> list[dict[str, Any]]:
    """Return what `flowrt transactions list --json` prints of a package."""
    words = ["transactions", "list", queue.names("order").package, "--json", "--nats", queue.url]
    command = [sys.executable, "-m", "flowrt", *words]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


async def command(queue: Working, name: str, *words: str) -> int:
    """Run `flowrt transactions` in a thread; return its exit code."""
    names = str(queue.names("order"))
    return await asyncio.to_thread(main, ["transactions", name, names, *words, "--nats", queue.url])


class Named:
    """A service that takes note of the names under which it is asked, and fails at first."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def check(self, service: object) -> None:
        """Accept every service."""

    def call(self, function: Any, arguments: bytes, scope: Scope) -> bytes:
        assert scope.journal is not None
        assert json.loads(arguments)["n"] in (5, 7)
        self.names.append(scope.journal.name)
        if len(self.names) == 1:
            raise ServiceFailed(function=function.name)
        return b"7"


async def test_a_call_has_a_name_of_its_own_and_another_after_a_failure(server: Server) -> None:
    shop = Named()
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        async with queue.workers("order"):
            await queue.send("order", {"n": 5}, "o-1")
            assert await queue.result("order", "o-1") == 7007
        names = f"{queue.names('order')}/o-1"
        assert shop.names == [f"{names}/0/0/0", f"{names}/1/0/0", f"{names}/1/1/0"]
