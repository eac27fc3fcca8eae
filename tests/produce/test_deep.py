"""Faults under more frames than the engine tells of still name their component, and often more."""

import pytest
from wasmtime import wat2wasm

from flowc.pipeline import compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine import engine
from flowrt.engine.engine import Trapped
from flowrt.engine.live import Live
from flowrt.engine.system.wasi import Wasi
from flowrt.engine.traps import MAX_FRAMES
from flowrt.problems.faults import ComponentTrapped, NotGranted, StackExhausted
from flowrt.problems.report import Fault
from flowrt.rights.limits import Limits
from flowrt.run.trace import fault_of

MINE = """\
(component
  (import "wasi:clocks/monotonic-clock@0.2.0"
    (instance $clock (export "now" (func (result u64)))))
  (core func $now (canon lower (func $clock "now")))
  (core module $m (import "" "now" (func $now (result i64)))
    (func NAMES(export "dig") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then unreachable))
      (call SELF (i32.sub (local.get 0) (i32.const 1))))
    (func NAMED(export "ask") (param i32) (result i32)
      (if (i32.eqz (local.get 0)) (then (return (i32.wrap_i64 (call 0)))))
      (call THAT (i32.sub (local.get 0) (i32.const 1)))))
  (core instance $i (instantiate $m (with "" (instance (export "now" (func $now))))))
  (func (export "dig") (param "deep" u32) (result u32) (canon lift (core func $i "dig")))
  (func (export "ask") (param "deep" u32) (result u32) (canon lift (core func $i "ask"))))
"""
ONCE = """\
package test:deep@1.0.0;

use mine from "mine.wasm" needs nothing;
use idle from "idle.wasm" needs nothing;

export flow down(deep: u32) -> u32 { within(deep) + 1 }

flow within(deep: u32) -> u32 { mine.FUNCTION(deep) }

export flow other(deep: u32) -> u32 { idle.dig(deep) + idle.ask(deep) }
"""
DEEP = 10 * MAX_FRAMES


def mine(*, named: bool) -> bytes:
    names = ("$dig ", "$ask ", "$dig", "$ask") if named else ("", "", "1", "2")
    text = MINE
    for word, name in zip(("NAMES", "NAMED", "SELF", "THAT"), names, strict=True):
        text = text.replace(word, name)
    return bytes(wat2wasm(text))


def fault(flow: str, deep: int, function: str = "dig", *, named: bool = True) -> Fault:
    """Run a flow of `ONCE` that must fault, and say how."""
    source = SourceFile("deep.flow", ONCE.replace("FUNCTION", function))
    alike = mine(named=named) + b"\0\2\1a"  # the same code, and a section that says nothing
    binaries = {"mine.wasm": mine(named=named), "idle.wasm": alike}
    made = compile_flow(source, lambda path: binaries[path], Report())
    code = engine.shared().compile(made.component)
    code.link(Wasi())
    live = Live(code, Limits())
    entry = made.plan.entry(flow)
    assert entry is not None
    try:
        door = live.function(code.export(made.plan.door, "invoke"))
        with pytest.raises(Trapped) as trapped:
            live.call(door, entry.index, b'{"deep":%d}' % deep)
    finally:
        live.close()
    sites = {site.offset: site for site in made.plan.sites}
    found = fault_of(trapped.value, sites, flow)
    assert isinstance(found, Fault)
    return found


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("deep", [0, 1, MAX_FRAMES - 5, MAX_FRAMES, DEEP])
def test_what_is_called_at_one_place_has_it_however_deep(deep: int, *, named: bool) -> None:
    found = fault("down", deep, named=named)
    assert isinstance(found, ComponentTrapped)
    assert (found.flow, found.component, found.function) == ("within", "mine", "dig")
    assert found.place == "deep.flow:8:33"


def test_what_is_called_at_two_places_is_named() -> None:
    found = fault("other", DEEP)
    assert isinstance(found, ComponentTrapped)
    assert (found.flow, found.component, found.function, found.place) == (
        "other",
        "idle",
        "dig",
        "",
    )


def test_a_stack_that_is_exhausted_has_its_place_too() -> None:
    found = fault("down", 1 << 30)
    assert isinstance(found, StackExhausted)
    assert (found.flow, found.component, found.place) == ("within", "mine", "deep.flow:8:33")


@pytest.mark.parametrize("deep", [0, DEEP])
def test_what_is_denied_has_its_place_too(deep: int) -> None:
    found = fault("down", deep, "ask")
    assert isinstance(found, NotGranted)
    assert (found.component, found.function) == ("mine", "ask")
    assert found.message == "`clock`, for wasi:clocks/monotonic-clock@0.2.0:now"
