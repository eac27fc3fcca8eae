"""Random packages answer as they do by themselves when their component is bound instead."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import flows
from tests.produce.test_differential import NO_JSON, Built

from flowc import plan
from flowc.wrap.sealed import sealed
from flowrt.archive.archive import open_archive
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.problems.report import Problem
from flowrt.run.runner import Runner
from flowrt.trust.keys import PublicKey
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import verify


def wrapped(built: Built) -> Runner:
    made = plan.build(built.graph)
    functions = (
        ServiceFunction(
            made.interface, one.name, tuple((p.name, p.type) for p in one.params), one.result
        )
        for one in made.entries
    )
    key, data = sealed(built.fused.component, "x.wasm", Service("x", tuple(functions)))
    trust = Trust((Publisher("tests", (PublicKey(key),), ("wrapped:*",)),))
    return Runner(verify(open_archive(data), trust, 0))


def agree(data: st.DataObject, calls: int) -> None:
    built = Built.of(data.draw(flows.packages()))
    runner = wrapped(built)
    for _ in range(calls):
        flow, args = data.draw(flows.calls(built.package))
        if len(args) < len(built.body(flow).params):
            continue  # a function has no defaults
        expected = built.by_door(flow, args)
        faults = expected == NO_JSON or expected.startswith("Place(")
        assert outcome(runner, flow, built.text(flow, args)) == ("" if faults else expected)


def outcome(runner: Runner, flow: str, text: bytes) -> str:
    """Return a result, empty for a fault."""
    try:
        return runner.call_json(flow, text.decode())
    except Problem:
        return ""


@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_bound_component_is_the_flow(data: st.DataObject) -> None:
    agree(data, calls=3)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_many_bound_components_are_the_flow(data: st.DataObject) -> None:
    agree(data, calls=4)
