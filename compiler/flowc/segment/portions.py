"""Loops with cuts in them, taken in portions: a step there holds a portion, not the whole list.

A step prints and reads all that is live, which in a loop is its list and what was made so far. So
such a loop becomes one over portions of its list, each of which a flow of its own takes; what is
live around that waits as the text that it is. There are about as many portions as the longest has
elements, so that a loop over n of them moves n^1.5 instead of n^2. Law: the graph that is given
back gives what the given one gives, as far as what a portion makes can be printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from flowc.frontend import terms as t
from flowc.ir.graph import Attribute, FlowGraph, Graph, Operation, Region, Value
from flowc.ir.walk import inside, values_of
from flowc.segment.free import constants, of_regions
from flowc.segment.pieces import param
from flowc.segment.places import Places
from flowc.text.span import Span

OK, ERR = 0, 1


def portioned(graph: Graph, places: Places) -> tuple[Graph, Mapping[str, str]]:
    """Return a graph whose loops with cuts are taken in portions, and whose part each flow is."""
    flows: list[FlowGraph] = []
    origins: dict[str, str] = {}
    for flow in graph.flows:
        if flow.name in places.cut:
            made = 1 + max((one.id for one in values_of(flow)), default=-1)
            loops = _Loops(flow, places, made, tuple(constants(flow.body.operations)))
            whole = replace(flow, body=loops.region(flow.body))
            origins |= dict.fromkeys((one.name for one in loops.flows), flow.name)
            flows += [*loops.flows, whole]
        else:
            flows.append(flow)
    return replace(graph, flows=tuple(flows)), origins


@dataclass(slots=True)
class _Loops:
    """The loops of one flow; `made` is above the number of any value."""

    flow: FlowGraph
    places: Places
    made: int
    constants: tuple[Operation, ...]
    flows: list[FlowGraph] = field(default_factory=list)

    def region(self, region: Region) -> Region:
        """Return a region in which loops with cuts are taken in portions, inner ones first."""
        operations = (one for op in region.operations for one in self.operation(op))
        return replace(region, operations=tuple(operations))

    def operation(self, op: Operation) -> Iterator[Operation]:
        """Yield what stands for an operation; the last makes its value."""
        if not self.places.holds(op):
            yield op
            return
        inner = replace(op, regions=tuple(map(self.region, op.regions)))
        if op.name == "fold" or (op.name == "for" and op.attribute is None):
            yield from self.loop(inner)
        else:
            yield inner

    def loop(self, op: Operation) -> Iterator[Operation]:
        """Yield a loop over the portions of a loop's list, each of which a flow takes."""
        source, *start = op.operands
        portion, *so_far = (self.value(one.type) for one in op.operands)
        portions, cut = self.make("portions", t.List(source.type), (source,), op.span)
        taken = self.taken(op, (portion, *so_far))
        body = Region((portion, *so_far), taken, taken[-1].result)
        yield cut
        if start:
            yield replace(op, operands=(portions, *start), regions=(body,))
            return
        type_ = t.List(op.result.type)
        lists, each = self.make("for", type_, (portions,), op.span, regions=(body,))
        yield each
        yield Operation("joined", op.result, (lists,), None, (), op.span, op.flow)

    def taken(self, op: Operation, operands: tuple[Value, ...]) -> tuple[Operation, ...]:
        """Make the flow that takes a portion; return the call of it, and the way out behind it."""
        leaves = any(one.name == "try" for region in op.regions for one in inside(region))
        result = t.Result(op.result.type, self.flow.result) if leaves else op.result.type
        around = of_regions(op.regions)
        again = [one for one in self.constants if one.result.id in around]
        for one in again:
            del around[one.result.id]
        given = (*around.values(), *operands)
        name = f"{self.flow.name}.portion-{len(self.flows) + 1}"
        loop = replace(op, result=self.value(op.result.type), operands=operands)
        body = self.ended(loop, result) if leaves else ((loop,), loop.result)
        params = tuple(param(f"v{i}", one) for i, one in enumerate(given))
        region = Region(given, (*again, *body[0]), body[1])
        made = FlowGraph(name, exported=False, doc="", params=params, result=result, body=region)
        self.flows.append(made)
        value, call = self.make("flow", result, given, op.span, attribute=name)
        return (call, self.way_out(op, value)) if leaves else (call,)

    def ended(self, loop: Operation, result: t.Type) -> tuple[tuple[Operation, ...], Value]:
        """Return a loop whose value is an ok, and what its flow was to end with an err."""
        regions = tuple(self.leaving(region, result) for region in loop.regions)
        end, well = self.make("case", result, (loop.result,), loop.span, attribute=OK)
        return (replace(loop, regions=regions), well), end

    def leaving(self, region: Region, result: t.Type) -> Region:
        """Return a region in which what ends the flow is an err of its result."""
        return replace(region, operations=tuple(self.left(op, result) for op in region.operations))

    def left(self, op: Operation, result: t.Type) -> Operation:
        """Return an operation in which it is."""
        regions = tuple(self.leaving(region, result) for region in op.regions)
        if op.name == "try":
            (way,) = regions
            end, case = self.make("case", result, (way.result,), op.span, attribute=ERR)
            regions = (Region(way.params, (*way.operations, case), end),)
        return replace(op, regions=regions)

    def way_out(self, op: Operation, value: Value) -> Operation:
        """Return what ends the flow where a portion did."""
        left = self.value(self.flow.result)
        way = Region((left,), (), left)
        return self.make("try", op.result.type, (value,), op.span, regions=(way,))[1]

    def make(  # noqa: PLR0913 - the fields of an operation
        self,
        name: str,
        type_: t.Type,
        operands: tuple[Value, ...],
        span: Span,
        *,
        attribute: Attribute = None,
        regions: tuple[Region, ...] = (),
    ) -> tuple[Value, Operation]:
        """Return a value of its own number, and the operation that makes it."""
        value = self.value(type_)
        return value, Operation(name, value, operands, attribute, regions, span)

    def value(self, type_: t.Type) -> Value:
        """Return a value with a number that no other has."""
        self.made += 1
        return Value(self.made - 1, type_)
