"""Loops free what nothing keeps, and small values are whole wherever memory grows."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from flowc.pipeline import compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine.engine import Engine, Live, Trapped
from flowrt.rights.limits import Limits

FLOWS = """\
package test:heap@1.0.0;

record pair { text: string, at: u32 }
record twice { whole: list<u32>, again: option<list<u32>> }

export flow folded(xs: list<u32>) -> u32 {
  fold x in xs from u32(0) {
    fold y in xs from acc { if "{x} and {y}" == "1 and 1" { acc + 1 } else { acc } }
  }
}

export flow mapped(xs: list<u32>) -> u32 {
  fold x in xs from u32(0) {
    let same = for y in xs { "{x} and {y}" == "1 and 1" };
    acc + length(same)
  }
}

export flow kept(xs: list<u32>) -> u32 {
  length(fold x in xs from [""] { for y in xs { "{x} and {y}" } })
}

export flow joined(xs: list<u32>) -> string {
  fold x in xs from "" { fold y in xs from acc { "{x} and {y}" } }
}

export flow pairs(xs: list<u32>) -> list<list<pair>> {
  for x in xs { for y in xs { { text: "{x}", at: y } } }
}

export flow forwarded(xs: list<u32>) -> u32 {
  let last = fold _ in xs from { whole: xs, again: some(xs) } {
    { whole: acc.whole, again: some(acc.whole) }
  };
  match last.again { some(whole) => length(whole), none => 0 }
}

flow early(xs: list<u32>, most: u32) -> result<u32, string> {
  ok(fold x in xs from u32(0) { acc + small(x, most)? })
}

flow small(x: u32, most: u32) -> result<u32, string> {
  if x > most { err("{x} is above {most}") } else { ok(x) }
}

export flow sums(xs: list<u32>) -> list<result<u32, string>> {
  for most in xs { early(xs, most) }
}
"""
MEMORY = 1 << 20  # bytes


@cache
def flows() -> Callable[..., Any]:
    compiled = compile_flow(SourceFile("heap.flow", FLOWS), lambda _: b"", Report())
    code = Engine().compile(compiled.component)
    index = code.export(compiled.plan.door, "invoke")

    def call(flow: str, xs: list[int], memory: int | None = None) -> Any:
        entry = next(entry for entry in compiled.plan.entries if entry.name == flow)
        live = Live(code, Limits(memory_bytes=memory))
        try:
            well, text = live.call(
                live.function(index), entry.index, json.dumps({"xs": xs}).encode()
            )
        finally:
            live.close()
        assert well, text
        return json.loads(text)

    return call


def test_a_fold_to_a_number_runs_in_bounded_memory() -> None:
    assert flows()("folded", [1] * 400, MEMORY) == 400 * 400


def test_what_is_only_passed_on_is_not_copied() -> None:
    assert flows()("forwarded", [1] * 9000, MEMORY) == 9000  # 9000 copies are 324 MB


def test_a_list_of_bools_leaves_nothing_but_itself_behind() -> None:
    assert flows()("mapped", [1] * 400, MEMORY) == 400 * 400


@pytest.mark.parametrize("flow", ["kept", "joined"])
def test_what_is_kept_is_not_freed(flow: str) -> None:
    with pytest.raises(Trapped):
        flows()(flow, [1] * 400, MEMORY)
    assert flows()("kept", [1] * 400) == 400
    assert flows()("joined", list(range(50))) == "49 and 49"


def test_small_values_are_whole_wherever_memory_grows() -> None:
    expected = [[{"text": str(x), "at": y} for y in range(300)] for x in range(300)]
    assert flows()("pairs", list(range(300))) == expected


def test_leaving_a_loop_early_keeps_the_reason() -> None:
    answers = flows()("sums", [3, 1, 2])
    assert answers == [{"ok": 6}, {"err": "3 is above 1"}, {"err": "3 is above 2"}]
