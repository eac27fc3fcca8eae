"""Traces of transactions on queues, over cuts and workers, and what workers count."""

import asyncio
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest
from tests.queues.server import Server
from tests.queues.test_bindings import CALLING, KINDS, SERVING, caller
from tests.queues.test_durable import FLOWS, Shop, is_asleep, is_called
from tests.queues.working import PATIENCE, Working, eventually, runner, working

from flowrt.run.traces import Traces
from flowrt.work.meter import Prometheus
from flowrt.work.watch import Watch

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
BEGUN = f"00-{TRACE}-{PARENT}-01"


class Traced:
    """Workers' traces, kept in memory."""

    def __init__(self, queue: Working) -> None:
        self._exporter = InMemorySpanExporter()
        self.watch = Watch(None, Traces(queue.runner.plan, self._exporter))

    def spans(self) -> Sequence[ReadableSpan]:
        """Return all there are, once no worker makes more."""
        self.watch.close()
        return self._exporter.get_finished_spans()


def drawn(spans: Sequence[ReadableSpan], parent: int | None = None) -> list[object]:
    """Return names of spans as they are within each other, in the order of their beginnings."""
    within = [one for one in spans if (one.parent.span_id if one.parent else None) == parent]
    within.sort(key=lambda one: one.start_time or 0)
    found: list[object] = []
    for one in within:
        assert one.context is not None
        found += [one.name, *([inner] if (inner := drawn(spans, one.context.span_id)) else [])]
    return found


@KINDS
async def test_a_trace_goes_from_a_message_over_cuts_to_other_workers(
    server: Server, kind: str
) -> None:
    async with working(server.url, runner(SERVING)) as parts:
        traced = Traced(parts)
        async with parts.workers("screen", "spin", "below", meter=traced.watch):
            flows = await asyncio.to_thread(caller, parts, kind, CALLING)
            async with working(server.url, flows) as queue:
                async with queue.workers("checkout", meter=traced.watch):
                    await queue.send("checkout", {"net": 5}, f"c-{kind}", traceparent=BEGUN)
                    assert await queue.result("checkout", f"c-{kind}") == "clear"
                stored = await queue.stored_message("checkout", f"c-{kind}")
    spans = traced.spans()
    assert {f"{one.context.trace_id:032x}" for one in spans if one.context} == {TRACE}
    there = ["flow screen"]
    segment = "segment checkout"
    assert drawn(spans, int(PARENT, 16)) == [
        "flow checkout", [segment, "cut fraud.screen", there, segment],
    ]  # fmt: skip
    [whole] = [one for one in spans if one.name == "flow checkout"]
    assert whole.context is not None
    assert stored.headers["traceparent"] == f"00-{TRACE}-{whole.context.span_id:016x}-01"


async def test_a_transaction_is_one_trace_whoever_goes_on_with_it(server: Server) -> None:
    async with working(server.url, runner(FLOWS, shop=Shop())) as queue:
        traced = Traced(queue)
        async with queue.workers("naps", meter=traced.watch):
            await queue.send("naps", {"n": 5}, "n-1")
            await eventually(lambda: is_asleep(queue))
        async with queue.workers("naps", meter=traced.watch):
            assert await queue.result("naps", "n-1") == 6
    spans = traced.spans()
    segment, charge = "segment naps", "cut shop.charge"
    again = ["flow naps", [segment]]
    assert drawn(spans) == ["flow naps", [segment, charge, segment, "cut sleep", *again]]
    assert len({one.context.trace_id for one in spans if one.context}) == 1
    assert [one.status.is_ok for one in spans] == [True] * len(spans)


async def test_a_failure_is_marked_and_goes_with_the_letter(server: Server) -> None:
    shop = Shop()
    shop.failing.add("ship")
    async with working(server.url, runner(FLOWS, shop=shop)) as queue:
        traced = Traced(queue)
        async with queue.workers("order", terms={"deliveries": 1}, meter=traced.watch):
            await queue.send("order", {"n": 5}, "o-1", traceparent=BEGUN)
            letter = await queue.dead("order", "o-1")
    failed = [one for one in traced.spans() if not one.status.is_ok]
    assert [one.name for one in failed] == ["cut shop.ship", "flow order"]
    assert {(one.attributes or {})["error.type"] for one in failed} == {"R430"}
    assert letter.headers["traceparent"].startswith(f"00-{TRACE}-")


async def test_messages_requests_and_their_parts_are_counted(server: Server) -> None:
    counts = Prometheus()
    shop = Shop()
    async with (
        working(server.url, runner(FLOWS, shop=shop)) as queue,
        queue.workers("order", meter=Watch(counts, None)),
    ):
        shop.gate.clear()
        await queue.send("order", {"n": 5}, "o-1")
        await eventually(lambda: is_called(shop))
        assert 'flowrt_work_in_hand{flow="order"} 1.0' in shown(counts)
        shop.gate.set()
        await queue.result("order", "o-1")
        subject = queue.names("order").subject
        assert (await queue.client.request(subject, b'{"n":5}', PATIENCE)).data == b"7006"
        assert b"R402" in (await queue.client.request(subject, b'{"n":"5"}', PATIENCE)).data
    for line in (
        'flowrt_work_in_hand{flow="order"} 0.0',
        'flowrt_work_messages_total{flow="order",outcome="done"} 1.0',
        'flowrt_work_transactions_total{code="ok",flow="order"} 2.0',
        'flowrt_work_transactions_total{code="R402",flow="order"} 1.0',
        'flowrt_work_part_seconds_count{flow="order",kind="cut",name="shop.ship"} 2.0',
    ):
        assert line in shown(counts)


def shown(counts: Prometheus) -> str:
    return generate_latest(counts.registry).decode()
