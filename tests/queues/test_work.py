"""`flowrt work` against a real server: each message ends exactly once, as a result or a failure."""

import json

import pytest
from tests.queues.server import Server
from tests.queues.test_durable import FLOWS as DURABLE
from tests.queues.working import SECOND, eventually, runner, working

from flowrt.rights.limits import Limits
from flowrt.work.names import key_of


async def test_a_message_gives_a_result_under_its_id(server: Server) -> None:
    async with working(server.url) as queue:
        async with queue.workers("double"):
            await queue.send("double", {"n": 4}, "order-7")
            assert await queue.result("double", "order-7") == 8
            number = await queue.send("double", {"n": 5})
            assert await queue.result("double", f"={number}") == 10
            await queue.send("double", {"n": 6}, "a b.c")
            assert await queue.result("double", key_of("a b.c")) == 12
        assert queue.counts == {"done": 3}
        assert await queue.left("double") == 0


async def test_a_message_sent_twice_has_one_result(server: Server) -> None:
    async with working(server.url) as queue:
        async with queue.workers("double", terms={"window": 1.0}):
            sent = await queue.send("double", {"n": 4}, "again")
            assert await queue.send("double", {"n": 4}, "again") == sent
            assert await queue.result("double", "again") == 8
            await queue.forgotten("double", {"n": 5}, "again", sent)  # the result stays
            await eventually(lambda: said(queue.counts, "repeated"))
        assert queue.counts == {"done": 1, "repeated": 1}
        assert await queue.result("double", "again") == 8
        assert await queue.results("double") == {"again": 1}


async def said(counts: dict[str, int], name: str) -> int:
    return counts.get(name, 0)


async def test_what_cannot_go_well_is_kept_with_its_problem(server: Server) -> None:
    async with working(server.url) as queue:
        async with queue.workers("double", "below"):
            await queue.send("double", b'{"n": "4"}', "wrong", Trace="abc")
            letter = await queue.dead("double", "wrong")
            assert letter.data == b'{"n": "4"}'
            assert (letter.headers["Flow-Id"], letter.headers["Trace"]) == ("wrong", "abc")
            problem = json.loads(letter.headers["Flow-Problem"])
            assert (problem["code"], problem["path"]) == ("R402", "n (byte 6)")
            await queue.send("below", {"n": 10}, "traps")
            problem = json.loads((await queue.dead("below", "traps")).headers["Flow-Problem"])
            assert (problem["code"], problem["function"]) == ("R410", "below")
            await queue.send("double", {"n": 4}, "right")
            assert await queue.result("double", "right") == 8
        assert queue.counts == {"dead": 2, "done": 1}
        assert [(name, one.code) for name, one in queue.failures] == [
            ("wrong", "R402"), ("traps", "R410"),
        ]  # fmt: skip
        assert await queue.left("double") == await queue.left("below") == 0
        assert await queue.results("below") == {}


@pytest.mark.parametrize("text", [b"\xff", b'{"n":"\xe9"}', b"[1", b"7", b"", b"[" * 100_000])
async def test_what_is_no_json_is_given_up_at_once(server: Server, text: bytes) -> None:
    shop = lambda *_: 7  # noqa: E731 - a service
    for flows, flow in ((runner(), "double"), (runner(DURABLE, shop=shop), "order")):
        async with working(server.url, flows) as queue:
            async with queue.workers(flow):
                await queue.send(flow, text, "wrong")
                letter = await queue.dead(flow, "wrong")
            assert (letter.data or b"") == text
            assert queue.counts == {"dead": 1}, queue.failures
            code = json.loads(letter.headers["Flow-Problem"])["code"]
            assert code in ("R401", "R402", "R403", "R404", "R405")


async def test_what_may_pass_is_tried_again_and_then_given_up(server: Server) -> None:
    async with working(server.url, runner(limits=Limits(wall_ms=50))) as queue:
        async with queue.workers("spin", terms={"deliveries": 2}):
            await queue.send("spin", {"turns": 1 << 60}, "slow")
            letter = await queue.dead("spin", "slow")
            assert json.loads(letter.headers["Flow-Problem"])["code"] == "R412"
        assert queue.counts == {"retried": 1, "dead": 1}
        assert await queue.left("spin") == 0


async def test_long_work_is_not_given_to_another(server: Server) -> None:
    async with working(server.url) as queue:
        async with queue.workers("spin", number=2, terms={"ack_wait": 0.3}):
            await queue.send("spin", {"turns": SECOND}, "long")
            assert await queue.result("spin", "long") == SECOND
        assert queue.counts == {"done": 1}


async def test_workers_share_a_queue(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("double")
        for n in range(200):
            await queue.send("double", {"n": n}, f"id-{n}")
        async with queue.workers("double", number=3, prefetch=8, until_empty=True):
            pass
        assert queue.counts == {"done": 200}
        assert all(sum(group.counts.values()) for group in queue.groups)
        assert await queue.results("double") == {f"id-{n}": 1 for n in range(200)}


async def test_no_more_is_taken_than_there_is_room_for(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("spin")
        for n in range(20):
            await queue.send("spin", {"turns": SECOND // 10}, f"id-{n}")
        async with queue.workers("spin", concurrency=1, prefetch=3):
            assert await queue.result("spin", "id-1") == SECOND // 10
            consumer = await queue.client.jetstream().consumer_info(
                queue.names("spin").given.replace(".", "_"), "workers"
            )
            assert consumer.num_ack_pending <= 3
        assert await queue.left("spin") <= 18


async def test_a_worker_that_stops_finishes_and_gives_back(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("spin")
        for n in range(8):
            await queue.send("spin", {"turns": SECOND // 20}, f"id-{n}")
        async with queue.workers("spin", concurrency=1, prefetch=8):
            await queue.result("spin", "id-0")
        assert queue.counts["done"] + queue.counts["released"] == 8
        async with queue.workers("spin", concurrency=2, until_empty=True):
            pass
        assert await queue.results("spin") == {f"id-{n}": 1 for n in range(8)}


async def test_a_result_that_no_message_holds_is_a_failure(server: Server) -> None:
    async with working(server.url) as queue:
        most = queue.client.max_payload
        async with queue.workers("echo"):
            await queue.send("echo", {"text": "x" * (most - 100)}, "large")
            assert (await queue.dead("echo", "large")).headers is None
    assert [one.code for _, one in queue.failures] == ["R533"]
