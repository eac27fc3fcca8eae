"""Handles of flows that a component calls: taken, given, lent, and dropped once on every way."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

from flowc.pipeline import Compiled, compile_flow
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.app import App
from flowrt.engine import engine
from flowrt.problems.faults import FlowFaulted
from flowrt.rights.limits import Limits
from flowrt.run.runner import Runner

CASES = Path(__file__).parent / "cases" / "connected"
FLOW = """\
package acme:desk@1.0.0;

use shelf from "shelf.wasm";
use desk  from "desk.wasm" with {
  pages: shelf, fresh: fresh, review: reviewed, done: told, total: shelf.total,
};

export flow work(level: u32) -> u64 { desk.work(level) }

export flow alive() -> u32 { shelf.alive() }

export flow made() -> u32 { shelf.made() }

flow fresh(level: u32) -> result<shelf.page, string> {
  let spare = shelf.page("spare");
  if level > 100 { err("{shelf.page.size(spare)} is too few") }
  else { ok(shelf.page("{1000 / level}")) }
}

flow reviewed(page: shelf.page) -> shelf.page {
  let sizes = for n in [1, 2, 3] { shelf.page.size(shelf.page("{n}")) };
  if shelf.page.size(page) < 4 { shelf.page("{shelf.close(page)} of {length(sizes)} pages") }
  else { page }
}

flow told(page: shelf.page) -> tuple<shelf.page, u64> {
  let other = shelf.page("other");
  (page, shelf.page.size(other))
}

test "a page is reviewed" { expect work(7) == 24; }

test "a page is not there" { expect work(101) == 0; }
"""

ROOT = """\
package acme:root@1.0.0;

use lib from "lib/lib.flow";

export flow work(level: u32) -> u64 { lib.work(level) }

test "what stands in another package is dropped, too" {
  expect work(7) == 24;
  expect lib.alive() == 0;
}
"""


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    report = Report()
    found = {name: wat2wasm((CASES / f"{name}.wat").read_text()) for name in ("shelf", "desk")}
    source = SourceFile("desk.flow", FLOW)
    made = compile_flow(source, lambda path: bytes(found[Path(path).stem]), report)
    assert [one.code for one in report.diagnostics] == []
    return made


@pytest.fixture
def app(compiled: Compiled) -> App:
    """Return the flows, in one instance for all transactions, which has little memory."""
    manifest = describe(compiled.plan, compiled.inputs, engine.host().engine)
    sealed = write(compiled.plan, compiled.component, {}, manifest, [generate()])
    return App(Runner(sealed.verified, Limits(memory_bytes=4 << 20), isolation="stream"))


@pytest.mark.parametrize(
    ("level", "result", "made"),
    [
        (7, 2 * len("3 of 3 pages"), 7),
        (1, 2 * len("1000"), 6),
        (101, 0, 1),
    ],
)
def test_what_such_flows_hold_is_dropped(app: App, level: int, result: int, made: int) -> None:
    for again in range(1, 4):
        assert app.call("work", {"level": level}) == result
        assert app.call("alive") == 0
        assert app.call("made") == made * again


def test_ten_thousand_transactions_leave_nothing(app: App) -> None:
    for at in range(10_000):
        app.call("work", {"level": at % 200 + 1})
    assert app.call("alive") == 0
    assert app.call("made") == 50 * (6 + 99 * 7 + 100)


def test_a_fault_ends_the_instance_and_all_that_it_held(app: App) -> None:
    app.call("work", {"level": 7})
    with pytest.raises(FlowFaulted) as fault:
        app.call("work", {"level": 0})
    assert fault.value.place == "desk.flow:17:26"
    assert (app.call("alive"), app.call("made")) == (0, 0)
    assert app.call("work", {"level": 1}) == 8


def test_tests_run_such_flows(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    for name in ("shelf", "desk"):
        shop.path(f"{name}.wasm").write_bytes(wat2wasm((CASES / f"{name}.wat").read_text()))
    shop.path("desk.flow").write_text(FLOW)
    out = shop.well("flowc", "test", "desk.flow", "--coverage")
    assert "2 tests, 2 passed" in out


def test_such_flows_may_stand_in_a_package_that_another_uses(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    shop.path("lib").mkdir()
    for name in ("shelf", "desk"):
        found = wat2wasm((CASES / f"{name}.wat").read_text())
        shop.path(f"lib/{name}.wasm").write_bytes(found)
    shop.path("lib/lib.flow").write_text(FLOW.replace("acme:desk", "acme:lib"))
    shop.path("root.flow").write_text(ROOT)
    assert "1 test, 1 passed" in shop.well("flowc", "test", "root.flow")
