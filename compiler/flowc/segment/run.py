"""Graph -> Segmented: flows that wait become segments, all others stay as they are.

Takes an optimised graph that `verify` accepts; gives one that it accepts too, without services,
policies or `par`, in which each flow that had any is the first of its segments. Law: what the
stub's trampoline makes of the steps is what the graph gives, as far as components keep no state.
"""

from collections.abc import Container
from dataclasses import dataclass, field, replace

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, Graph, Operation
from flowc.ir.verify import verify
from flowc.ir.walk import operations, values_of
from flowc.segment.pieces import Rest, in_order
from flowc.segment.places import Places
from flowc.segment.program import Cut, Segmented
from flowc.segment.routine import Routine, consts_of
from flowc.segment.steps import DONE
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span


def run(graph: Graph, apart: Container[str] = ()) -> Segmented:
    """Cut the flows of a graph; calls of components that are to be `apart` are cuts too."""
    program = Program(graph, Places.of(graph, apart), {flow.name: flow for flow in graph.flows})
    for flow in graph.flows:
        if flow.name in program.places.cut:
            program.cut(flow)
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


@dataclass(slots=True)
class Program:
    """What the routines of a package share: cuts by number, flows made, names given out."""

    graph: Graph
    places: Places
    flows: dict[str, FlowGraph]
    cuts: dict[int, Cut] = field(default_factory=dict)
    made: list[FlowGraph] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    reserved: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    span: Span = field(default_factory=lambda: Span("", 0, 0))

    def reserve(self) -> int:
        """Return the number of the next cut."""
        self.reserved += 1
        return self.reserved - 1

    def fresh(self, origin: str, kind: str, number: int | None = None) -> str:
        """Return a name that no flow has, with the next number of its kind, or that of a cut."""
        stem = f"{origin}.{kind}"
        count = self.counts.get(stem, 0) + 1 if number is None else number
        while (name := f"{stem}-{count}") in self.flows or name in self.origins:
            count += 1
        self.counts[stem] = count
        self.origins[name] = origin
        return name

    def add(self, flow: FlowGraph, origin: str) -> None:
        """Add a flow of the result."""
        self.origins[flow.name] = origin
        self.made.append(flow)

    def routine(self, origin: str, result: t.Type, left: t.Type, *, branch: bool) -> Routine:
        """Return a routine that nothing was written of."""
        return Routine(self, origin, result, left, branch, 0, {})

    def cut(self, flow: FlowGraph) -> None:
        """Make segments of a flow."""
        routine = self.routine(flow.name, flow.result, flow.result, branch=False)
        routine.made = 1 + max((value.id for value in values_of(flow)), default=-1)
        routine.consts = consts_of([flow.body])
        self.span = _place(flow)
        end = routine.end(DONE, self.span)
        body = flow.body
        rest = Rest(body.operations, body.result, end)
        routine.begin(flow.name, flow.params, (), lambda out: routine.all(out, rest), flow.doc)


def _place(flow: FlowGraph) -> Span:
    """Return where a flow's work begins."""
    first: Operation | None = next(iter(flow.body.operations), None)
    return Span("", 0, 0) if first is None else first.span
