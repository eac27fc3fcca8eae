"""What runs a flow beside messages for it: times, once in a group of workers, and subjects."""

import time
from datetime import UTC, datetime

import pytest
from tests.queues.server import Server
from tests.queues.working import eventually, runner, working

from flowrt.plan.triggers import Trigger
from flowrt.work.names import Names
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
        at = ticks.after(datetime.fromisoformat(now).timestamp())
        assert datetime.fromtimestamp(at, UTC) == datetime.fromisoformat(expected)
