"""Services behind NATS: requests and queues, compared before the first call, failing as services
do."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from nats.js.api import RetentionPolicy
from nats.micro import add_service
from prometheus_client import generate_latest
from tests.queues.server import Server
from tests.queues.working import PATIENCE, SECOND, Working, eventually, runner, verified, working

from flowrt.bindings import Opening, binding_to
from flowrt.bindings import line as lines
from flowrt.bindings.nats import ERROR_CODE, Nats
from flowrt.bindings.remote import Remote
from flowrt.problems.faults import DeadlinePassed, LeftAlone, ServiceFailed
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.runner import Runner
from flowrt.run.scope import Scope
from flowrt.work.connect import Server as Address
from flowrt.work.errors import NotInstalled, NotPermitted
from flowrt.work.meter import Prometheus
from flowrt.work.names import DEADLINE, PROBLEM, service_of
from flowrt.work.queues import Queue
from flowrt.work.streams import Terms
from flowrt.work.watch import Watch

SERVING = """\
package test:fraud@1.2.0;
use work from "work.wasm";

variant verdict { clear, flagged(string) }
export flow screen(net: u64, country: string = "IE") -> verdict {
  if net > 1000 { flagged("{net} from {country}") } else { clear }
}
export flow spin(turns: u64) -> u64 { work.spin(turns) }
export flow below(n: u32) -> u32 { work.below(n, 10) }
"""
CALLING = """\
package test:calls@1.0.0;
use fraud from screening as service;
interface screening {
  variant verdict { clear, flagged(string) }
  screen: func(net: u64, country: string) -> verdict;
  spin: func(turns: u64) -> u64;
  below: func(n: u32) -> u32;
}
export flow checkout(net: u64) -> string {
  match fraud.screen(net, "FR") { clear => "clear", flagged(why) => "flagged: {why}" }
}
export flow patient(turns: u64) -> u64 { fraud.spin(turns) with { timeout: 200ms } }
export flow lenient(turns: u64) -> u64 { fraud.spin(turns) with { timeout: 100ms, fallback: 7 } }
export flow traps(n: u32) -> u32 { fraud.below(n) }
export flow tries(n: u32) -> u32 { fraud.below(n) with { retry: 2, backoff: 1ms } }
"""
GUARDED = """\
package test:guarded@1.0.0;
use fraud from screening as service;
interface screening { below: func(n: u32) -> u32; spin: func(turns: u64) -> u64; }
export flow strict(n: u32) -> u32 { fraud.below(n) with { breaker(failures: 2, open: 1h) } }
export flow lenient(n: u32) -> u32 {
  fraud.below(n) with { breaker(failures: 2, open: 1h), fallback: 7 }
}
export flow slow(turns: u64) -> u64 {
  fraud.spin(turns) with { timeout: 100ms, breaker(failures: 3, open: 1h), fallback: 8 }
}
"""
U32 = ["prim", "u32"]
SLOW = b'{"turns":%d}' % (SECOND // 4)
OTHER = """\
package test:other@1.0.0;
use fraud from screening as service;
interface screening { screen: func(net: string) -> bool; }
export flow checkout(net: string) -> bool { fraud.screen(net) }
"""
KINDS = pytest.mark.parametrize("kind", ["nats", "queue"])


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Working]:
    """Have a worker that answers requests and works on queues."""
    flows = runner(SERVING)
    async with working(server.url, flows) as queue, queue.workers("screen", "spin", "below"):
        yield queue


def caller(queue: Working, kind: str, text: str = CALLING) -> Runner:
    """Return a runner whose service is bound to the package that a worker has."""
    target = f"{queue.url.replace('nats', kind)}/{queue.runner.plan.package}"
    return Runner(verified(text), services={"fraud": binding_to(target, Opening())})


async def call(flows: Runner, flow: str, **given: Any) -> Any:
    """Call a flow in a thread, as callers are that wait."""
    return json.loads(await asyncio.to_thread(flows.call_json, flow, json.dumps(given)))


@KINDS
async def test_a_service_answers(server: Server, kind: str) -> None:
    async with serving(server) as queue:
        flows = await asyncio.to_thread(caller, queue, kind)
        assert await call(flows, "checkout", net=5) == "clear"
        assert await call(flows, "checkout", net=1001) == "flagged: 1001 from FR"
        calls = [call(flows, "checkout", net=n) for n in range(20)]
        assert await asyncio.gather(*calls) == ["clear"] * 20


@KINDS
async def test_what_happens_there_is_a_failing_service(server: Server, kind: str) -> None:
    async with serving(server) as queue:
        flows = await asyncio.to_thread(caller, queue, kind)
        with pytest.raises(ServiceFailed, match="a component trapped"):
            await call(flows, "traps", n=10)
        assert await call(flows, "traps", n=9) == 9
        with pytest.raises(DeadlinePassed, match="200 ms"):
            await call(flows, "patient", turns=SECOND // 2)
        assert await call(flows, "lenient", turns=SECOND // 2) == 7


@KINDS
async def test_a_service_that_fails_again_and_again_is_left_alone(
    server: Server, kind: str
) -> None:
    async with serving(server) as there:
        flows = await asyncio.to_thread(caller, there, kind, GUARDED)
        for _ in range(2):
            with pytest.raises(ServiceFailed, match="a component trapped"):
                await call(flows, "strict", n=10)
        with pytest.raises(LeftAlone):
            await call(flows, "strict", n=9)
        assert await call(flows, "lenient", n=9) == 7
        turns = SECOND // 2
        assert [await call(flows, "slow", turns=turns) for _ in range(4)] == [8] * 4
        assert await call(flows, "slow", turns=1) == 8


@KINDS
async def test_a_worker_leaves_a_service_alone_and_tries_again_later(
    server: Server, kind: str
) -> None:
    counts = Prometheus()
    async with serving(server) as there:
        flows = await asyncio.to_thread(caller, there, kind, GUARDED)
        async with working(server.url, flows) as queue:
            terms, meter = {"deliveries": 2}, Watch(counts, None)
            async with queue.workers("strict", "lenient", terms=terms, meter=meter):
                await queue.send("strict", {"n": 10}, f"b-{kind}")
                dead = json.loads((await queue.dead("strict", f"b-{kind}")).headers[PROBLEM])
                assert dead["code"] == "R430"  # both times that it was asked
                await queue.send("lenient", {"n": 9}, f"l-{kind}")
                assert await queue.result("lenient", f"l-{kind}") == 7
                await queue.send("strict", {"n": 9}, f"c-{kind}")
                dead = json.loads((await queue.dead("strict", f"c-{kind}")).headers[PROBLEM])
    assert dead["code"] == "R434"
    said = generate_latest(counts.registry).decode()
    for line in (
        'flowrt_work_breaker_changes_total{service="fraud",state="open"} 1.0',
        'flowrt_work_breaker_refused_total{service="fraud"} 3.0',
        'flowrt_work_breakers_open{service="fraud"} 1.0',
    ):
        assert line in said


@KINDS
async def test_another_signature_is_refused_before_the_first_call(
    server: Server, kind: str
) -> None:
    async with serving(server) as queue:
        with pytest.raises(Unfit, match="screen: func") as caught:
            await asyncio.to_thread(caller, queue, kind, OTHER)
    assert "expected screen: func(net: string) -> bool" in f"{caught.value}"
    assert re.search(r"found +screen.*-> verdict", f"{caught.value}")


@KINDS
async def test_a_service_may_come_later(server: Server, kind: str) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        flows = await asyncio.to_thread(caller, queue, kind)
        wrong = await asyncio.to_thread(caller, queue, kind, OTHER)
        with pytest.raises(ServiceFailed):
            await call(flows, "checkout", net=5)
        async with queue.workers("screen", "spin", "below"):
            assert await call(flows, "checkout", net=5) == "clear"
            with pytest.raises(ServiceFailed, match="expected screen"):
                await call(wrong, "checkout", net="5")


async def test_a_queue_whose_worker_has_not_said_what_it_takes_is_not_there_yet(
    server: Server,
) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        names = queue.names("below")
        await queue.client.jetstream().add_stream(
            name=names.stream(names.given),
            subjects=[names.given],
            retention=RetentionPolicy.WORK_QUEUE,
        )
        flows = await asyncio.to_thread(caller, queue, "queue")
        with pytest.raises(ServiceFailed, match="no worker yet"):
            await call(flows, "checkout", net=5)
        async with queue.workers("screen", "spin", "below"):
            assert await call(flows, "checkout", net=5) == "clear"


async def test_a_queue_that_says_what_is_no_signature_is_refused(server: Server) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        for flow in ("screen", "spin", "below"):
            await Queue(queue.client, queue.names(flow), Terms()).open("nonsense")
        with pytest.raises(Unfit, match="have `flowrt` of this version"):
            await asyncio.to_thread(caller, queue, "queue")


async def test_a_service_of_somebody_else_is_refused(server: Server) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        package = queue.runner.plan.package
        service = await add_service(queue.client, name=service_of(package), version="1.0.0")
        with pytest.raises(Unfit, match="have `flowrt` of this version"):
            await asyncio.to_thread(caller, queue, "nats")
        await service.stop()


@pytest.mark.parametrize(("code", "is_well"), [("422", True), ("503", False), ("9" * 5000, False)])
async def test_an_error_of_somebody_else_is_told_by_its_code(
    server: Server, code: str, *, is_well: bool
) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        service = Nats(Address(server.url), queue.runner.plan.package)
        function = verified(CALLING).plan.services[0].functions[0]

        async def refuse(message: Msg) -> None:
            await queue.client.publish(message.reply, b"", headers={ERROR_CODE: code})

        await queue.client.subscribe(queue.names(function.name).subject, cb=refuse)
        await queue.client.flush()
        with pytest.raises(ServiceFailed, match="answered with an error") as failed:
            await asyncio.to_thread(service.call, function, b"{}", Scope())
        assert failed.value.is_well is is_well


async def test_what_somebody_else_publishes_may_be_nested_without_end(server: Server) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        package = queue.runner.plan.package

        async def publish(message: Msg) -> None:
            await queue.client.publish(message.reply, b"[" * 200_000)

        await queue.client.subscribe(f"$SRV.INFO.{service_of(package)}", cb=publish)
        await queue.client.flush()
        with pytest.raises(Unfit, match="have `flowrt` of this version"):
            await asyncio.to_thread(caller, queue, "nats")


async def test_what_the_client_refuses_is_a_failing_service(server: Server) -> None:
    remote = Remote(Address(server.url), "a:b", lambda *_: ())

    async def large(client: Client) -> None:
        await client.publish("a.b", b" " * (client.max_payload + 1))

    with pytest.raises(ServiceFailed, match="maximum payload"):
        await asyncio.to_thread(remote.ask, large, Scope())


async def test_who_is_told_no_twice_is_told_so(server: Server) -> None:
    """Two subscriptions that are denied come to two errors at once."""
    at = lines.line(Address(server.url))
    problem = NotPermitted("nats://127.0.0.1", "permissions violation for flow.a.b.c")

    async def denied(_: Client) -> None:
        at._denied(problem)
        at._denied(problem)
        await asyncio.Event().wait()

    with pytest.raises(NotPermitted):
        await asyncio.to_thread(at.ask, denied, Scope(), "a:b")


async def test_who_does_not_answer_is_left_alone_for_a_while(server: Server) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        async with queue.workers("screen", "spin", "below"):
            flows = await asyncio.to_thread(caller, queue, "nats")
        for _ in range(5):
            with pytest.raises(ServiceFailed, match="nobody answers"):
                await call(flows, "checkout", net=5)
        with pytest.raises(ServiceFailed, match="again and again"):
            await call(flows, "checkout", net=5)
        async with queue.workers("screen"):
            assert await eventually(lambda: answered(flows)) == "clear"


async def answered(flows: Runner) -> str:
    try:
        return str(await call(flows, "checkout", net=5))
    except ServiceFailed:
        return ""


async def test_a_call_on_a_queue_waits_for_a_worker(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.bindings.queues.LOOK", 0.01)
    async with working(server.url, runner(SERVING)) as queue:
        async with queue.workers("screen", "spin", "below"):
            flows = await asyncio.to_thread(caller, queue, "queue")
        calling = asyncio.create_task(call(flows, "checkout", net=5))
        await eventually(lambda: waits(queue))
        async with queue.workers("screen"):
            assert await calling == "clear"


async def waits(queue: Working) -> bool:
    return await queue.left("screen") == 1


async def test_the_service_is_found_and_described(server: Server) -> None:
    async with serving(server) as queue:
        package = queue.runner.plan.package
        name = package.replace(":", "_")
        await queue.client.request("flow.test." + package[5:] + ".screen", b'{"net":5}', PATIENCE)
        found = await asked(queue, "$SRV.PING")
        assert found["type"] == "io.nats.micro.v1.ping_response"
        about = await asked(queue, f"$SRV.INFO.{name}")
        assert (about["name"], about["version"]) == (name, "1.2.0")
        signature = json.loads(about["metadata"]["signature"])
        assert signature["flows"]["below"] == {"params": [["n", U32, True]], "result": U32}
        names = {one["name"]: one["subject"] for one in about["endpoints"]}
        assert names["screen"] == f"flow.test.{package[5:]}.screen"
        stats = await asked(queue, f"$SRV.STATS.{name}")
        counts = {one["name"]: one["num_requests"] for one in stats["endpoints"]}
        assert counts == {"screen": 1, "spin": 0, "below": 0}
        await queue.client.request(names["below"], b'{"n":10}', PATIENCE)
        await queue.client.request(names["spin"], b'{"turns":100000000}', PATIENCE)
        stats = await asked(queue, f"$SRV.STATS.{name}")
        measured = {one["name"]: one for one in stats["endpoints"]}
        assert measured["below"]["num_errors"] == 1
        assert measured["below"]["last_error"] == "500:R410 a component trapped"
        assert measured["spin"]["num_errors"] == 0
        assert measured["spin"]["average_processing_time"] > 10_000_000


@pytest.mark.parametrize("text", ["soon", "-1", "9" * 5000])
async def test_a_deadline_that_is_none_is_not_kept(server: Server, text: str) -> None:
    async with serving(server) as queue:
        subject, headers = queue.names("below").subject, {DEADLINE: text}
        answer = await queue.client.request(subject, b'{"n":1}', PATIENCE, headers=headers)
        assert json.loads(answer.data) == await call(queue.runner, "below", n=1)


async def asked(queue: Working, subject: str) -> Any:
    return json.loads((await queue.client.request(subject, b"", PATIENCE)).data)


@KINDS
async def test_a_call_is_tried_as_often_as_the_source_says(server: Server, kind: str) -> None:
    async with serving(server) as queue:
        flows = await asyncio.to_thread(caller, queue, kind)
        with pytest.raises(ServiceFailed, match="a component trapped"):
            await call(flows, "tries", n=10)
        if kind == "queue":
            assert await eventually(lambda: ended(queue, 3)) == {"dead": 3}
            return
        stats = await asked(queue, f"$SRV.STATS.{queue.runner.plan.package.replace(':', '_')}")
        assert {one["name"]: one["num_errors"] for one in stats["endpoints"]}["below"] == 3


async def test_a_request_that_was_taken_is_answered_by_a_worker_that_stops(server: Server) -> None:
    async with working(server.url, runner(SERVING)) as queue:
        async with queue.workers("spin"):
            asking = asyncio.create_task(
                queue.client.request(queue.names("spin").subject, SLOW, PATIENCE)
            )
            await eventually(lambda: is_taken(queue))
            queue.groups[0].stop()
        assert json.loads((await asking).data) == SECOND // 4
        with pytest.raises(NoRespondersError):
            await queue.client.request(queue.names("spin").subject, SLOW, PATIENCE)


async def ended(queue: Working, count: int) -> dict[str, int]:
    return queue.counts if sum(queue.counts.values()) >= count else {}


async def is_taken(queue: Working) -> bool:
    stats = await asked(queue, f"$SRV.STATS.{queue.runner.plan.package.replace(':', '_')}")
    return bool(stats["endpoints"][0]["num_requests"])


async def test_a_bad_request_gets_a_problem_document(server: Server) -> None:
    async with serving(server) as queue:
        subject = queue.names("screen").subject
        answer = await queue.client.request(subject, b'{"net":-1}', PATIENCE)
        assert answer.headers is not None
        assert answer.headers["Nats-Service-Error-Code"] == "422"
        assert json.loads(answer.data)["code"] == "R403"


async def test_a_server_that_is_not_there_is_a_failing_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("flowrt.bindings.agreed.AT_START", 0.2)
    monkeypatch.setattr("flowrt.work.connect.FIRST", 0.4)  # which is longer, as it is by default
    target = binding_to("nats://127.0.0.1:9/test:fraud", Opening())
    flows = await asyncio.to_thread(Runner, verified(CALLING), services={"fraud": target})
    with pytest.raises(ServiceFailed, match="the NATS server cannot be used"):
        await call(flows, "checkout", net=5)


@pytest.mark.parametrize(
    "target",
    [
        "nats://127.0.0.1:4222",
        "nats:",
        "queue:fraud",
        "nats:a:b c",
        "nats://127.0.0.1/a:b?c",
        "nats:a:ü",
    ],
)
def test_a_target_that_names_no_package_is_refused(target: str) -> None:
    with pytest.raises(Unfit, match="PACKAGE") as caught:
        binding_to(target, Opening())
    assert caught.value.found == "no package"
    assert caught.value.help == "name the package that answers"


@pytest.mark.parametrize("at", ["[x", "127.0.0.1:99999", "127.0.0.1:abc", ":4222", "me:secret@h:0"])
def test_a_target_at_no_server_is_refused(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NATS_URL", f"nats://{at}")
    for target, where in ((f"nats://{at}/a:b", ""), ("queue:a:b", " in NATS_URL")):
        with pytest.raises(Unfit, match="PACKAGE") as caught:
            binding_to(target, Opening())
        assert caught.value.found == "no address of a server"
        assert caught.value.help == f"give a host and a port below 65536{where}"
        assert "secret" not in f"{caught.value}"


def test_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="nats:"):
        binding_to("gopher://127.0.0.1/test:fraud", Opening())


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "flowrt.bindings.SCHEMES", {"nats": ("flowrt.bindings.of_tomorrow", "tomorrow")}
    )
    with pytest.raises(NotInstalled, match=r"R534(.|\n)*flowc\[tomorrow\]"):
        binding_to("nats://127.0.0.1/test:fraud", Opening())
