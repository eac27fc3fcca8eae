"""A flow's body written again inside another flow: with numbers of its own, and no way out.

A `try` ends the flow it stands in, which the copy must not: what comes after it moves into the arm
of a `switch` in which it went well, and the way out becomes the other arm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, Operation, Region, Value
from flowc.optimise.rewrite import renamed
from flowc.text.diagnostic import InternalError


@dataclass(slots=True)
class Copy:
    """A copy on the way; `next` is above the number of any value of the flow it stands in."""

    origin: str
    next: int
    names: dict[int, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, flow: FlowGraph, arguments: Sequence[Value], next_: int) -> "Copy":
        """Start a copy of a flow that is called with some arguments."""
        given = zip(flow.params, arguments, strict=True)
        return cls(flow.name, next_, {param.value.id: value for param, value in given})

    def fresh(self, old: Value) -> Value:
        """Return the value of the copy that stands for one of the flow's."""
        self.next += 1
        new = self.names[old.id] = Value(self.next - 1, old.type)
        return new

    def region(self, region: Region) -> Region:
        """Return a region of the copy."""
        params = tuple(map(self.fresh, region.params))
        operations, result = self.operations(region.operations, region.result)
        return Region(params, operations, result)

    def operations(
        self, operations: Sequence[Operation], result: Value
    ) -> tuple[tuple[Operation, ...], Value]:
        """Return what operations become, and what they give."""
        made: list[Operation] = []
        for at, op in enumerate(operations):
            if op.name == "try":
                made.append(self.either(op, operations[at + 1 :], result))
                return tuple(made), made[-1].result
            made.append(self.operation(op))
        return tuple(made), self.names[result.id]

    def operation(self, op: Operation) -> Operation:
        """Return what an operation becomes; it keeps the flow that it was written in."""
        named = renamed(op, self.names)
        regions = tuple(map(self.region, op.regions))
        flow = op.flow or self.origin
        return replace(named, regions=regions, result=self.fresh(op.result), flow=flow)

    def either(self, op: Operation, after: Sequence[Operation], result: Value) -> Operation:
        """Return the `switch` that a `try` becomes, with all that comes after it inside."""
        subject = self.names[op.operands[0].id]
        left = self.region(op.regions[0])
        match subject.type:
            case t.Option(some):
                regions = (left, self.well(op, some, after, result))
            case t.Result(ok):
                regions = (self.well(op, ok, after, result), left)
            case _:
                raise InternalError("optimise", f"there is nothing to try in a {subject.type}")
        self.next += 1
        value = Value(self.next - 1, left.result.type)
        return Operation(
            "switch", value, (subject,), (0, 1), regions, op.span, op.flow or self.origin
        )

    def well(
        self, op: Operation, payload: t.Type | None, after: Sequence[Operation], result: Value
    ) -> Region:
        """Return the arm in which it goes on."""
        taken = self.fresh(op.result)
        operations, value = self.operations(after, result)
        if payload is not None:
            return Region((taken,), operations, value)
        empty = Operation("make", taken, (), None, (), op.span, op.flow or self.origin)
        return Region((), (empty, *operations), value)
