"""Flows with some of their calls sent elsewhere: to stubs, to copies, or nowhere.

Takes a flow's graph and the `Detour` of its calls; gives the same flow under another name, in
which a call that has a stub asks that first, and one that has no code ends with a fault.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from flowc.frontend import terms as t
from flowc.ir.graph import Attribute, Callee, FlowGraph, Operation, Region, Value
from flowc.ir.walk import operations, values_of

Target = Callee | str
"""What is called: a component's function, or a flow by its name."""
NONE, SOME = 0, 1


@dataclass(frozen=True, slots=True)
class Detour:
    """Where calls go: `stubs` by what they answer for, `copies` of flows, who has `code` at all."""

    stubs: Mapping[Target, str]
    copies: Mapping[str, str]
    code: Container[str]


def target_of(op: Operation) -> Target | None:
    """Return what an operation calls, None if it is no call."""
    match op.name, op.attribute:
        case "call", Callee() as callee:
            return callee
        case "flow", str() as flow:
            return flow
        case _:
            return None


def targets(flow: FlowGraph) -> Iterator[Target]:
    """Yield what a flow calls."""
    found = (target_of(op) for op in operations(flow))
    return (target for target in found if target is not None)


def redirected(flow: FlowGraph, name: str, detour: Detour) -> FlowGraph:
    """Return a flow under a name, its calls sent where the detour says; it is not exported."""
    made = 1 + max((value.id for value in values_of(flow)), default=-1)
    body = _Redirecting(detour, made).region(flow.body)
    return replace(flow, name=name, exported=False, body=body)


@dataclass(slots=True)
class _Redirecting:
    detour: Detour
    made: int

    def region(self, region: Region) -> Region:
        found = tuple(new for op in region.operations for new in self.operation(op))
        return replace(region, operations=found)

    def operation(self, op: Operation) -> Iterator[Operation]:
        if op.name == "with":
            # What answers in a test answers at once, so there is nothing to wait for or try again.
            (called,) = op.regions[0].operations
            op = replace(called, result=op.result)
        if op.name == "catch":
            yield from self.kept(op)
            return
        if op.name == "sleep":
            op = replace(op, name="make", attribute=None)
        target = target_of(op)
        stub = None if target is None else self.detour.stubs.get(target)
        if stub is None:
            yield self.straight(op, op.result)
            return
        answer = self.value(t.Option(op.result.type))
        yield Operation("flow", answer, op.operands, stub, (), op.span)
        yield replace(
            op,
            name="switch",
            operands=(answer,),
            attribute=(NONE, SOME),
            regions=(self.unanswered(op), self.answered(op)),
        )

    def kept(self, op: Operation) -> Iterator[Operation]:
        """Yield what a `catch` holds: a test is one instance, so what faults there ends it."""
        region = self.region(op.regions[0])
        yield from region.operations
        assert isinstance(op.result.type, t.Result)  # noqa: S101 - the verifier has seen to it
        payload = () if op.result.type.ok is None else (region.result,)
        yield replace(op, name="case", operands=payload, attribute=0, regions=())

    def unanswered(self, op: Operation) -> Region:
        called = self.straight(op, self.value(op.result.type))
        return Region((), (called,), called.result)

    def answered(self, op: Operation) -> Region:
        given = self.value(op.result.type)
        return Region((given,), (), given)

    def straight(self, op: Operation, result: Value) -> Operation:
        """Return an operation that no stub answers for."""
        regions = tuple(map(self.region, op.regions))
        attribute: Attribute = op.attribute
        match target_of(op):
            case Callee(component) if component not in self.detour.code:
                return Operation("unanswered", result, (), op.attribute, (), op.span)
            case str() as flow:
                attribute = self.detour.copies.get(flow, flow)
        return replace(op, result=result, attribute=attribute, regions=regions)

    def value(self, type_: t.Type) -> Value:
        self.made += 1
        return Value(self.made - 1, type_)
