"""Workers where something is amiss: with the server, with what is stored there, or with us."""

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nats.aio.msg import Msg
from nats.errors import (
    ConnectionClosedError,
    Error,
    MaxPayloadError,
    NoRespondersError,
)
from nats.errors import TimeoutError as NoAnswer
from nats.js.api import ConsumerConfig, KeyValueConfig
from nats.js.errors import (
    BadRequestError,
    NoStreamResponseError,
    NotFoundError,
    ServiceUnavailableError,
)
from tests.queues.server import Server
from tests.queues.test_durable import FLOWS as DURABLE
from tests.queues.test_durable import Shop, is_called
from tests.queues.working import PATIENCE, Working, eventually, runner, working

from flowrt.work.connect import Server as Address
from flowrt.work.connect import connected, lasting
from flowrt.work.errors import NoQueue
from flowrt.work.pull import Pull
from flowrt.work.queues import Queue
from flowrt.work.records import Lost, Record, Records
from flowrt.work.streams import Terms
from flowrt.work.watch import Watch

LARGE = """\
package test:large@1.0.0;
use shop from orders as service;
interface orders { charge: func(n: u32) -> u32; }

export flow keeps(text: string) -> string {
  let charged = shop.charge(1);
  "{charged}{text}"
}
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


async def is_said(queue: Working, **counts: int) -> bool:
    """Whether so many messages ended so, and no others."""
    return queue.counts == counts


async def test_who_works_on_queues_only_answers_no_requests(server: Server) -> None:
    async with working(server.url) as queue, queue.workers("double", has_service=False):
        with pytest.raises(NoRespondersError):
            await queue.client.request(queue.names("double").subject, b'{"n":4}', PATIENCE)
        await queue.send("double", {"n": 4}, "d-1")
        assert await queue.result("double", "d-1") == 8


async def test_an_answer_that_no_message_holds_is_a_failure(server: Server) -> None:
    async with working(server.url) as queue, queue.workers("echo"):
        text = json.dumps({"text": "x" * (queue.client.max_payload - 100)}).encode()
        answer = await queue.client.request(queue.names("echo").subject, text, PATIENCE)
        assert json.loads(answer.data)["code"] == "R533"
        assert [one.code for _, one in queue.failures] == ["R533"]


async def test_what_no_record_holds_is_a_failure(server: Server) -> None:
    async with working(server.url, runner(LARGE, shop=Shop())) as queue:
        async with queue.workers("keeps"):
            quotes = '"' * 300_000  # each stands as three characters within the text of a step
            await queue.send("keeps", {"text": quotes}, "k-1")
            letter = await queue.dead("keeps", "k-1")
        assert json.loads(letter.data) == {"text": quotes}
        assert json.loads(letter.headers["Flow-Problem"])["code"] == "R533"
        assert queue.counts == {"dead": 1}


@pytest.fixture
def mistaken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a mistake in what runs flows."""

    def attempt(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("flowrt.run.quick.Quick.attempt", attempt)


@pytest.mark.usefixtures("mistaken")
async def test_a_mistake_of_ours_ends_no_worker(server: Server) -> None:
    async with working(server.url) as queue:
        async with queue.workers("double", terms={"deliveries": 1}):
            await queue.send("double", {"n": 4}, "d-1")
            letter = await queue.dead("double", "d-1")
            answer = await queue.client.request(queue.names("double").subject, b'{"n":4}', PATIENCE)
        for text in (letter.headers["Flow-Problem"], answer.data):
            problem = json.loads(text)
            assert problem["code"] == "R509"
            assert "ZeroDivisionError at test_corners.py" in problem["detail"]
            assert "secret" not in problem["detail"]


async def test_a_record_that_is_none_is_told_of_and_loses_no_message(server: Server) -> None:
    async with working(server.url, runner(DURABLE, shop=Shop())) as queue:
        await queue.open("order")
        records = await recorded(queue, "order")
        await records.kept.put("o-1.record", b"nothing")
        async with queue.workers("order", terms={"ack_wait": 0.5}):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_said(queue, lost=1))
            [(name, problem)] = queue.failures
            assert (name, problem.code) == ("o-1", "R509")
            await records.drop("o-1")
            assert await queue.result("order", "o-1") == 7006


async def recorded(queue: Working, flow: str) -> Records:
    """Return the records of a flow, made where they are not there yet."""
    records = Records(queue.client, queue.names(flow))
    await records.open()
    return records


async def test_a_result_that_is_not_taken_is_told_of_and_comes_later(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("echo")
        jetstream, stream = queue.client.jetstream(), queue.names("echo").done.replace(".", "_")
        config = (await jetstream.stream_info(stream)).config
        await jetstream.update_stream(config, max_msg_size=300)
        async with queue.workers("echo", terms={"ack_wait": 0.5}):
            await queue.send("echo", {"text": "x" * 500}, "e-1")
            await eventually(lambda: is_said(queue, lost=1))
            [(name, problem)] = queue.failures
            assert (name, problem.code) == ("e-1", "R531")
            await jetstream.update_stream(config, max_msg_size=-1)
            assert await queue.result("echo", "e-1") == "x" * 500


async def test_a_message_that_comes_before_its_time_waits_for_it(server: Server) -> None:
    async with working(server.url, runner(DURABLE, shop=Shop())) as queue:
        await queue.open("order")
        number = await queue.send("order", {"n": 5}, "o-1")
        records, until = await recorded(queue, "order"), time.time() + 0.5
        await records.put("o-1", Record("o-1", number, "sleeping", attempts=1, until=until))
        async with queue.workers("order"):
            assert await queue.result("order", "o-1") == 7006
            assert time.time() > until - 0.1
        assert queue.counts == {"sleeping": 1, "done": 1}


async def test_a_message_goes_on_for_one_that_was_removed(server: Server) -> None:
    shop = Shop()
    async with working(server.url, runner(DURABLE, shop=shop)) as queue:
        await queue.open("order")
        records = await recorded(queue, "order")
        await records.put("o-1", Record("o-1", sequence=99, attempts=1))
        async with queue.workers("order"):
            await queue.send("order", {"n": 5}, "o-1")
            assert await queue.result("order", "o-1") == 7006
        assert queue.counts == {"done": 1}


async def test_a_short_time_begins_anew(server: Server) -> None:
    async with working(server.url, runner(DURABLE, shop=Shop())) as queue, queue.workers("strict"):
        await queue.send("strict", {"n": 5}, "s-1")
        assert await queue.result("strict", "s-1") == 6


async def test_a_consumer_that_was_removed_is_no_empty_queue(server: Server) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(DURABLE, shop=shop)) as queue:
        names, jetstream = queue.names("order"), queue.client.jetstream()
        stream = names.stream(names.given)
        async with queue.workers("order", until_empty=True):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_called(shop))
            consumer = (await jetstream.consumer_info(stream, "workers")).config
            await jetstream.delete_consumer(stream, "workers")
            shop.gate.set()
            assert await queue.result("order", "o-1") == 7006
            [worker] = queue.groups[0]._workers
            await eventually(lambda: is_idle(worker))
            assert not await worker._is_empty()
            await jetstream.add_consumer(stream, consumer)
        assert queue.counts == {"done": 1, "repeated": 1}
        assert await queue.left("order") == 0


async def is_idle(worker: Any) -> bool:
    return not worker.in_hand


async def test_what_comes_to_a_worker_that_stops_is_given_back(server: Server) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(DURABLE, shop=shop)) as queue:
        names = queue.names("order")
        async with queue.workers("order", has_service=False):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_called(shop))
            queue.groups[0].stop()
            await queue.send("order", {"n": 6}, "o-2")
            await eventually(lambda: is_given_back(queue, names.stream(names.given)))
            shop.gate.set()
        assert queue.counts == {"released": 1}
        async with queue.workers("order", until_empty=True):
            pass
        assert await queue.results("order") == {"o-1": 1, "o-2": 1}
        assert len(shop.calls) == 4


async def is_given_back(queue: Working, stream: str) -> bool:
    about = await queue.client.jetstream().consumer_info(stream, "workers")
    return bool(about.num_redelivered)


async def test_a_message_that_comes_again_to_who_has_it_is_the_same(server: Server) -> None:
    shop = Shop()
    shop.gate.clear()
    async with working(server.url, runner(DURABLE, shop=shop)) as queue:
        async with queue.workers("order", terms={"ack_wait": 0.2}):
            await queue.send("order", {"n": 5}, "o-1")
            await eventually(lambda: is_called(shop))
            time.sleep(0.5)  # noqa: ASYNC251 - nobody tells the server that it is at it
            [worker] = queue.groups[0]._workers
            await eventually(lambda: is_had_again(worker))
            shop.gate.set()
            assert await queue.result("order", "o-1") == 7006
        assert queue.counts == {"done": 1}
        assert shop.calls == ["charge", "ship"]


async def is_had_again(worker: Any) -> bool:
    return any(held.message.metadata.num_delivered > 1 for held in worker._held.values())


async def test_who_is_silent_has_lost_what_it_was_asked_for(
    own: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.pull.HEARTBEAT", 0.1)
    monkeypatch.setattr("flowrt.work.pull.SILENCE", 0.5)
    async with working(own.url) as queue:
        await queue.open("double")
        names, changes = queue.names("double"), list[float]()

        async def arrived(_: Msg) -> None:
            raise AssertionError

        async def are_heard() -> bool:
            return len(changes) > 8

        async def are_lost() -> bool:
            return not pull.asked

        changed = lambda: changes.append(time.monotonic())  # noqa: E731 - it is passed on
        stream = names.stream(names.given)
        pull = Pull(queue.client, stream, "workers", arrived, changed)
        async with pull.listening():
            await pull.ask(3)
            await eventually(are_heard)  # heartbeats, for longer than a silence lasts
            assert pull.asked == 3
            own.stop(signal.SIGKILL)
            await eventually(are_lost)
            own.start()


async def test_a_message_that_two_make_records_of_is_whose_record_came_first(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.records.time", SimpleNamespace(time=lambda: 5.0))
    async with working(server.url) as queue:
        records = await recorded(queue, "double")
        first = await records.put("d-1", Record("d-1", owner="me"))
        again = await records.put("d-1", Record("d-1", owner="me"))  # no answer came, say
        assert again.revision == first.revision
        with pytest.raises(Lost):
            await records.put("d-1", Record("d-1", owner="you"))


async def test_what_is_kept_already_stays(server: Server) -> None:
    async with working(server.url) as queue:
        records = await recorded(queue, "double")
        await records.keep("d-1", "call-0", b"7")
        await records.keep("d-1", "call-0", b"8")
        assert await records.kept_within("d-1") == {"call-0": b"7"}


async def test_a_message_that_failed_and_was_not_settled_is_settled(server: Server) -> None:
    shop = Shop()
    async with working(server.url, runner(DURABLE, shop=shop)) as queue:
        await queue.open("order")
        number = await queue.send("order", {"n": 5}, "o-1")
        records = await recorded(queue, "order")
        problem: dict[str, object] = {"code": "R430"}
        await records.put("o-1", Record("o-1", number, "failed", problem=problem))
        async with queue.workers("order", until_empty=True):
            pass
        letter = await queue.dead("order", "o-1")
        assert json.loads(letter.headers["Flow-Problem"]) == problem
        assert queue.counts == {"dead": 1}
        assert shop.calls == []
        assert await queue.left("order") == 0


async def test_a_bucket_that_another_makes_meanwhile_is_used_as_it_is(server: Server) -> None:
    async with working(server.url) as queue:
        jetstream, names = queue.client.jetstream(), queue.names("double")
        await jetstream.create_key_value(KeyValueConfig(names.bucket, history=5))
        found = await Records(queue.client, names)._made()
        assert (await found.status()).history == 5


async def test_a_stream_that_takes_our_subjects_is_told_of(server: Server) -> None:
    async with working(server.url) as queue:
        jetstream, names = queue.client.jetstream(), queue.names("double")
        await jetstream.add_stream(name=f"{names.bucket}_other", subjects=[f"{names.subject}.>"])
        with pytest.raises(NoQueue, match="overlap"):
            await queue.open("double")


async def test_a_consumer_of_somebody_else_is_told_of(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("double")
        jetstream, names = queue.client.jetstream(), queue.names("double")
        stream = names.stream(names.given)
        await jetstream.delete_consumer(stream, "workers")
        await jetstream.add_consumer(stream, ConsumerConfig(durable_name="mine"))
        with pytest.raises(NoQueue, match="a consumer for workers"):
            await queue.open("double")


async def test_a_subject_that_another_stream_keeps_is_told_of(server: Server) -> None:
    async with working(server.url) as queue:
        await queue.open("double")
        jetstream, names = queue.client.jetstream(), queue.names("double")
        subject = names.bucket
        await jetstream.add_stream(name=f"{names.bucket}_other", subjects=[subject])
        with pytest.raises(NoQueue, match=f"the subjects .*{subject}"):
            await Queue(queue.client, names, Terms()).open("", [subject])


async def test_a_server_without_jetstream_has_no_records(tmp_path: Path) -> None:
    server = Server(tmp_path / "nats", ())
    async with working(server.url) as queue:
        with pytest.raises(NoQueue, match="a key-value bucket"):
            await recorded(queue, "double")
    server.stop()


@pytest.mark.parametrize(
    "error",
    [NoAnswer(), NoStreamResponseError(), ServiceUnavailableError(), OSError(), Error("stale")],
    ids=lambda one: type(one).__name__,
)
async def test_what_may_pass_is_asked_again(error: Exception) -> None:
    assert await lasting(Asked(error)) == "an answer"


@pytest.mark.parametrize(
    "error",
    [NotFoundError(), BadRequestError(), ConnectionClosedError(), MaxPayloadError()],
    ids=lambda one: type(one).__name__,
)
async def test_an_answer_that_says_no_is_one(error: Exception) -> None:
    with pytest.raises(type(error)):
        await lasting(Asked(error))


class Asked:
    """What fails once."""

    def __init__(self, error: Exception) -> None:
        self._errors = [error]

    async def __call__(self) -> str:
        if self._errors:
            raise self._errors.pop()
        return "an answer"


async def test_a_connection_lasts_over_a_restart(own: Server) -> None:
    async with connected(Address(own.url), "test") as client:
        await asyncio.to_thread(own.restart)
        subscription = await client.subscribe("a.b")
        await client.flush()
        await client.publish("a.b", b"c")
        assert (await subscription.next_msg(PATIENCE)).data == b"c"


def test_a_watch_without_traces_closes() -> None:
    watch = Watch(None, None)
    assert watch.observer({}) is None
    watch.close()
