"""Flows put in the place of their calls, however large: so is every random flow, in a caller."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import flows
from tests.optimise.test_passes_keep_meaning import of_graph, of_tree

from flowc import ir
from flowc.ir.graph import FlowGraph, Operation, Region, Value
from flowc.ir.verify import verify
from flowc.ir.walk import operations, values_of
from flowc.optimise.inline import Bounds, Inline
from flowc.text.span import Span

GENEROUS = Inline(bounds=Bounds(small=1 << 20, once=1 << 20, whole=1 << 20, deep=1 << 10))
CALLS = "calls-"
"""Before the name of a flow that does nothing but call another."""


def with_callers(graph: ir.Graph) -> ir.Graph:
    """Return a graph with a flow for each exported one that calls it."""
    callers = tuple(caller(flow) for flow in graph.flows if flow.exported)
    return replace(graph, flows=(*graph.flows, *callers))


def caller(flow: FlowGraph) -> FlowGraph:
    """Return a flow that calls another, with its parameters and their defaults."""
    params = flow.body.params
    result = Value(1 + max((value.id for value in values_of(flow)), default=-1), flow.result)
    call = Operation("flow", result, params, flow.name, (), Span("", 0, 0))
    return replace(flow, name=CALLS + flow.name, body=Region(params, (call,), result))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_stands_in_a_calls_place_does_what_was_called(data: st.DataObject) -> None:
    package = data.draw(flows.packages())
    graph = GENEROUS.run(with_callers(ir.lower(package)))
    verify(graph)
    for _ in range(3):
        flow, args = data.draw(flows.calls(package))
        expected = of_tree(package, flow, args)
        assert of_graph(graph, flow, args) == expected
        assert of_graph(graph, CALLS + flow, args) == expected


def test_random_packages_are_put_in_place_with_all_they_are_made_of() -> None:
    """What the other test promises would be empty without."""
    found = set[str]()

    @settings(max_examples=40, database=None, derandomize=True)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        graph = GENEROUS.run(with_callers(ir.lower(data.draw(flows.packages()))))
        found.update(op.name for flow in graph.flows for op in operations(flow) if op.flow)

    look()
    assert {"call", "switch", "case", "if"} <= found
