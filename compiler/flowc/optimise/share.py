"""Equal work done once."""

from dataclasses import dataclass, field, replace

from flowc.ir.graph import FlowGraph, Graph, Operation, Region, Value
from flowc.optimise.effects import pure_flows
from flowc.optimise.rewrite import renamed, with_bodies

Key = tuple[object, ...]
_UNSHARED = ("call", "unanswered", "cover", "covered", "sleep")


@dataclass(frozen=True, slots=True)
class Share:
    """Let an operation stand for every later one that is equal to it and sees it.

    Law: the same results and the same faults: an equal operation on the same values gives the
    same value, and where it would fault the first one has faulted already. So does a flow that
    calls no component. Other calls are never shared, since a component may keep state, nor is
    anything that holds regions or that asks which points were reached, nor a call that policies
    are said for, which they need.
    """

    name: str = "share"

    def run(self, graph: Graph) -> Graph:
        """Share in every flow's body."""
        pure = pure_flows(graph)
        return with_bodies(graph, lambda flow: _Sharing(pure).body(flow))


@dataclass(slots=True)
class _Sharing:
    """One flow on the way: what was made where it is still seen, newest last, and its names.

    `pure` are the flows whose calls may be shared.
    """

    pure: frozenset[str]
    seen: dict[Key, Value] = field(default_factory=dict)
    names: dict[int, Value] = field(default_factory=dict)

    def body(self, flow: FlowGraph) -> Region:
        return self.region(flow.body)

    def region(self, region: Region) -> Region:
        before = len(self.seen)
        operations = [op for old in region.operations if (op := self.operation(old)) is not None]
        while len(self.seen) > before:
            self.seen.popitem()
        result = self.names.get(region.result.id, region.result)
        return Region(region.params, tuple(operations), result)

    def operation(self, old: Operation) -> Operation | None:
        """Return what an operation becomes, None where an earlier one stands for it."""
        op = renamed(old, self.names)
        if op.name == "with":
            governed, *fallback = op.regions
            return replace(op, regions=(self.kept(governed), *map(self.region, fallback)))
        if op.regions or op.name in _UNSHARED or self.is_call(op):
            return replace(op, regions=tuple(map(self.region, op.regions)))
        known = self.seen.setdefault(_key(op), op.result)
        if known == op.result:
            return op
        self.names[op.result.id] = known
        return None

    def kept(self, governed: Region) -> Region:
        """Return the region of a call under policies with that call in it, known or not."""
        operations = tuple(renamed(one, self.names) for one in governed.operations)
        return Region(governed.params, operations, governed.result)

    def is_call(self, op: Operation) -> bool:
        """Whether an operation calls a flow that may do more than give a value."""
        return op.name == "flow" and op.attribute not in self.pure


def _key(op: Operation) -> Key:
    """Tell operations apart; `repr`, since 0.0 equals -0.0 and true equals 1."""
    operands = tuple(operand.id for operand in op.operands)
    return op.name, operands, repr(op.attribute), op.result.type
