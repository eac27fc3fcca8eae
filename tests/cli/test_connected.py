"""Components whose imports are satisfied within a flow: checked, drawn, built and run."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

CASES = Path(__file__).parent / "cases" / "connected"
BY_FLOWS = """\
package acme:shop@1.0.0;

use store  from "store.wasm" with { sink: { write: noted }, changed: counted };
use logger from "logger.wasm";

export flow save(level: u32) -> result<u32, string> { store.save(level) }

flow noted(entry: logger.entry) -> result<u32, string> {
  if entry.level > 100 { err("{entry.text}: {entry.level} is too high") }
  else { logger.write({ level: entry.level + 1, text: entry.text }) }
}

flow counted(level: u32) -> u32 { 1000 / level }
"""
BY_A_COMPONENT = """\
package acme:shop@1.0.0;

use store  from "store.wasm" with { sink: logger, changed: told };
use logger from "logger.wasm";

export flow save(level: u32) -> result<u32, string> { store.save(level) }

flow told(level: u32) -> bool { level > 3 }
"""

HANDLES = """\
package acme:shop@1.0.0;

use store from "store.wasm" with { sink: { write: noted }, changed: opened };
use pages from "pages.wasm";
use logger from "logger.wasm";

export flow save(level: u32) -> result<u32, string> { store.save(level) }

flow noted(entry: logger.entry) -> result<u32, string> { ok(entry.level) }

flow opened(level: u32) -> u64 { pages.page.size(pages.page("{level}")) }
"""
BY_OTHERS = """\
package acme:shop@1.0.0;

use store  from "store.wasm" with { sink: relay, changed: levels.told };
use relay  from "relay.wasm" with { sink: other };
use other  from "relay.wasm" with { sink: logger };
use logger from "logger.wasm";
use levels from "levels/levels.flow";

export flow save(level: u32) -> result<u32, string> { store.save(level) }

test "a sink behind two relays doubles a level" { expect save(7) == ok(14); }

test "a fault in another package is where it is" { expect save(0) == ok(0); }

test "what is connected can be given as a whole" {
  given store.save(_) = err("full");
  expect save(0) == err("full");
}
"""
CUT = (
    "shop.flow:9:6: error[F504] a component calls a flow that has to wait:"
    " `noted` waits, and a component's import is satisfied by it"
)
SINK = """\
package acme:log@1.0.0;

interface sink {
  record entry { level: u32, text: string }
  write: func(entry: entry) -> result<u32, string>;
}
"""
COVERED = """
test "low" { expect save(7) == ok(16); }

test "high" { expect save(101) == err("saved: 101 is too high"); }
"""
TESTED = """
test "nothing behind it" { expect save(1) == ok(2); }
"""
LEVELS = """\
package acme:levels@1.0.0;

export flow told(level: u32) -> bool { 100 / level > 3 }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    component(made, "store")
    component(made, "logger", PARAM="entry")
    made.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    return made


def component(shop: Workshop, name: str, **words: str) -> None:
    text = (CASES / f"{name}.wat").read_text()
    for word, value in words.items():
        text = text.replace(word, value)
    shop.path(f"{name}.wasm").write_bytes(wat2wasm(text))


def build(shop: Workshop, flow: str) -> None:
    shop.path("shop.flow").write_text(flow)
    shop.well("flowc", "build", "shop.flow", "--key", "flowc.key", "--output", "shop.flowpack")


def save(shop: Workshop, level: int) -> object:
    done = shop.run(
        "flowrt", "run", "shop.flowpack", "--trust", "trust.toml", "--level", str(level)
    )
    return json.loads(done.stdout) if done.stdout else done.stderr


def test_flows_stand_for_what_a_component_imports(shop: Workshop) -> None:
    build(shop, BY_FLOWS)
    assert save(shop, 7) == {"ok": 16}
    assert save(shop, 101) == {"err": "saved: 101 is too high"}


def test_a_fault_in_such_a_flow_names_its_place(shop: Workshop) -> None:
    build(shop, BY_FLOWS)
    said = str(save(shop, 0))
    assert said.startswith("fault[R411]")
    assert " --> shop.flow:13:" in said
    assert "counted" in said


def test_what_such_a_flow_calls_is_not_cut(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(BY_FLOWS)
    words = ("--key", "flowc.key", "--cut", "logger", "--format=short")
    done = shop.run("flowc", "build", "shop.flow", *words)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, CUT)


def test_a_component_stands_for_what_another_imports(shop: Workshop) -> None:
    build(shop, BY_A_COMPONENT)
    assert save(shop, 7) == {"ok": 14}


def test_flows_of_other_packages_and_components_behind_components(shop: Workshop) -> None:
    component(shop, "relay")
    shop.path("levels").mkdir()
    shop.path("levels/levels.flow").write_text(LEVELS)
    build(shop, BY_OTHERS)
    assert save(shop, 7) == {"ok": 14}
    assert " --> levels/levels.flow:3:" in str(save(shop, 0))


def test_tests_run_what_is_connected(shop: Workshop) -> None:
    component(shop, "relay")
    shop.path("levels").mkdir()
    shop.path("levels/levels.flow").write_text(LEVELS)
    shop.path("shop.flow").write_text(BY_OTHERS)
    done = shop.run("flowc", "test", "shop.flow", "--report", "tap", "--format", "short")
    said = [line for line in done.stdout.splitlines() if line.startswith(("ok", "not ok"))]
    assert [line.partition(" - ")[0] for line in said] == ["ok 1", "not ok 2", "ok 3"]
    assert done.stderr.startswith("levels/levels.flow:3:40: error[F032]")


def test_flows_that_a_component_calls_are_covered(shop: Workshop) -> None:
    flow = BY_FLOWS + COVERED
    shop.path("shop.flow").write_text(flow)
    out = shop.well("flowc", "test", "shop.flow", "--coverage", "--threshold", "100")
    assert "3/3    2/2     -       2/2         -  100.0 %" in out
    out = shop.well("flowc", "test", "shop.flow", "--coverage", "--filter", "low")
    assert " 1/2 " in out
    assert "shop.flow:9:24  branch" in out


def test_types_alone_are_no_code_behind_a_component(shop: Workshop) -> None:
    shop.path("sink.wit").write_text(SINK)
    flow = BY_A_COMPONENT.replace('"logger.wasm"', '"sink.wit"') + TESTED
    shop.path("shop.flow").write_text(flow)
    shop.well("flowc", "check", "shop.flow")
    done = shop.run("flowc", "build", "shop.flow", "--key", "flowc.key", "--format=short")
    assert done.stderr.startswith(
        "shop.flow:6:55: error[F501] there is no code for this: `logger` is known by its types"
    )
    tested = shop.run("flowc", "test", "shop.flow", "--format=short")
    assert "shop.flow:6:55: error[F033] no stub answers this call" in tested.stderr


def test_a_parameter_may_have_another_name(shop: Workshop) -> None:
    component(shop, "logger", PARAM="line")
    build(shop, BY_A_COMPONENT)
    assert save(shop, 8) == {"ok": 16}


def test_what_is_connected_is_drawn(shop: Workshop) -> None:
    shop.path("shop.flow").write_text(BY_FLOWS)
    drawn = shop.run("flowc", "graph", "shop.flow")
    assert "changed: counted" in drawn.stdout


def test_a_flow_that_is_imported_may_hold_a_handle(shop: Workshop) -> None:
    component(shop, "pages")
    build(shop, HANDLES)
    assert save(shop, 7) == {"ok": 7}
