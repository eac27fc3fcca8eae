"""Handles that flows hold: each is dropped exactly once, on every way out of a flow."""

from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from wasmtime import wat2wasm

from flowc.pipeline import Compiled, compile_flow
from flowc.plan.errors import HandleCut
from flowc.seal import describe, generate, write
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.problems.report import Fault
from flowrt.rights.limits import Limits
from flowrt.run.runner import Runner

CASES = Path(__file__).parent / "cases" / "connected"
FLOW = """\
package acme:documents;

use pages from "pages.wasm";

export flow alive() -> u32 { pages.alive() }

export flow forgotten() -> u64 { pages.page.size(pages.page("a")) }

export flow ignored() -> u32 {
  let _ = pages.page("a");
  pages.alive()
}

export flow moved() -> u64 {
  let page = pages.page("a");
  let size = pages.page.size(page) + pages.page.size(page);
  size + pages.close(page)
}

export flow matched(well: bool) -> u64 {
  match pages.open(well) { some(page) => pages.close(page), none => 0 }
}

export flow unmatched(well: bool) -> bool {
  match pages.open(well) { some(_) => true, none => false }
}

export flow tried(first: bool, second: bool) -> result<u64, string> {
  let one = pages.fetch(first)?;
  let other = pages.fetch(second)? else _ => err("the other one");
  ok(pages.page.size(one) + pages.close(other))
}

export flow both() -> u64 {
  let (one, other) = pages.pair();
  pages.close(other) + pages.page.size(one)
}

export flow either(first: bool) -> u64 {
  let (one, other) = pages.pair();
  if first { pages.close(one) } else { pages.close(other) }
}

export flow looped(count: list<u32>) -> tuple<u64, u32> {
  let sum = fold _ in count from 0 { acc + opened() };
  (sum, pages.alive())
}

export flow listed(count: list<u32>) -> list<string> {
  for n in count { "{n}: {opened()}" }
}

export flow carried(count: list<u32>) -> u64 {
  let last = fold _ in count from pages.page("start") { next(acc) };
  pages.close(last)
}

export flow faulted(by: u32) -> u32 {
  let _ = pages.page("a");
  7 / by
}

flow opened() -> u64 { pages.page.size(pages.page("b")) }

flow next(page: pages.page) -> pages.page {
  let _ = pages.close(page);
  pages.page("next")
}
"""


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    pages = bytes(wat2wasm((CASES / "pages.wat").read_text()))
    report = Report()
    made = compile_flow(SourceFile("documents.flow", FLOW), lambda _: pages, report)
    assert [one.code for one in report.diagnostics] == []
    return made


@pytest.fixture
def app(compiled: Compiled) -> App:
    """Return the flows, in one instance for all transactions."""
    host = engine.host()
    manifest = describe(compiled.plan, compiled.inputs, host.engine)
    sealed = write(compiled.plan, compiled.component, {}, manifest, [generate()])
    limits = Limits(memory_bytes=4 << 20)
    return App(Runner(sealed.verified, limits, isolation="stream"))


@pytest.mark.parametrize(
    ("flow", "given", "result"),
    [
        ("forgotten", {}, 3),
        ("ignored", {}, 1),
        ("moved", {}, 11),
        ("matched", {"well": True}, 5),
        ("matched", {"well": False}, 0),
        ("unmatched", {"well": True}, True),
        ("tried", {"first": True, "second": True}, {"ok": 8}),
        ("tried", {"first": True, "second": False}, {"err": "the other one"}),
        ("tried", {"first": False, "second": True}, {"err": ""}),
        ("both", {}, 8),
        ("either", {"first": True}, 5),
        ("either", {"first": False}, 5),
        ("looped", {"count": [1, 2, 3]}, [9, 0]),
        ("listed", {"count": [1, 2]}, ["1: 3", "2: 3"]),
        ("carried", {"count": [1, 2, 3]}, 5),
        ("carried", {"count": []}, 5),
    ],
)
def test_nothing_is_left_alive(
    app: App, flow: str, given: dict[str, object], result: object
) -> None:
    call = partial(app.call, flow, given)
    assert [call() for _ in range(3)] == [result] * 3
    assert app.call("alive") == 0


def test_handles_of_a_line_are_dropped_at_its_end(app: App) -> None:
    assert list(app.lines("ignored", [{}] * 500)) == [1] * 500
    assert app.call("alive") == 0


def test_a_long_loop_holds_what_one_iteration_holds(app: App) -> None:
    many = {"count": [0] * 100_000}
    assert app.call("looped", many) == [300_000, 0]
    assert app.call("carried", {"count": [0] * 10_000}) == 5


def test_ten_thousand_transactions_leave_nothing(app: App) -> None:
    for _ in range(5_000):
        app.call("tried", {"first": True, "second": False})
        app.call("both")
    assert app.call("alive") == 0


def test_after_a_fault_the_instance_is_another(app: App) -> None:
    with pytest.raises(Fault):
        app.call("faulted", {"by": 0})
    assert app.call("faulted", {"by": 7}) == 1
    assert app.call("alive") == 0


WAITS = """\
package acme:waiting;

use pages from "pages.wasm";
use screen from screening as service;

interface screening { screen: func(size: u64) -> bool; }

export flow each(titles: list<string>) -> list<u64> {
  for title in titles {
    let page = pages.page(title);
    let size = pages.page.size(page);
    if screen.screen(size) { pages.close(pages.page(title)) } else { size }
  }
}

export flow beside(well: bool) -> tuple<u64, u64> {
  let before = match pages.open(well) { some(page) => pages.close(page), none => 0 };
  let (one, other) = par { closed("a"), closed("b") };
  (before + one, other)
}

flow closed(title: string) -> u64 { pages.close(pages.page(title)) }
"""


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        ([], set()),
        (["pages.close"], {"pages.close(page)", "pages.close(pages.page(title))"}),
        (["pages.open"], {"pages.open(well)"}),
    ],
)
def test_no_handle_goes_across_a_cut(apart: list[str], said: set[str]) -> None:
    pages = bytes(wat2wasm((CASES / "pages.wat").read_text()))
    source, report = SourceFile("waiting.flow", WAITS), Report()
    with suppress(Stopped):
        compile_flow(source, lambda _: pages, report, apart=apart)
    places = [one.span for one in report.diagnostics if isinstance(one, HandleCut)]
    assert {one.code for one in report.diagnostics} <= {"F506"}
    assert {WAITS[place.start : place.end] for place in places} == said
