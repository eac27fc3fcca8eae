"""Pieces of a flow that is being cut, made into flows: what each takes, and new numbers.

A piece keeps the numbers of the flow it was cut from until all cases of the flow's step are known;
`finished` then gives it the step's type and numbers of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flowc.frontend import terms as t
from flowc.frontend.capability import Capabilities
from flowc.ir.graph import FlowGraph, GraphParam, Operation, Region, Value
from flowc.segment.steps import STEP


@dataclass(slots=True)
class Out:
    """Operations being written.

    `resumed` says that they stand in a segment that goes on after a cut: nothing calls that one, so
    it may call any other piece of its flow.
    """

    resumed: bool
    operations: list[Operation] = field(default_factory=list)

    def nested(self) -> "Out":
        """Return room for a region."""
        return Out(self.resumed)


@dataclass(frozen=True, slots=True)
class Then:
    """What follows a value: `write` writes it into any piece that has the `captures`."""

    captures: tuple[Value, ...]
    write: Callable[[Out, Value], Value]


@dataclass(frozen=True, slots=True)
class Rest:
    """The operations that are left of a region, its result, and what follows that."""

    operations: tuple[Operation, ...]
    result: Value
    then: Then


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece: its parameters are its own, its result is a step."""

    name: str
    params: tuple[GraphParam, ...]
    operations: tuple[Operation, ...]
    result: Value
    entry: bool
    doc: str = ""

    def finished(self, step: t.Type) -> FlowGraph:
        """Return the flow that this piece is."""
        new = _Numbers(step)
        params = tuple(
            replace(p, value=new.value(p.value), default=p.default and new.region(p.default))
            for p in self.params
        )
        given = tuple(param.value for param in self.params)
        body = new.region(Region(given, self.operations, self.result))
        needs = Capabilities()
        return FlowGraph(self.name, False, self.doc, params, step, body, needs, self.entry)  # noqa: FBT003 - exported


def param(name: str, value: Value) -> GraphParam:
    """Return a parameter without documentation or default."""
    return GraphParam(name, "", value, None)


@dataclass(slots=True)
class _Numbers:
    """Values from 0 up, in the order in which they stand."""

    step: t.Type
    known: dict[int, Value] = field(default_factory=dict)

    def value(self, value: Value) -> Value:
        if value.id not in self.known:
            type_ = self.step if value.type is STEP else value.type
            self.known[value.id] = Value(len(self.known), type_)
        return self.known[value.id]

    def region(self, region: Region) -> Region:
        params = tuple(map(self.value, region.params))
        operations = tuple(map(self.operation, region.operations))
        return Region(params, operations, self.value(region.result))

    def operation(self, op: Operation) -> Operation:
        operands = tuple(map(self.value, op.operands))
        regions = tuple(map(self.region, op.regions))
        return replace(op, operands=operands, regions=regions, result=self.value(op.result))


def in_order(
    flows: tuple[FlowGraph, ...], calls: Callable[[FlowGraph], set[str]]
) -> tuple[FlowGraph, ...]:
    """Return flows such that each stands after those it calls, else in the order given."""
    named: Mapping[str, FlowGraph] = {flow.name: flow for flow in flows}
    done: dict[str, FlowGraph] = {}
    for flow in flows:
        waiting = [flow]
        while waiting:
            one = waiting[-1]
            ahead = [named[n] for n in sorted(calls(one)) if n in named and n not in done]
            if ahead:
                waiting += ahead
            else:
                done[waiting.pop().name] = one
    return tuple(done.values())
