"""Flows whose calls are behind a breaker: when a service is left alone, and what is told then."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.segment.waiting import app, compiled

from flowrt.plan.cuts import Breaker
from flowrt.problems.faults import DeadlinePassed, LeftAlone, ServiceFailed
from flowrt.rights.limits import Limits
from flowrt.run.breakers import Breakers
from flowrt.run.observe import Several
from flowrt.run.scope import Scope
from flowrt.run.services import Governed, binding_of
from flowrt.run.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.app import App
    from flowrt.run.breaker import Turn
    from flowrt.run.observe import Work

FLOW = """\
package test:waits@1.0.0;
use rates from rating as service;
interface rating { get: func(day: string) -> result<u64, string>; all: func() -> u64; }

export flow once(day: string) -> u64 {
  rates.get(day) with { breaker(failures: 3, open: 1h) } ? else => 1
}
export flow again(day: string) -> u64 {
  rates.get(day) with { breaker(failures: 3, open: 1h), retry: 5, backoff: 1us } ? else => 1
}
export flow other(day: string) -> u64 {
  rates.get(day) with { fallback: ok(7), retry: 5, backoff: 1us, breaker(failures: 4, open: 1h) }
    ? else => 1
}
export flow all() -> u64 { rates.all() with { breaker(failures: 3, open: 1h), fallback: 8 } }
export flow slow() -> u64 { rates.all() with { breaker(failures: 2), timeout: 30ms, fallback: 9 } }
export flow short() -> u64 {
  rates.all() with { breaker(failures: 1, open: 20ms, probes: 2), fallback: 9 }
}
export flow plain() -> u64 { rates.all() }
export flow told(day: string) -> string {
  match try rates.get(day) with { breaker(failures: 1, open: 1h) } {
    ok(_) => "well",
    err({ kind: unreachable, message }) => message,
    err(_) => "other",
  }
}
"""


class Service:
    """Answers as it is told to, and counts."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Callable[[], object] = lambda: {"ok": 5}

    def __call__(self, function: str, given: dict[str, object]) -> object:
        del function, given
        self.asked += 1
        return self.answer()


def down() -> object:
    raise OSError("down")


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def waits(service: Service) -> App:
    return app(FLOW, rates=service)


DAY = {"day": "monday"}


def test_what_a_breaker_says_is_in_the_plan() -> None:
    found = {cut.flow: cut.breaker for cut in compiled(FLOW).plan.cuts if cut.kind == "service"}
    assert found["once"] == Breaker(3, None, None, 3_600_000_000, 1)
    assert found["slow"] == Breaker(2, None, None, 30_000_000, 1)
    assert found["short"] == Breaker(1, None, None, 20_000, 2)
    assert found["plain"] is None


def test_a_service_that_fails_again_and_again_is_left_alone(waits: App, service: Service) -> None:
    service.answer = down
    for _ in range(3):
        with pytest.raises(ServiceFailed):
            waits.call("once", DAY)
    with pytest.raises(LeftAlone) as caught:
        waits.call("once", DAY)
    fault = caught.value
    assert (fault.flow, fault.component, fault.function) == ("once", "rates", "get")
    assert fault.place == "wait.flow:6:3"
    assert "asked in 3" in fault.message
    assert service.asked == 3


def test_what_goes_well_and_what_is_an_err_count_for_it(waits: App, service: Service) -> None:
    for _ in range(2):
        service.answer = down
        for _ in range(2):
            with pytest.raises(ServiceFailed):
                waits.call("once", DAY)
        service.answer = lambda: {"err": "no such day"}
        assert waits.call("once", DAY) == 1
    assert service.asked == 6


def test_tries_count_and_end_once_it_is_open(waits: App, service: Service) -> None:
    service.answer = down
    with pytest.raises(ServiceFailed, match="OSError") as caught:
        waits.call("again", DAY)
    assert caught.value.function == "get"
    assert service.asked == 3
    with pytest.raises(LeftAlone):
        waits.call("again", DAY)
    assert waits.call("other", DAY) == 7
    assert waits.call("other", DAY) == 7
    assert service.asked == 7


def test_calls_of_a_service_that_say_the_same_share_a_breaker(waits: App, service: Service) -> None:
    service.answer = down
    with pytest.raises(ServiceFailed):
        waits.call("again", DAY)
    assert waits.call("all") == 8
    with pytest.raises(LeftAlone):
        waits.call("once", DAY)
    assert service.asked == 3
    service.answer = lambda: 11
    assert waits.call("plain") == 11
    assert waits.call("short") == 11


def test_what_takes_too_long_counts(waits: App, service: Service) -> None:
    def late() -> object:
        time.sleep(0.05)
        return 1

    service.answer = late
    assert [waits.call("slow") for _ in range(4)] == [9] * 4
    assert service.asked == 2


def test_the_time_of_the_transaction_counts_as_well(service: Service) -> None:
    def late() -> object:
        time.sleep(0.08)
        return {"ok": 1}

    service.answer = late
    hasty = app(FLOW, Limits(wall_ms=50), rates=service)
    until, last = time.monotonic() + 60, None
    while last is not LeftAlone:  # on a busy machine the time may be over before it is asked
        assert time.monotonic() < until
        with pytest.raises((DeadlinePassed, LeftAlone)) as caught:
            hasty.call("once", DAY)
        last = caught.type
    assert service.asked == 3


def test_it_is_asked_again_and_closes(waits: App, service: Service) -> None:
    service.answer = down
    assert waits.call("short") == 9
    service.answer = lambda: 4
    until = time.monotonic() + 60
    while waits.call("short") == 9:
        assert time.monotonic() < until
        time.sleep(0.005)
    assert [waits.call("short") for _ in range(3)] == [4] * 3


def test_a_try_is_told_that_it_is_unreachable(waits: App, service: Service) -> None:
    service.answer = down
    assert "a service failed" in str(waits.call("told", DAY))
    said = str(waits.call("told", DAY))
    assert said.startswith("a service is left alone in `rates.get` at wait.flow:")
    assert service.asked == 1


def test_one_alone_is_let_through_to_see(waits: App, service: Service) -> None:
    service.answer = down
    assert waits.call("short") == 9
    gate, inside = threading.Event(), threading.Semaphore(0)

    def waiting() -> object:
        inside.release()
        gate.wait(60)
        return 4

    service.answer = waiting
    until = time.monotonic() + 60
    threads = []
    while service.asked < 3:
        assert time.monotonic() < until
        threads.append(threading.Thread(target=waits.call, args=("short",)))
        threads[-1].start()
        time.sleep(0.002)
    assert inside.acquire(timeout=60)
    gate.set()
    for thread in threads:
        thread.join()
    assert waits.call("short") == 4


@dataclass
class Log:
    """Notes what breakers do, at which cut."""

    name: str = ""
    lines: list[str] = field(default_factory=list)

    def enter(self, work: Work) -> Log:
        return Log(work.name, self.lines)

    def leave(self, failure: Exception | None) -> None:
        """Note nothing."""

    def breaker(self, service: str, turn: Turn | None) -> None:
        what = "refused" if turn is None else f"{turn.was} -> {turn.now}"
        self.lines.append(f"{self.name}: {service} {what}")


def test_who_observes_is_told_of_each_turn_and_each_refusal(waits: App, service: Service) -> None:
    service.answer = down
    log = Log()
    both = Scope(observer=Several.of(log, Deaf()))
    entry = waits.flows["short"]
    assert waits.runner.call(entry, b"{}", scope=both) == b"9"
    until = time.monotonic() + 60
    while "half-open -> open" not in log.lines[-1]:
        assert time.monotonic() < until
        waits.runner.call(entry, b"{}", scope=both)
    assert log.lines[0] == "rates.all: rates closed -> open"
    assert set(log.lines[1:-2]) <= {"rates.all: rates refused"}
    assert log.lines[-2] == "rates.all: rates open -> half-open"


class Deaf:
    """Wants to know nothing of breakers."""

    def enter(self, work: Work) -> Deaf:
        del work
        return self

    def leave(self, failure: Exception | None) -> None:
        """Note nothing."""


def test_a_span_says_what_the_breaker_did(waits: App, service: Service) -> None:
    exporter = InMemorySpanExporter()
    traces = Traces(waits.runner.plan, exporter)
    service.answer = down
    scope = Scope(observer=traces.within({}))
    for _ in range(2):
        waits.runner.call(waits.flows["told"], b'{"day":"monday"}', scope=scope)
    traces.close()
    cuts = [one for one in exporter.get_finished_spans() if one.name == "cut rates.get"]
    assert [(one.attributes or {})["flowrt.breaker"] for one in cuts] == ["open", "refused"]
    facts = [dict(event.attributes or {}) for one in cuts for event in one.events]
    assert facts == [
        {"flowrt.service": "rates", "flowrt.breaker": "open", "flowrt.breaker.was": "closed"},
        {"flowrt.service": "rates", "flowrt.breaker": "refused"},
    ]


def test_a_call_that_nobody_wants_any_more_does_not_count(waits: App, service: Service) -> None:
    service.answer = lambda: {"ok": 1}
    given_up = threading.Event()

    def late() -> object:
        given_up.set()
        return {"ok": 1}

    service.answer = late
    for _ in range(4):
        given_up.clear()
        scope = Scope().branch(lambda: not given_up.is_set())
        with pytest.raises(DeadlinePassed):
            waits.runner.call(waits.flows["once"], b'{"day":"monday"}', scope=scope)
    assert service.asked == 4


def test_a_scope_that_is_over_asks_nobody(waits: App, service: Service) -> None:
    breakers = Breakers(waits.runner.plan.cuts, {})
    cut = next(one for one in waits.runner.plan.cuts if one.breaker is not None)
    assert breakers.call(cut, Scope(deadline=0), lambda _: b"made") == b"made"
    with pytest.raises(KeyError):
        breakers.call(cut, Scope(), lambda _: dict[str, bytes]()["nothing"])
    assert not breakers.refuses(cut)
    assert service.asked == 0


def test_whoever_runs_it_says_otherwise(service: Service) -> None:
    service.answer = down
    strict = Governed(binding_of(service), Breaker(1, None, None, 3_600_000_000, 1))
    here = app(FLOW, rates=strict)
    with pytest.raises(ServiceFailed):
        here.call("plain")  # which declares nothing
    with pytest.raises(LeftAlone):
        here.call("once", DAY)
    assert here.call("all") == 8
    assert service.asked == 1
    never = app(FLOW, rates=Governed(binding_of(service), None))
    for _ in range(4):
        with pytest.raises(ServiceFailed):
            never.call("once", DAY)
    assert service.asked == 5


@pytest.mark.parametrize(
    ("breaker", "said"),
    [
        (Breaker(1, None, None, 500, 1), "for 0.0005 s after 1 failure"),
        (
            Breaker(3, None, 2_500_000, 60_000_000, 1),
            "for 60 s after 3 failures in a row within 2.5 s",
        ),
        (
            Breaker(3, 9, None, 1_000_000, 2),
            "for 1 s after 3 failures of 9 calls, until 2 calls go well",
        ),
    ],
)
def test_what_a_breaker_does_is_told_in_a_line(breaker: Breaker, said: str) -> None:
    assert str(breaker) == said


ANSWERS = """\
package test:answers@1.0.0;
use fix from "fix.wasm";
export flow half(n: u32) -> u32 { fix.half(n) }
"""
HALVES = """\
package test:halves@1.0.0;
use halves from halving as service;
interface halving { half: func(n: u32) -> u32; }
export flow half(n: u32) -> u32 {
  halves.half(n) with { breaker(failures: 2, open: 1h), fallback: 9 }
}
"""


def test_an_archive_that_answers_in_this_process_is_left_alone_too() -> None:
    here = app(HALVES, halves=app(ANSWERS))
    assert [here.call("half", {"n": n}) for n in (8, 13, 4, 13, 13, 4)] == [4, 9, 2, 9, 9, 9]
