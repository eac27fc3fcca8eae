"""Traps in a flow that the compiler made: each names its place in the source."""

import subprocess
import sys

import pytest
from wasmtime import wat2wasm

import flowrt
from flowrt.app import App
from flowrt.problems.faults import ComponentTrapped, FlowFaulted

FLOW = """\
package test:traps@1.0.0;
use strict from "strict.wasm";
flow inner(x: u32) -> u32 { strict.below-ten(x) + 1 }
export flow through(x: u32) -> u32 { inner(x) }
export flow each(xs: list<u32>) -> list<u32> { for x in xs { inner(x) } }
export flow sum(a: u8, b: u8) -> u8 { a + b }
export flow product(a: s64, b: s64) -> s64 { a * b }
export flow quotient(a: s8, b: s8) -> s8 { a / b }
export flow rest(a: u32, b: u32) -> u32 { a % b }
export flow byte(a: f64) -> u8 { u8(a) }
export flow total(xs: list<u8>) -> u8 { fold x in xs from 0 { acc + x } }
"""
STRICT = """(component
  (core module $m (func (export "f") (param i32) (result i32)
    (if (i32.gt_u (local.get 0) (i32.const 9)) (then unreachable)) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "below-ten") (param "x" u32) (result u32) (canon lift (core func $i "f"))))"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    folder = tmp_path_factory.mktemp("traps")
    (folder / "traps.flow").write_text(FLOW)
    (folder / "strict.wasm").write_bytes(wat2wasm(STRICT))
    for words in (
        ["keygen", "key", "--trust", "trust.toml", "--name", "test"],
        ["build", "traps.flow", "--key", "key", "-o", "traps.flowpack"],
    ):
        command = [sys.executable, "-m", "flowc", *words]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return flowrt.open(folder / "traps.flowpack", folder / "trust.toml")


def line_of(entry: str) -> int:
    return next(i for i, line in enumerate(FLOW.splitlines(), 1) if f"flow {entry}(" in line)


@pytest.mark.parametrize(
    ("flow", "parameters"),
    [
        ("sum", {"a": 200, "b": 100}),
        ("product", {"a": 1 << 62, "b": 4}),
        ("quotient", {"a": 1, "b": 0}),
        ("quotient", {"a": -128, "b": -1}),
        ("rest", {"a": 1, "b": 0}),
        ("byte", {"a": 256.0}),
        ("byte", {"a": -1e300}),
        ("total", {"xs": [1, 255]}),
    ],
)
def test_a_flow_that_cannot_compute_names_its_place(
    app: App, flow: str, parameters: dict[str, object]
) -> None:
    with pytest.raises(FlowFaulted) as caught:
        app.call(flow, parameters)
    assert caught.value.flow == flow
    assert caught.value.place.startswith(f"traps.flow:{line_of(flow)}:")
    assert "does not fit" in caught.value.message or "zero" in caught.value.message


@pytest.mark.parametrize(
    ("flow", "parameters"), [("through", {"x": 10}), ("each", {"xs": [1, 10]})]
)
def test_a_component_that_traps_is_named_with_the_flow_that_called_it(
    app: App, flow: str, parameters: dict[str, object]
) -> None:
    with pytest.raises(ComponentTrapped) as caught:
        app.call(flow, parameters)
    fault = caught.value
    assert (fault.flow, fault.component, fault.function) == ("inner", "strict", "below-ten")
    assert fault.place.startswith(f"traps.flow:{line_of('inner')}:")


def test_values_that_fit_are_computed(app: App) -> None:
    assert app.call("through", {"x": 9}) == 10
    assert app.call("quotient", {"a": -128, "b": 1}) == -128
    assert app.call("byte", {"a": 255.0}) == 255
    assert app.call("total", {"xs": [1, 254]}) == 255
