"""Transactions: isolation, faults and their text, limits, threads."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from tests.stub import door_archive as door

from flowrt.engine.engine import Frame, Trapped
from flowrt.plan.plan import Site
from flowrt.problems.errors import NotJson, OutOfRange, TooLarge, UnknownFlow
from flowrt.problems.faults import (
    ComponentTrapped,
    DeadlinePassed,
    FlowFaulted,
    FuelSpent,
    NotCompiled,
    NotStarted,
    OutputTooLarge,
    OutsideFlow,
    StackExhausted,
)
from flowrt.problems.report import Problem
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.run.stream import problem_of
from flowrt.run.trace import fault_of

BOTH = pytest.mark.parametrize("isolation", ["call", "stream"])
CALL_FAULT = """\
fault[R410]: a component trapped
 --> shop.flow:4:9
  = flow      checkout
  = component pricing
  = function  price
  = message   wasm `unreachable` instruction executed
help: the named function failed on this input; report it to the component's author"""
DIVISION_FAULT = """\
fault[R411]: the flow cannot compute this value
 --> shop.flow:9:1
  = flow    checkout
  = message integer divide by zero
help: guard the expression at the named place, or use a wider type"""


def problem(runner: Runner, text: str, flow: str = "checkout") -> Problem:
    with pytest.raises(Problem) as caught:
        runner.call_json(flow, text)
    return caught.value


@BOTH
def test_text_goes_in_and_comes_out(isolation: Isolation) -> None:
    runner = door.runner(isolation)
    assert runner.compiled_because == ""
    for text in ("{}", '{"a":"\0é\U0001f600"}', " " * 100_000):
        assert runner.call_json("checkout", text) == text


def test_each_call_has_an_instance_of_its_own() -> None:
    runner = door.runner("call")
    assert [runner.call_json("count", "{}") for _ in range(3)] == ["1", "1", "1"]


def test_a_stream_shares_an_instance_until_a_fault_replaces_it() -> None:
    runner = door.runner("stream")
    assert [runner.call_json("count", "{}") for _ in range(3)] == ["1", "2", "3"]
    assert isinstance(problem(runner, "#"), ComponentTrapped)
    assert runner.call_json("count", "{}") == "1"
    assert isinstance(problem(runner, "?"), OutOfRange)
    assert runner.call_json("count", "{}") == "3"


@BOTH
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#", ComponentTrapped),
        ("/", FlowFaulted),
        ("^", StackExhausted),
        ("?", OutOfRange),
        ("\ud800", NotJson),
    ],
)
def test_each_mistake_is_its_own_kind_and_the_runner_goes_on(
    isolation: Isolation, text: str, kind: type[Problem]
) -> None:
    runner = door.runner(isolation)
    for _ in range(2):
        assert type(problem(runner, text)) is kind
        assert runner.call_json("checkout", "{}") == "{}"


@pytest.mark.parametrize(("text", "shown"), [("#", CALL_FAULT), ("/", DIVISION_FAULT)])
def test_a_fault_reads(text: str, shown: str) -> None:
    assert str(problem(door.runner(), text)) == shown


def test_bad_bytes_are_named_by_their_offset() -> None:
    runner = door.runner()
    with pytest.raises(NotJson, match=r"--> \(byte 2\)\n.*UTF-8\n.*a byte that is not"):
        runner.call(door.CHECKOUT, b'{"\xff"}')


def test_an_unknown_flow_is_named_with_those_that_exist() -> None:
    found = problem(door.runner(), "{}", "chekout")
    assert isinstance(found, UnknownFlow)
    assert dict(found.facts) == {"expected": "checkout, count, everything", "found": "chekout"}


@BOTH
def test_a_deadline_ends_a_flow_that_never_ends(isolation: Isolation) -> None:
    runner = door.runner(isolation, Limits(wall_ms=50))
    for _ in range(2):
        start = time.monotonic()
        found = problem(runner, "~")
        assert isinstance(found, DeadlinePassed)
        assert dict(found.facts)["flow"] == "checkout"
        assert 0.05 <= time.monotonic() - start < 60
    assert runner.call_json("checkout", "{}") == "{}"


def test_a_stream_gets_its_whole_time_for_every_transaction() -> None:
    runner = door.runner("stream", Limits(wall_ms=400))
    for _ in range(3):
        assert runner.call_json("checkout", "{}") == "{}"
        time.sleep(0.3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_keeps_deadlines() -> None:
    runner = door.runner("call", Limits(wall_ms=50))
    runner.call_json("checkout", "{}")

    pid = os.fork()
    if pid == 0:
        signal.alarm(30)  # else it would go on for ever
        os._exit(int(not isinstance(problem(runner, "~"), DeadlinePassed)))
    assert os.waitpid(pid, 0)[1] == 0


def test_memory_is_limited() -> None:
    assert door.runner().call_json("checkout", "+") == "+"
    assert isinstance(problem(door.runner("call", Limits(memory_bytes=1 << 20)), "+"), OutsideFlow)


@pytest.mark.parametrize("limits", [{"memory_bytes": 1}, {"memories": 0}, {"instances": 1}])
def test_an_instance_beyond_its_limits_is_not_started(limits: dict[str, int]) -> None:
    found = problem(door.runner("call", Limits(**limits)), "{}")
    assert isinstance(found, NotStarted)
    assert found.message


def test_the_header_limits_and_the_operator_narrows() -> None:
    wide = door.runner(header={"wall_ms": 500, "input_bytes": 10}, limits=Limits(wall_ms=1000))
    assert wide.limits == Limits(wall_ms=500, input_bytes=10)
    narrow = door.runner(header={"wall_ms": 500}, limits=Limits(wall_ms=20, output_bytes=3))
    assert narrow.limits == Limits(wall_ms=20, output_bytes=3)


def test_input_and_output_are_limited_in_bytes() -> None:
    runner = door.runner(header={"input_bytes": 4, "output_bytes": 3})
    assert runner.call_json("checkout", "123") == "123"
    assert isinstance(problem(runner, "1234"), OutputTooLarge)
    assert isinstance(problem(runner, "12345"), TooLarge)


def test_fuel_is_a_limit_and_says_that_the_component_was_compiled() -> None:
    runner = door.runner(header={"fuel": 20_000})
    assert "settings" in runner.compiled_because
    assert runner.call_json("checkout", "{}") == "{}"
    assert isinstance(problem(runner, " " * 100_000), FuelSpent)
    assert isinstance(problem(runner, "~"), FuelSpent)


def test_the_stack_can_only_be_made_smaller() -> None:
    runner = door.runner(limits=Limits(stack_bytes=1 << 30))
    assert isinstance(problem(runner, "^"), StackExhausted)
    assert isinstance(problem(door.runner(limits=Limits(stack_bytes=1)), "{}"), StackExhausted)


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"code":"R999"}', b'{"code":"R403"}'])
def test_a_codec_of_another_kind_is_refused(answer: bytes) -> None:
    with pytest.raises(NotCompiled):
        problem_of(answer)


def together(count: int, work: Callable[[int], None]) -> None:
    failures: list[BaseException] = []

    def run(i: int) -> None:
        try:
            work(i)
        except BaseException as error:  # noqa: BLE001 - shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@BOTH
def test_a_runner_is_shared_by_threads(isolation: Isolation) -> None:
    runner = door.runner(isolation, Limits(wall_ms=5000))

    def work(i: int) -> None:
        for k in range(200):
            assert runner.call_json("checkout", f'{{"{i}":{k}}}') == f'{{"{i}":{k}}}'
            if k % 50 == 0:
                assert isinstance(problem(runner, "#"), ComponentTrapped)

    together(4, work)


SITE = Site(100, "call", "checkout", "tax", "vat", "a.flow:1:1")
OWN = Site(200, "overflow", "net", "", "", "a.flow:2:2")


def frames(*offsets: int, named: bool = True) -> tuple[Frame, ...]:
    return tuple(Frame(offset, "glue" if named else "", "") for offset in offsets)


def test_the_innermost_site_is_meant() -> None:
    sites = {100: SITE, 200: OWN}
    assert fault_of(Trapped("x", frames(7, 200, 100)), sites, "f").place == "a.flow:2:2"
    assert fault_of(Trapped("x", frames(7, 100, 200)), sites, "f").place == "a.flow:1:1"


def test_frames_of_the_engines_adapters_are_no_sites() -> None:
    trapped = Trapped("x", (*frames(200, named=False), *frames(100)))
    assert fault_of(trapped, {100: SITE, 200: OWN}, "f").place == "a.flow:1:1"


def test_what_a_flow_cannot_compute_is_said_in_its_own_words() -> None:
    fault = fault_of(
        Trapped("wasm `unreachable` instruction executed", frames(200)), {200: OWN}, ""
    )
    assert fault.message == "the result does not fit its type"


def test_a_trap_without_a_site_still_names_the_flow() -> None:
    fault = fault_of(Trapped("x", ()), {}, "checkout")
    assert isinstance(fault, OutsideFlow)
    assert dict(fault.facts) == {"flow": "checkout", "message": "x"}
