"""Values of every type cross as they do in a flow: what a flow's own component says is compared."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from tests.strategies import types
from tests.wrap.components import bound

from flowc.frontend import terms as t
from flowc.pipeline import Compiled, compile_flow
from flowc.plan.shape import shape
from flowc.seal import describe, generate, write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.wrap.shapes import type_of
from flowrt.engine import engine
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.problems.faults import ServiceFailed
from flowrt.run.runner import Runner
from flowrt.run.scope import Scope
from flowrt.run.services import Local

FLOWS = """\
package acme:echoes@1.0.0;
record line { sku: string, quantity: u32, note: option<string>, at: tuple<f64, s8> }
variant shape { circle(f64), lines(list<line>), point }
enum colour { red, green, blue }
flags rights { read, write, execute }

export flow lined(one: line) -> line { one }
export flow shaped(one: shape) -> list<shape> { [one, point] }
export flow small(a: colour, b: rights, c: char) -> tuple<colour, rights, char> { (a, b, c) }
export flow numbers(a: u8, b: s64, c: f32, d: u64) -> tuple<u8, s64, f32, u64> { (a, b, c, d) }
export flow outcome(one: result<line, colour>) -> result<result<line, colour>, option<option<u8>>> {
  let first = one? else => err(some(none));
  ok(ok(first))
}
export flow divided(a: s32, b: s32) -> result<s32> { ok(a / b) }
"""
FAULTED, TRAPPED = "R411", "R410"
LINE = {"sku": "é\n", "quantity": 7, "note": None, "at": [0.1, -8]}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("lined", {"one": LINE}),
    ("lined", {"one": {**LINE, "note": ""}}),
    ("shaped", {"one": {"circle": 1e300}}),
    ("shaped", {"one": {"lines": [LINE, LINE]}}),
    ("shaped", {"one": "point"}),
    ("small", {"a": "blue", "b": ["read", "execute"], "c": "😀"}),
    ("numbers", {"a": 255, "b": -(2**63), "c": 0.5, "d": 2**64 - 1}),
    ("outcome", {"one": {"ok": LINE}}),
    ("outcome", {"one": {"err": "green"}}),
    ("divided", {"a": 7, "b": -2}),
    ("divided", {"a": 7, "b": 0}),
    ("numbers", {"a": 256, "b": 0, "c": 0, "d": 0}),
]


@cache
def compiled() -> Compiled:
    report = Report()
    made = compile_flow(SourceFile("echoes.flow", FLOWS), lambda _: b"", report)
    assert report.diagnostics == ()
    return made


def service() -> Service:
    plan = compiled().plan
    functions = (
        ServiceFunction(
            plan.interface, one.name, tuple((p.name, p.type) for p in one.params), one.result
        )
        for one in plan.entries
    )
    return Service("echoes", tuple(functions))


def outcome(binding: Any, function: ServiceFunction, values: dict[str, Any]) -> object:
    try:
        return binding.call(function, json.dumps(values).encode(), Scope())
    except ServiceFailed as problem:
        return problem.message.partition(":")[0]


def test_each_call_ends_as_it_does_in_the_flow(tmp_path: Path) -> None:
    made, of = compiled(), service()
    manifest = describe(made.plan, made.inputs, engine.host().engine)
    sealed = write(made.plan, made.component, {}, manifest, [generate()])
    local = Local(Runner(sealed.verified))
    binding = bound(tmp_path / "echoes.wasm", made.component, of)
    functions = {one.name: one for one in of.functions}
    for name, values in CALLS:
        expected = outcome(local, functions[name], values)
        as_one = {FAULTED: TRAPPED}.get(str(expected), expected)  # what a flow knows, it keeps
        assert outcome(binding, functions[name], values) == as_one, name
        assert isinstance(expected, bytes) or name in ("divided", "numbers")


@settings(max_examples=40)
@given(types())
def test_a_type_comes_back_from_its_shape(type_: t.Type) -> None:
    assert type_of(shape(type_)) == type_
    assert shape(type_of(shape(type_))) == shape(type_)
