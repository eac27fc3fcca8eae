"""`try` and `sleep` in the stub: faults as values, time that passes within the deadline."""

import json
import time
from typing import Any

import pytest
from tests.segment.waiting import FOREVER, app

from flowrt.problems.faults import DeadlinePassed, FlowFaulted, NotCompiled, NotKept
from flowrt.rights.limits import Limits
from flowrt.steps import SLEPT, Step, Steps

FLOW = """\
package test:tries@1.0.0;
use work from "work.wasm";
use fix  from "fix.wasm";
use asked from service as service;

interface service { ask: func(n: u32) -> u32; }

flow halves(n: u32) -> u32 { fix.half(n) with { isolate } }
flow naps(n: u32) -> u32 { sleep(30ms); n }

export flow half(n: u32) -> result<u32, fault> { try fix.half(n) }
export flow divided(a: u32, b: u32) -> result<u32, fault> { try (a / b) }
export flow spins(n: u64) -> result<u64, fault> {
  try (work.spin(n) with { timeout: 40ms })
}
export flow asks(n: u32) -> result<u32, fault> { try asked.ask(n) }
export flow not-finite(x: f64) -> result<f64, fault> { try (x / (x - x)) }
export flow nested(n: u32) -> result<u32, fault> {
  match try halves((try halves(n)) ? else e => err(e)) {
    ok(m) => ok(m + 1),
    err(_) => ok(0),
  }
}
export flow leaves(n: option<u32>) -> option<string> {
  match try halves(n?) { ok(m) => some("{m}"), err(e) => some("{e.kind == trap}") }
}
export flow each(ns: list<u32>) -> list<option<u32>> {
  par for n in ns { match try fix.half(n) { ok(m) => some(m), err(_) => none } }
}
export flow nothing(by: u8) -> string {
  match try fix.tick(by) { ok => "well", err(e) => e.message }
}
export flow slept(ms: u32) -> u32 {
  let a = naps(ms);
  sleep(20ms);
  a + 1
}
export flow too-long() -> result<u32, fault> { try naps-long(1) }
flow naps-long(n: u32) -> u32 { sleep(2h); n }
export flow given-up() -> u32 { naps-long(1) with { timeout: 50ms, fallback: 9 } }
export flow beside() -> tuple<u32, u32> { par { naps(1), naps(2) } }
"""


def ask(_function: str, given: dict[str, int]) -> int:
    if given["n"] > 100:
        raise ConnectionError("these are too many")
    return given["n"] + 1


OPENED = app(FLOW, asked=ask)


@pytest.mark.parametrize(
    ("flow", "given", "result"),
    [
        ("half", {"n": 8}, {"ok": 4}),
        ("divided", {"a": 7, "b": 2}, {"ok": 3}),
        ("spins", {"n": 5}, {"ok": 5}),
        ("asks", {"n": 3}, {"ok": 4}),
        ("not-finite", {"x": 0.0}, {"err": "unkept"}),
        ("half", {"n": 13}, {"err": "trap"}),
        ("divided", {"a": 7, "b": 0}, {"err": "arithmetic"}),
        ("spins", {"n": FOREVER}, {"err": "timeout"}),
        ("asks", {"n": 101}, {"err": "unreachable"}),
        ("nested", {"n": 8}, {"ok": 3}),
        ("nested", {"n": 26}, {"ok": 0}),
        ("nested", {"n": 13}, {"err": "trap"}),
        ("leaves", {"n": 8}, "4"),
        ("leaves", {"n": 13}, "true"),
        ("leaves", {"n": None}, None),
        ("each", {"ns": [2, 13, 4]}, [1, None, 2]),
        ("nothing", {"by": 1}, "well"),
        ("slept", {"ms": 4}, 5),
        ("given-up", {}, 9),
        ("beside", {}, [1, 2]),
    ],
)
def test_a_fault_is_a_value(flow: str, given: dict[str, Any], result: object) -> None:
    found = OPENED.call(flow, given)
    if isinstance(found, dict) and "err" in found:
        assert found["err"]["message"]
        found = {"err": found["err"]["kind"]}
    assert found == result


def test_its_message_says_what_happened_of_whom_and_where() -> None:
    found = OPENED.call("half", {"n": 13})
    assert isinstance(found, dict)
    said = found["err"]["message"]
    assert said.startswith("a component trapped in `fix.half` at wait.flow:")
    found = OPENED.call("divided", {"a": 1, "b": 0})
    assert isinstance(found, dict)
    assert found["err"]["message"].endswith("the divisor is zero")


def test_a_limit_is_a_fault_that_can_be_caught() -> None:
    opened = app(FLOW, Limits(fuel=200_000), asked=ask)
    found = opened.call("spins", {"n": 1_000_000})
    assert isinstance(found, dict)
    assert found["err"]["kind"] == "limit"
    assert opened.call("half", {"n": 8}) == {"ok": 4}


def test_nothing_is_caught_once_the_time_of_all_is_over() -> None:
    text = FLOW.replace("timeout: 40ms", "timeout: 1h")
    with pytest.raises(DeadlinePassed):
        app(text, Limits(wall_ms=150), asked=ask).call("spins", {"n": FOREVER})


def test_a_sleep_takes_its_time() -> None:
    started = time.monotonic()
    assert OPENED.call("slept", {"ms": 1}) == 2
    assert time.monotonic() - started >= 0.05


def test_a_sleep_that_the_deadline_does_not_allow_faults_at_once() -> None:
    opened, started = app(FLOW, Limits(wall_ms=60_000), asked=ask), time.monotonic()
    found = opened.call("too-long", {})
    assert isinstance(found, dict)
    assert found["err"]["kind"] == "timeout"
    assert "it would sleep 7200000 ms" in found["err"]["message"]
    assert time.monotonic() - started < 30


def test_a_value_that_cannot_be_kept_before_a_try_is_no_matter_of_the_try() -> None:
    text = FLOW.replace("try (x / (x - x))", "let y = x / (x - x); try (y + x)")
    with pytest.raises(NotKept):
        app(text, asked=ask).call("not-finite", {"x": 0.0})


def test_whoever_keeps_steps_may_wake_a_flow_that_sleeps() -> None:
    steps = Steps(app(FLOW.replace("30ms", "2h").replace("20ms", "3h"), asked=ask))
    step, slept = steps.start("slept", '{"ms":6}'), list[int]()
    while step.result is None:
        ms = steps.sleeps(step)
        assert ms is not None
        slept.append(ms)
        step = steps.resume(Step.read(step.text), SLEPT)
    assert slept == [7_200_000, 10_800_000]
    assert (steps.sleeps(step), step.result) == (None, "7")


def test_a_flow_that_waits_for_else_does_not_sleep() -> None:
    steps = Steps(OPENED)
    step = steps.start("half", '{"n":13}')
    assert steps.sleeps(step) is None
    outcome = json.loads(steps.perform(step))
    assert outcome["err"]["kind"] == "trap"
    assert steps.resume(step, '{"ok":3}').result == '{"ok":3}'


def test_what_is_no_fault_of_the_flow_is_not_caught() -> None:
    from flowrt.run.caught import caught  # noqa: PLC0415 - only here

    with pytest.raises(NotCompiled):
        caught(NotCompiled(message="the archive is broken"))
    assert json.loads(caught(FlowFaulted(message="x")))["err"] == {
        "kind": "arithmetic",
        "message": "the flow cannot compute this value: x",
    }
