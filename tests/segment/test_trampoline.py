"""The stub runs flows that wait: calls under policies, services, branches beside each other."""

import time
from typing import Any

import pytest
from tests.segment.waiting import FOREVER, app

from flowrt.app import App
from flowrt.problems.errors import Unprintable
from flowrt.problems.faults import (
    ComponentTrapped,
    DeadlinePassed,
    FlowFaulted,
    NotKept,
    ServiceFailed,
)
from flowrt.rights.limits import Limits

LONGEST = 60.0
"""Seconds within which what would never end has been stopped, on a busy machine too."""

FLOW = """\
package test:waits@1.0.0;
use work from "work.wasm";
use fix  from "fix.wasm";

flow halves(n: u32) -> u32 { fix.half(n) with { isolate } }

export flow plain(n: u32) -> u32 { fix.half(n) }
export flow twice(n: u32) -> u32 { halves(n) + halves(n + 2) }
export flow guarded(n: u32) -> u32 { fix.half(n) with { fallback: 7 } + n }
export flow strict(n: u32) -> u32 { fix.half(n) with { retry: 2, backoff: 1ms } }
export flow late() -> u64 { work.spin(1152921504606846976) with { timeout: 40ms } }
export flow rescued(n: u64) -> u64 { work.spin(n) with { timeout: 40ms, fallback: 1 } }
export flow loops(ns: list<u32>) -> list<u32> {
  for n in ns where n > 0 { if n > 10 { n } else { fix.half(n) with { isolate } } }
}
export flow sums(ns: list<u32>, start: u32 = 1) -> u32 {
  fold n in ns from start { acc + fix.half(n) with { fallback: 100 } }
}
export flow checked(ns: list<s32>) -> result<list<u32>, string> {
  ok(for n in ns { fix.check(n) with { isolate }? })
}
export flow mapped(ns: list<u32>, by: u32) -> list<u32> { par for n in ns { fix.half(n) + by } }
export flow bytes(ns: list<u8>) -> list<u8> { par for n in ns { n } }
export flow found(ns: list<s32>) -> result<list<u32>, string> {
  ok(par for n in ns where n != 5 { fix.check(n)? })
}
export flow both(n: u32) -> tuple<u32, u32> { par { fix.half(n), fix.half(n + 10) } }
export flow nested(ns: list<list<u32>>) -> list<list<u32>> {
  par for inner in ns { par for n in inner { halves(n) } }
}
export flow spins(ns: list<u64>) -> list<u64> { par for n in ns { work.spin(n) } }
export flow picky(ns: list<u64>) -> result<list<u64>, string> {
  ok(par for n in ns { if n == 0 { err("zero") } else { ok(work.spin(n)) } ? })
}
export flow remembers() -> list<u32> {
  let a = work.calls();
  let b = work.calls() with { isolate };
  [a, b, work.calls()]
}
export flow cents(x: f64, big: u64, text: string) -> tuple<f64, u64, string, u32> {
  let n = fix.half(4) with { isolate };
  (x, big, text, n)
}
"""


@pytest.fixture(scope="module")
def waits() -> App:
    return app(FLOW)


@pytest.mark.parametrize(
    ("flow", "given", "result"),
    [
        ("plain", {"n": 8}, 4),
        ("twice", {"n": 8}, 9),
        ("guarded", {"n": 8}, 12),
        ("guarded", {"n": 13}, 20),
        ("strict", {"n": 8}, 4),
        ("rescued", {"n": 9}, 9),
        ("rescued", {"n": FOREVER}, 1),
        ("loops", {"ns": [4, 0, 20, 6, 11]}, [2, 20, 3, 11]),
        ("loops", {"ns": []}, []),
        ("sums", {"ns": [2, 13, 4]}, 104),
        ("sums", {"ns": [], "start": 5}, 5),
        ("checked", {"ns": [1, 2]}, {"ok": [1, 2]}),
        ("checked", {"ns": [1, -1, 2]}, {"err": "negative"}),
        ("mapped", {"ns": [2, 4, 6], "by": 1}, [2, 3, 4]),
        ("mapped", {"ns": [], "by": 1}, []),
        ("bytes", {"ns": "AQID"}, "AQID"),
        ("found", {"ns": [1, 5, 2]}, {"ok": [1, 2]}),
        ("found", {"ns": [1, -2, 2]}, {"err": "negative"}),
        ("both", {"n": 4}, [2, 7]),
        ("nested", {"ns": [[2, 4], [], [6]]}, [[1, 2], [], [3]]),
        ("picky", {"ns": [3, 0, FOREVER]}, {"err": "zero"}),
    ],
)
def test_a_flow_that_waits_gives_what_it_says(
    waits: App, flow: str, given: dict[str, Any], result: object
) -> None:
    assert waits.call(flow, given) == result


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_values_pass_a_cut_exactly(isolation: Any) -> None:
    given = {"x": 0.1, "big": 2**64 - 1, "text": 'a "quoted" \\ ☃ 𝄞\n'}
    here = app(FLOW, isolation=isolation)
    for _ in range(2):
        assert here.call("cents", given) == [*given.values(), 2]


def test_a_component_remembers_nothing_across_a_cut(waits: App) -> None:
    assert waits.call("remembers") == [1, 1, 1]


def test_a_fault_names_the_flow_the_call_and_the_place(waits: App) -> None:
    with pytest.raises(ComponentTrapped) as caught:
        waits.call("strict", {"n": 13})
    fault = caught.value
    assert (fault.flow, fault.component, fault.function) == ("strict", "fix", "half")
    assert fault.place == "wait.flow:10:37"


def test_what_cannot_be_computed_behind_a_cut_names_its_place(waits: App) -> None:
    with pytest.raises(FlowFaulted) as caught:
        waits.call("guarded", {"n": 2**32 - 1})
    assert caught.value.place.startswith("wait.flow:9:")


def test_a_call_that_takes_too_long_is_stopped_and_says_so(waits: App) -> None:
    started = time.monotonic()
    with pytest.raises(DeadlinePassed) as caught:
        waits.call("late")
    assert time.monotonic() - started < LONGEST
    assert (caught.value.function, caught.value.message) == ("spin", "the call may take 40 ms")


def test_the_transaction_has_a_deadline_of_its_own() -> None:
    hasty = app(FLOW, Limits(wall_ms=150))
    started = time.monotonic()
    with pytest.raises(DeadlinePassed):
        hasty.call("spins", {"ns": [FOREVER] * 3})
    assert time.monotonic() - started < LONGEST


def test_when_a_branch_fails_those_after_it_are_not_waited_for(waits: App) -> None:
    started = time.monotonic()
    with pytest.raises(ComponentTrapped):
        waits.call("mapped", {"ns": [2, 13, *[4] * 100], "by": 0})
    assert waits.call("picky", {"ns": [0, FOREVER]}) == {"err": "zero"}
    assert time.monotonic() - started < LONGEST


def test_lines_go_through_flows_that_wait(waits: App) -> None:
    assert list(waits.lines("guarded", [{"n": 2}, {"n": 13}])) == [3, 20]


NUMBERS = """\
package test:numbers@1.0.0;
use fix from "fix.wasm";
export flow kept(x: f64) -> f64 {
  let y = x / 0.0;
  let n = fix.half(2) with { isolate };
  y + f64(n)
}
export flow result(x: f64) -> list<f64> { let _ = fix.half(2) with { isolate }; [x / 0.0] }
"""


def test_a_number_that_json_cannot_hold_is_told_as_what_it_is() -> None:
    here = app(NUMBERS)
    with pytest.raises(NotKept) as kept:
        here.call("kept", {"x": 1.0})
    assert (kept.value.place, kept.value.message) == (
        "wait.flow:5:11",
        "state[0]: expected a finite f64, found infinity",
    )
    with pytest.raises(Unprintable) as result:
        here.call("result", {"x": 1.0})
    assert result.value.place == "[0]"


SERVICE = """\
package test:asks@1.0.0;
use fraud from screening as service;
interface screening {
  variant verdict { clear, flagged(string) }
  screen: func(net: u64, country: string) -> verdict;
  note: func(text: string);
}
export flow checkout(net: u64) -> string {
  match fraud.screen(net, "IE") with { timeout: 2s, retry: 2, backoff: 1ms } {
    clear => "clear",
    flagged(why) => "flagged: {why}",
  }
}
export flow lenient(net: u64) -> bool {
  match fraud.screen(net, "IE") with { retry: 1, backoff: 1ms, fallback: clear } {
    clear => true,
    flagged(_) => false,
  }
}
export flow noted(text: string) -> string { let _ = fraud.note(text); text }
"""


def test_a_python_function_answers_for_a_service() -> None:
    asked = []

    def answer(function: str, given: dict[str, object]) -> object:
        asked.append((function, given))
        return {"flagged": "too much"} if given.get("net") == 100 else "clear"

    here = app(SERVICE, fraud=answer)
    assert here.call("checkout", {"net": 1}) == "clear"
    assert here.call("checkout", {"net": 100}) == "flagged: too much"
    assert here.call("noted", {"text": "hi"}) == "hi"
    assert asked[0] == ("screen", {"net": 1, "country": "IE"})
    assert asked[-1] == ("note", {"text": "hi"})


def test_a_service_that_fails_is_asked_again() -> None:
    tries = iter([OSError("down"), OSError("down"), "clear"])

    def answer(_: str, __: dict[str, object]) -> object:
        what = next(tries)
        if isinstance(what, OSError):
            raise what
        return what

    assert app(SERVICE, fraud=answer).call("checkout", {"net": 1}) == "clear"
    assert next(tries, None) is None


def broken(_: str, __: dict[str, object]) -> object:
    raise OSError("down")


def test_a_service_that_goes_on_failing_is_a_fault_or_stood_in_for() -> None:
    here = app(SERVICE, fraud=broken)
    assert here.call("lenient", {"net": 1}) is True
    with pytest.raises(ServiceFailed) as caught:
        here.call("checkout", {"net": 1})
    assert (caught.value.component, caught.value.function) == ("fraud", "screen")
    assert caught.value.place == "wait.flow:9:9"
    line = broken.__code__.co_firstlineno + 1
    assert caught.value.message == f"OSError at test_trampoline.py:{line}"


def test_an_answer_of_another_type_is_a_fault_of_the_service() -> None:
    with pytest.raises(ServiceFailed) as caught:
        app(SERVICE, fraud=lambda *_: {"flagged": 3}).call("checkout", {"net": 1})
    assert caught.value.message == "it gave outcome.flagged: expected string, found a number"
