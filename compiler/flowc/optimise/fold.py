"""Constants computed now: what is known of a value decides what an operation on it becomes."""

from dataclasses import dataclass, field, replace

from flowc.ir.graph import FlowGraph, Graph, Operation, Region, Value
from flowc.optimise.rewrite import renamed, with_bodies
from flowc.optimise.simplify import chosen, simplified


@dataclass(frozen=True, slots=True)
class Fold:
    """Compute what constants decide: numbers, comparisons, texts, parts, branches.

    Law: the same results and the same faults at the same places. What would fault is left as it
    stands; a branch that is not taken is dropped with all that is in it.
    """

    name: str = "fold"

    def run(self, graph: Graph) -> Graph:
        """Fold every flow's body."""
        return with_bodies(graph, lambda flow: _Folding().body(flow))


@dataclass(slots=True)
class _Folding:
    """One flow on the way: what made each value, and which value now stands for which."""

    made: dict[int, Operation] = field(default_factory=dict)
    names: dict[int, Value] = field(default_factory=dict)

    def body(self, flow: FlowGraph) -> Region:
        return self.region(flow.body)

    def region(self, region: Region) -> Region:
        operations: list[Operation] = []
        result = self.into(operations, region)
        return Region(region.params, tuple(operations), result)

    def into(self, operations: list[Operation], region: Region) -> Value:
        """Append what a region does; return its result."""
        for op in region.operations:
            self.operation(operations, renamed(op, self.names))
        return self.names.get(region.result.id, region.result)

    def operation(self, operations: list[Operation], op: Operation) -> None:
        taken = chosen(op, self.made)
        if taken is not None:
            region, given = taken
            self.names.update(zip((param.id for param in region.params), given, strict=True))
            self.names[op.result.id] = self.into(operations, region)
            return
        simple = simplified(op, self.made)
        if isinstance(simple, Value):
            self.names[op.result.id] = simple
            return
        simple = replace(simple, regions=tuple(map(self.region, simple.regions)))
        self.made[op.result.id] = simple
        operations.append(simple)
