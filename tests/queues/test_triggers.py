"""What runs a flow beside messages for it: times, once in a group of workers, and subjects."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from tests.queues.clocked import OFTEN, Clock, milliseconds
from tests.queues.server import Server
from tests.queues.working import (
    PATIENCE,
    archive,
    as_built,
    eventually,
    runner,
    started,
    working,
)

from flowrt.plan.triggers import Trigger
from flowrt.work.names import Names, key_of
from flowrt.work.queues import Queue
from flowrt.work.streams import Terms
from flowrt.work.ticks import Ticks

FLOWS = """\
package test:ticks@1.0.0;

@every(200ms)
export flow tick(n: u32 = 7) -> u32 { n * 2 }

@subject("SUBJECT.orders")
@subject("SUBJECT.returns")
export flow event(n: u32) -> u32 { n + 1 }
"""
CLOCKED = """\
package test:clocked@1.0.0;

@cron("*/5 * * * *")
@cron("5 11 * * sun")
export flow report(n: u32 = 7) -> u32 { n * 2 }

@every(1h)
export flow tidy() -> string { "tidied" }
"""
FIVE, SUNDAYS = "cron-x__5_x_x_x_x", "cron-5_11_x_x_sun"
"""What the ids of its times begin with."""


async def test_a_tick_is_one_transaction_in_a_group(server: Server) -> None:
    async with working(server.url, runner(FLOWS)) as queue:
        began = time.time()
        async with queue.workers("tick", number=3):
            found = await eventually(lambda: at_least(queue.results("tick"), 5))
        lasted = time.time() - began
        assert len(found) <= lasted / 0.2 + 1
        times = sorted(int(key.removeprefix("every-200-")) for key in found)
        assert all(one % 200 == 0 for one in times)
        assert set(found.values()) == {1}
        assert queue.counts["done"] >= 5
        assert await queue.result("tick", f"every-200-{times[0]}") == 14


async def at_least(asking: object, count: int) -> dict[str, int]:
    found: dict[str, int] = await asking  # type: ignore[misc]
    return found if len(found) >= count else {}


async def test_a_flow_runs_for_each_message_of_its_subjects(server: Server) -> None:
    async with working(server.url, runner(FLOWS.replace("SUBJECT", "shop"))) as queue:
        jetstream = queue.client.jetstream()
        async with queue.workers("event"):
            await jetstream.publish("shop.orders", b'{"n":1}', headers={"Nats-Msg-Id": "o-1"})
            assert await queue.result("event", "o-1") == 2
            await jetstream.publish("shop.returns", b'{"n":2}', headers={"Nats-Msg-Id": "r-1"})
            assert await queue.result("event", "r-1") == 3
            await queue.send("event", {"n": 3}, "d-1")
            assert await queue.result("event", "d-1") == 4
        await jetstream.publish("shop.orders", b'{"n":5}', headers={"Nats-Msg-Id": "later"})
        async with queue.workers("event", until_empty=True):
            pass
        assert await queue.result("event", "later") == 6


async def test_a_queue_takes_the_subjects_of_the_latest_build(server: Server) -> None:
    async with working(server.url, runner(FLOWS.replace("SUBJECT", "old"))) as queue:
        async with queue.workers("event"):
            pass
        names = queue.names("event")
        newer = Queue(queue.client, names, Terms())
        await newer.open("", ["new.orders"])
        info = await queue.client.jetstream().stream_info(newer.given)
        assert info.config.subjects == [names.given, "new.orders"]


@pytest.mark.parametrize(
    ("trigger", "now", "expected"),
    [
        (Trigger("every", "", 5_000), "2026-03-01T10:00:01+00:00", "2026-03-01T10:00:05+00:00"),
        (Trigger("every", "", 5_000), "2026-03-01T10:00:05+00:00", "2026-03-01T10:00:10+00:00"),
        (
            Trigger("cron", "*/5 * * * *", 0),
            "2026-03-01T10:00:01+00:00",
            "2026-03-01T10:05:00+00:00",
        ),
        (
            Trigger("cron", "0 3 * * mon", 0),
            "2026-03-02T03:00:00+00:00",
            "2026-03-09T03:00:00+00:00",
        ),
    ],
)
async def test_ticks_are_the_same_for_all(
    server: Server, trigger: Trigger, now: str, expected: str
) -> None:
    async with working(server.url) as queue:
        ticks = Ticks(Queue(queue.client, Names("a:b", "c"), Terms()), trigger)
        at = ticks.after(round(datetime.fromisoformat(now).timestamp() * 1000))
        assert datetime.fromtimestamp(at / 1000, UTC) == datetime.fromisoformat(expected)


def test_a_time_comes_once_whatever_fraction_it_has() -> None:
    ticks = Ticks(None, Trigger("every", "", 7))  # type: ignore[arg-type]  # nothing is sent
    times = list(accumulate(range(2000), lambda at, _: ticks.after(at), initial=1_772_359_200_003))
    assert {later - at for at, later in pairwise(times)} == {7}


@pytest.mark.parametrize("text", ["*/5 0-23/2 1,15 jan,mar-may mon-fri", "0 3 * * *", "0 3 * * 0"])
def test_an_expression_can_be_read_out_of_an_id(text: str) -> None:
    """So no two of them have the same."""
    name = Ticks(None, Trigger("cron", text, 0))._name  # type: ignore[arg-type]  # as above
    signs = {"_": " ", "__": "/", "___": ","}
    found = re.sub("_+", lambda sign: signs[sign[0]], name.removeprefix("cron-"))
    assert found.replace("x", "*") == text
    assert key_of(f"{name}-1") == f"{name}-1"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, which may be stopped."""
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock", "10:03:30")


async def test_times_are_kept_end_to_end(server: Server, tmp_path: Path, clock: Clock) -> None:
    by = ("tests.queues.clocked", str(clock.path))
    path = archive(tmp_path, CLOCKED)
    async with working(server.url, as_built(CLOCKED)) as queue:
        workers = [started(path, server.url, "--ack-wait", "0.5", by=by) for _ in range(2)]
        sent = await queue.client.subscribe(queue.names("report").given)
        await queue.client.flush()
        clock.set("10:05")
        ids = [(await sent.next_msg(PATIENCE)).header for _ in workers]
        assert ids == [{"Nats-Msg-Id": at(FIVE, "10:05")}] * 2
        assert await queue.result("report", at(FIVE, "10:05")) == 14
        workers[0].kill()
        clock.set("11:02")  # as after a sleep: what it waited for comes late, and once
        assert await queue.result("report", at(FIVE, "10:10")) == 14
        assert await queue.result("tidy", at("every-3600000", "11:00")) == "tidied"
        clock.set("11:05:01")  # which is a time of both
        assert await queue.result("report", at(FIVE, "11:05")) == 14
        assert await queue.result("report", at(SUNDAYS, "11:05")) == 14
        workers[1].terminate()
        said = [worker.rest() for worker in workers]
        assert workers[1].returncode == 0, said
        assert await queue.results("report") == {
            **{at(FIVE, text): 1 for text in ("10:05", "10:10", "11:05")},
            at(SUNDAYS, "11:05"): 1,
        }
        assert await queue.results("tidy") == {at("every-3600000", "11:00"): 1}


def at(name: str, text: str) -> str:
    """Return the id of a time's transaction."""
    return f"{name}-{milliseconds(text)}"


async def test_a_time_is_tried_until_the_next_is_due(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(monkeypatch, clock)
    async with working(server.url, runner(CLOCKED)) as queue, queue.workers("report"):
        names = queue.names("report")
        await queue.client.jetstream().delete_stream(names.stream(names.given))
        for text in ("10:05", "10:10"):
            clock.set(text)
            await is_tried(clock)
        await Queue(queue.client, names, Terms()).open()
        assert await queue.result("report", at(FIVE, "10:10")) == 14
        clock.set("10:15")
        assert await queue.result("report", at(FIVE, "10:15")) == 14
        assert len(await queue.results("report")) == 2


async def test_a_time_waits_for_a_server(
    own: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(monkeypatch, clock)
    async with working(own.url, runner(CLOCKED)) as queue, queue.workers("report"):
        [worker] = queue.groups[0]._workers
        own.stop()
        await eventually(lambda: is_alone(worker._desk.queue))
        clock.set("10:05")
        await is_tried(clock)
        own.start()
        assert await queue.result("report", at(FIVE, "10:05")) == 14


async def is_alone(queue: Queue) -> bool:
    return not queue.client.is_connected


async def is_tried(clock: Clock) -> None:
    """Wait until a worker saw what time it is, and that it cannot send its message."""

    async def is_seen() -> bool:
        return clock.read > before + 3

    before = clock.read
    await eventually(is_seen)


def watched(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """Have the workers of this process look at a clock, often."""
    monkeypatch.setattr("flowrt.work.ticks.now", clock)
    monkeypatch.setattr("flowrt.work.ticks.AT_ONCE", OFTEN)
    monkeypatch.setattr("flowrt.work.ticks.AGAIN", OFTEN)


async def test_a_clock_that_is_set_back_runs_nothing_twice(
    server: Server, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(monkeypatch, clock)
    async with working(server.url, runner(CLOCKED)) as queue:
        async with queue.workers("report"):
            clock.set("10:05")
            await queue.result("report", at(FIVE, "10:05"))
        clock.set("10:04")
        sent = await queue.client.subscribe(queue.names("report").given)
        async with queue.workers("report"):
            clock.set("10:05")
            assert (await sent.next_msg(PATIENCE)).header == {"Nats-Msg-Id": at(FIVE, "10:05")}
            clock.set("10:10")
            await queue.result("report", at(FIVE, "10:10"))
        assert queue.counts == {"done": 1}
        assert set((await queue.results("report")).values()) == {1}
