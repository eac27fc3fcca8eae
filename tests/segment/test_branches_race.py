"""Branches that trap, leave and would never end, in any order: the outcome is the one in order.

Whatever stands behind the first that fails may run for ever, and nothing waits for it.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.segment.waiting import FOREVER, app

from flowrt.app import App
from flowrt.problems.faults import ComponentTrapped
from flowrt.rights.limits import Limits

FLOW = """\
package test:races@1.0.0;
use work from "work.wasm";
flow one(n: u64) -> result<u64, string> {
  if n == 0 { err("zero") }
  else if n == 13 { ok(u64(work.below(13, 13))) }
  else { ok(work.spin(n)) }
}
export flow flat(ns: list<u64>) -> result<list<u64>, string> {
  ok(par for n in ns { one(n)? })
}
export flow deep(ns: list<list<u64>>) -> result<list<list<u64>>, string> {
  ok(par for inner in ns { par for n in inner { one(n)? } })
}
export flow pair(ns: list<u64>, n: u64) -> result<tuple<list<u64>, u64>, string> {
  let both = par { par for one-of in ns { one(one-of)? }, one(n)? };
  ok(both)
}
"""
WELL = st.integers(1, 12) | st.integers(20, 100_000)
FAILS = st.sampled_from([0, 13])
ANY = st.lists(WELL | FAILS | st.just(FOREVER), max_size=4)
HERE = app(FLOW, Limits(wall_ms=9_000))
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def told(here: App, flow: str, given_: dict[str, Any]) -> object:
    try:
        return here.call(flow, given_)
    except ComponentTrapped:
        return "trap"


def expected(numbers: list[int]) -> object:
    """Return what the first of some numbers that fails makes of the flow, None where none does."""
    first = next((n for n in numbers if n in (0, 13)), None)
    return {0: {"err": "zero"}, 13: "trap", None: None}[first]


@QUICK
@given(st.lists(WELL, max_size=5), FAILS, ANY)
def test_the_first_that_fails_in_order_decides(
    before: list[int], fails: int, behind: list[int]
) -> None:
    assert told(HERE, "flat", {"ns": [*before, fails, *behind]}) == expected([fails])
    assert told(HERE, "pair", {"ns": [*before, fails, *behind], "n": 13 - fails}) == expected(
        [fails]
    )


@QUICK
@given(st.lists(st.lists(WELL, max_size=3), max_size=3), FAILS, ANY, st.lists(ANY, max_size=2))
def test_branches_in_branches_do_not_wait_for_each_other(
    before: list[list[int]], fails: int, behind: list[int], others: list[list[int]]
) -> None:
    numbers = [*before, [fails, *behind], *others]
    assert told(HERE, "deep", {"ns": numbers}) == expected([fails])


@QUICK
@given(st.lists(st.lists(WELL | FAILS, max_size=4), max_size=5))
def test_what_ends_gives_what_it_would_in_order(numbers: list[list[int]]) -> None:
    flat = [n for inner in numbers for n in inner]
    found = expected(flat)
    assert told(HERE, "deep", {"ns": numbers}) == (found or {"ok": numbers})
    assert told(HERE, "flat", {"ns": flat}) == (found or {"ok": flat})


@pytest.mark.parametrize("width", [1, 2, 8])
def test_any_number_of_threads_gives_the_same(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowrt.target.processors", lambda: width)
    numbers = [[1, 2], [3, 4, 5], [], [6] * 20]
    assert told(HERE, "deep", {"ns": numbers}) == {"ok": numbers}
    assert told(HERE, "deep", {"ns": [[1], [2, 0, FOREVER], [FOREVER]]}) == {"err": "zero"}
