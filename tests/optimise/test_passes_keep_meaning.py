"""Every pass, alone and with the others, keeps results, faults and calls of components."""

from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import fixture, flows, flows_eval
from tests.ir.evaluate import evaluate
from tests.meaning import Fault
from tests.strategies import Value

from flowc import ir
from flowc.frontend.typed import TypedFlow
from flowc.optimise import DEFAULT_PASSES, run

SUITES = {one.name: (one,) for one in DEFAULT_PASSES} | {"all": DEFAULT_PASSES}


def outcome(twin: fixture.Twin, run_: Callable[[], Value]) -> str:
    """Return what came of a call, and the calls of components it made, in order.

    It is compared as `repr`, which tells -0.0 from 0.0 and finds a NaN equal to a NaN.
    """
    try:
        return repr((run_(), twin.log))
    except Fault as fault:
        return repr((fault.place, twin.log))


def of_tree(package: TypedFlow, flow: str, args: Mapping[str, Value]) -> str:
    twin = fixture.Twin()
    return outcome(twin, lambda: flows_eval.evaluate(package, flow, args, twin.function))


def of_graph(graph: ir.Graph, flow: str, args: Mapping[str, Value]) -> str:
    twin = fixture.Twin()
    return outcome(twin, lambda: evaluate(graph, flow, args, twin.callee))


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_results_faults_and_calls_stay(data: st.DataObject) -> None:
    """Draw once for all of them: making a package takes longer than any pass."""
    package = data.draw(flows.packages())
    graph = ir.lower(package)
    better = {name: run(graph, passes) for name, passes in SUITES.items()}
    for _ in range(3):
        flow, args = data.draw(flows.calls(package))
        expected = of_tree(package, flow, args)
        assert of_graph(graph, flow, args) == expected
        for name, one in better.items():
            assert of_graph(one, flow, args) == expected, name
