"""Values of any type cross a component, flat and in memory, and come back the same.

The component that is crossed is one of our own: a fused flow is a plain component, so it can be
used by the next flow. What goes in and out is compared with the reference codec's text.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest
import wasmtime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.produce.json_reference import write
from tests.strategies import types, values
from wasmtime import component as wc

from flowc.frontend import signatures
from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.ir import lower
from flowc.plan import build
from flowc.produce import Fused, fuse
from flowc.text.span import Span

SPAN = Span("echo.flow", 0, 0)
Exports = dict[str, Any]


@pytest.fixture(scope="module")
def engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    config.cranelift_opt_level = "none"
    return wasmtime.Engine(config)


def fused(types_: Sequence[t.Type], component: bytes | None = None) -> Fused:
    """Fuse a flow that gives its parameters back as a tuple, by way of a component if given one."""
    slots = tuple(ty.Slot(i, f"p{i}", type_) for i, type_ in enumerate(types_))
    params = tuple(ty.TypedParam(slot, None, "") for slot in slots)
    result = t.Tuple(tuple(types_))
    parts = tuple(ty.Local(slot, slot.type, SPAN) for slot in slots)
    body: ty.Expr = ty.Make(parts, result, SPAN)
    used, binaries = {}, {}
    if component is not None:
        used["echo"] = signatures.read(component, "echo", "echo.wasm")
        binaries["echo"] = component
        function = next(f for f in used["echo"].functions if f.name == "echo")
        body = ty.ComponentCall("echo", function, parts, result, SPAN)
    flow = ty.FlowBody(
        "echo", exported=True, params=params, result=result, body=body, doc="", span=SPAN
    )
    graph = lower(ty.TypedFlow("test:echo", "1.0.0", "", used, {}, (flow,)))
    return fuse(graph, build(graph), binaries)


def door(engine: wasmtime.Engine, component: bytes) -> Any:
    """Instantiate a fused component and return its `invoke`."""
    store = wasmtime.Store(engine)
    compiled = wc.Component(engine, component)
    instance = wc.Linker(engine).instantiate(store, compiled)
    door_ = instance.get_export_index(store, "flowc:run/door@0.1.0")
    index = instance.get_export_index(store, "invoke", door_)
    assert index is not None
    invoke = instance.get_func(store, index)
    assert invoke is not None
    return lambda text: invoke(store, 0, text)


def named(type_: t.Type) -> bool:
    """Whether every name in a type is one that the Component Model allows."""
    return "-'" not in repr(type_)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_value_of_any_type_crosses_a_component(
    engine: wasmtime.Engine, data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(types(6).filter(named), min_size=1, max_size=3))
    inner = fused(drawn)
    outer = fused(drawn, inner.component)
    invoke = door(engine, outer.component)
    for _ in range(4):
        given_ = [data.draw(values(type_)) for type_ in drawn]
        texts = [write(type_, value) for type_, value in zip(drawn, given_, strict=True)]
        fields = ",".join(f'"p{i}":{text}' for i, text in enumerate(texts))
        answer = invoke(f"{{{fields}}}")
        assert (answer.tag, answer.payload) == ("ok", f"[{','.join(texts)}]")


def test_more_flat_parameters_than_core_functions_take(engine: wasmtime.Engine) -> None:
    drawn = [t.STRING] * 9
    invoke = door(engine, fused(drawn, fused(drawn).component).component)
    texts = [f"text {i}" for i in range(9)]
    answer = invoke(json.dumps({f"p{i}": text for i, text in enumerate(texts)}))
    assert json.loads(answer.payload) == texts
