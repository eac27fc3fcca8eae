"""Every pass, alone and with the others, keeps results and faults."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows, flows_eval
from tests.ir.evaluate import evaluate
from tests.meaning import Fault
from tests.strategies import Value

from flowc import ir
from flowc.frontend.typed import TypedFlow
from flowc.optimise import DEFAULT_PASSES, Pass, run

SUITES = [(one,) for one in DEFAULT_PASSES] + [DEFAULT_PASSES]
NAMES = [*(one.name for one in DEFAULT_PASSES), "all"]


def outcome(run_: Callable[[], Value]) -> str:
    """Return what came of a call: `repr` tells -0.0 from 0.0, and finds a NaN equal to a NaN."""
    try:
        return repr(run_())
    except Fault as fault:
        return repr(fault.place)


def of_tree(package: TypedFlow, flow: str, args: Mapping[str, Value]) -> str:
    return outcome(lambda: flows_eval.evaluate(package, flow, args, fixture.Twin().function))


def of_graph(graph: ir.Graph, flow: str, args: Mapping[str, Value]) -> str:
    return outcome(lambda: evaluate(graph, flow, args, fixture.Twin().callee))


@pytest.mark.parametrize("passes", SUITES, ids=NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_results_and_faults_stay(passes: tuple[Pass, ...], data: st.DataObject) -> None:
    package = data.draw(flows.packages())
    graph = ir.lower(package)
    better = run(graph, passes)
    for _ in range(3):
        flow, args = data.draw(flows.calls(package))
        expected = of_tree(package, flow, args)
        assert of_graph(graph, flow, args) == expected
        assert of_graph(better, flow, args) == expected
