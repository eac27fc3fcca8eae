"""Graph -> Segmented: flows that wait become segments, all others stay as they are.

Takes an optimised graph that `verify` accepts; gives one that it accepts too, without services,
policies or `par`, in which each flow that had any is the first of its segments. Law: what the
stub's trampoline makes of the steps is what the graph gives, as far as components keep no state.
"""

from collections.abc import Container
from dataclasses import replace

from flowc.ir.graph import FlowGraph, Graph, Operation
from flowc.ir.verify import verify
from flowc.ir.walk import operations, values_of
from flowc.segment.pieces import Rest, in_order
from flowc.segment.places import Places
from flowc.segment.portions import portioned
from flowc.segment.program import Program, Segmented
from flowc.segment.ready import ready
from flowc.segment.routine import Routine, consts_of
from flowc.segment.steps import DONE
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span


def run(graph: Graph, apart: Container[str] = ()) -> Segmented:
    """Cut the flows of a graph; calls of components that are to be `apart` are cuts too."""
    whole, origins = portioned(graph, Places.of(graph, apart))
    program = Program(whole, Places.of(whole, apart), {flow.name: flow for flow in whole.flows})
    for flow in whole.flows:
        if flow.name in program.places.cut:
            _cut(program, flow, origins.get(flow.name, flow.name))
        else:
            program.add(flow, flow.name)
    made = replace(graph, flows=in_order(tuple(program.made), _called))
    try:
        verify(made)
    except InternalError as error:
        raise InternalError("segment", error.message) from error
    exported = tuple(flow for flow in graph.flows if flow.exported)
    cut = frozenset(flow.name for flow in exported if flow.name in program.places.cut)
    return Segmented(
        made,
        tuple(program.cuts[at] for at in range(program.reserved)),
        exported,
        cut,
        program.origins,
    )


def _called(flow: FlowGraph) -> set[str]:
    return {str(op.attribute) for op in operations(flow) if op.name == "flow"}


def _cut(program: Program, flow: FlowGraph, origin: str) -> None:
    """Make segments of a flow, which is a part of another one or its own origin."""
    routine = Routine(program, ready, origin, flow.result, flow.result)
    routine.made = 1 + max((value.id for value in values_of(flow)), default=-1)
    routine.consts = consts_of([flow.body])
    program.span = _place(flow)
    end = routine.end(DONE, program.span)
    body = flow.body
    rest = Rest(body.operations, body.result, end)
    routine.begin(flow.name, flow.params, (), lambda out: routine.all(out, rest), flow.doc)


def _place(flow: FlowGraph) -> Span:
    """Return where a flow's work begins."""
    first: Operation | None = next(iter(flow.body.operations), None)
    return Span("", 0, 0) if first is None else first.span
