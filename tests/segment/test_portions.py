"""Loops that wait take their list in portions: what comes of them, and how much text they move."""

from base64 import b64encode
from typing import Any

import pytest
from tests.segment.waiting import app

from flowrt.app import App
from flowrt.run.instances import Instances

FLOW = """\
package test:portions@1.0.0;
use fix from "fix.wasm";

flow half(n: u32) -> u32 { fix.half(n) with { isolate } }

export flow each(ns: list<u32>, by: u32) -> list<u32> {
  for n in ns where n != 3 { half(n * 2) + by }
}
export flow sum(ns: list<u32>, start: u32 = 1) -> u32 {
  fold n in ns from start { acc + half(n * 2) }
}
export flow checked(ns: list<s32>) -> result<list<u32>, string> {
  let halves = for n in ns { fix.check(n) with { isolate }? };
  ok(for n in halves { n + 1 })
}
export flow total(ns: list<s32>) -> result<u32, string> {
  ok(fold n in ns from 0 { acc + fix.check(n) with { isolate }? })
}
export flow tables(ns: list<u32>) -> list<list<u32>> {
  for n in ns { for m in ns { if m == n { 0 } else { half(m * 2) } } }
}
export flow first-bad(rows: list<list<s32>>) -> result<list<list<u32>>, string> {
  ok(for row in rows { for n in row { fix.check(n) with { isolate }? } })
}
export flow bytes(ns: list<u8>) -> list<u8> { for n in ns { if half(2) == 1 { n } else { 0 } } }
"""
SIZES = (0, 1, 8, 9, 17, 18, 100)


@pytest.fixture(scope="module")
def opened() -> App:
    return app(FLOW)


@pytest.mark.parametrize("size", SIZES)
def test_loops_give_what_they_say(opened: App, size: int) -> None:
    ns = list(range(size))
    assert opened.call("each", {"ns": ns, "by": 5}) == [n + 5 for n in ns if n != 3]
    assert opened.call("sum", {"ns": ns}) == 1 + sum(ns)
    encoded = b64encode(bytes(ns)).decode()
    assert opened.call("bytes", {"ns": encoded}) == encoded


@pytest.mark.parametrize("size", SIZES)
def test_a_failure_ends_the_flow_from_any_portion(opened: App, size: int) -> None:
    well = [2] * size
    assert opened.call("checked", {"ns": well}) == {"ok": [3] * size}
    assert opened.call("total", {"ns": well}) == {"ok": 2 * size}
    for at in range(0, size, 31):
        bad = [*well[:at], -1, *well[at:]]
        assert opened.call("checked", {"ns": bad}) == {"err": "negative"}
        assert opened.call("total", {"ns": bad}) == {"err": "negative"}
        assert opened.call("first-bad", {"rows": [well[:2], bad]}) == {"err": "negative"}


def test_loops_in_loops_are_taken_in_portions_too(opened: App) -> None:
    ns = list(range(12))
    assert opened.call("tables", {"ns": ns}) == [[0 if m == n else m for m in ns] for n in ns]
    assert opened.call("first-bad", {"rows": [[2, 4], [], [6]]}) == {"ok": [[2, 4], [], [6]]}


class Counted(Instances):
    """Counts the bytes that segments are given."""

    moved = 0

    def run(self, number: int, flow: str, text: bytes, *more: Any) -> bytes:
        self.moved += len(text)
        return super().run(number, flow, text, *more)


@pytest.mark.parametrize("flow", ["each", "sum", "checked"])
def test_text_that_is_moved_grows_with_less_than_the_square(opened: App, flow: str) -> None:
    trampoline = opened.runner.trampoline
    assert trampoline is not None
    by_size = {}
    for size in (100, 400):
        counted = Counted(opened.runner.fresh, keep=False)
        trampoline._instances = counted
        opened.call(flow, {"ns": [2] * size, **({"by": 0} if flow == "each" else {})})
        by_size[size] = counted.moved
    assert by_size[400] < 4**1.75 * by_size[100]
