"""Flows in the place of calls of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flowc.ir.graph import Callee, FlowGraph, Graph, Operation, Region, Value
from flowc.ir.walk import inside, operations, values_of
from flowc.optimise.copying import Copy
from flowc.optimise.reach import roots
from flowc.optimise.rewrite import renamed


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many operations a flow may have and be put elsewhere, and how many it may come to have.

    `small` is for flows that are no longer than what calls them, as code; `once` for those that one
    call alone comes to, so that nothing is written twice. An engine's time grows faster than a
    flow does, hence `whole`; `deep` are the regions that stand within each other.
    """

    small: int = 8
    once: int = 100
    whole: int = 1000
    deep: int = 16


_WAITING = ("with", "par", "catch", "sleep", "covered")


@dataclass(frozen=True, slots=True)
class Inline:
    """Put a flow in the place of a call of it where it is small or called once.

    Law: the same results, the same faults at the same places in the same flows, and the same calls
    of components in the same order. Flows that wait stay whole, and so does what policies govern: a
    step says which flow it is of. A `try` of the flow ends what stands in the call's place alone.
    """

    name: str = "inline"
    bounds: Bounds = Bounds()

    def run(self, graph: Graph) -> Graph:
        """Inline in every flow that is still called, callers first: nothing is copied in vain."""
        small = _Sizes(graph, self.bounds).small()
        flows = {flow.name: flow for flow in graph.flows}
        called = roots(graph)
        for name in reversed(flows):
            if name in called:
                made = _Inlining.of(flows[name], flows, small, self.bounds.whole).whole()
                flows[name] = made
                called |= {str(op.attribute) for op in operations(made) if op.name == "flow"}
        return replace(graph, flows=tuple(flows.values()))


class _Sizes:
    """How large flows become, callees first, by what is put in the place of their calls."""

    def __init__(self, graph: Graph, bounds: Bounds) -> None:
        self.graph = graph
        self.bounds = bounds
        self.size: dict[str, int] = {}
        self.depth: dict[str, int] = {}

    def small(self) -> Mapping[str, int]:
        """Return the flows that may stand in the place of their calls, with their sizes."""
        called = Counter(
            op.attribute
            for flow in self.graph.flows
            for op in operations(flow)
            if op.name == "flow"
        )
        kept, bounds = roots(self.graph), self.bounds
        for flow in self.graph.flows:
            is_once = called[flow.name] == 1 and flow.name not in kept
            ops = tuple(inside(flow.body))
            size = len(ops) + sum(self.size.get(name, 0) for name in _called(ops))
            depth = self.depth_of(flow.body)
            if (
                size <= (bounds.once if is_once else bounds.small)
                and depth <= bounds.deep
                and self.may_move(flow.body)
            ):
                self.size[flow.name], self.depth[flow.name] = size, depth
        return self.size

    def may_move(self, body: Region) -> bool:
        """Whether a body does not wait, and has no `try` but at its own level."""
        inner = (op for outer in body.operations for one in outer.regions for op in inside(one))
        return not any(op.name == "try" for op in inner) and not any(map(self.waits, inside(body)))

    def waits(self, op: Operation) -> bool:
        """Whether an operation is a place where a flow waits, or asks where it has been."""
        if op.name == "call" and isinstance(op.attribute, Callee):
            return self.graph.components[op.attribute.component].service
        return op.name in _WAITING or (op.name == "for" and op.attribute is not None)

    def depth_of(self, region: Region) -> int:
        """Return how many regions will stand within each other: a `try` will hold what follows."""
        tries = sum(1 for op in region.operations if op.name == "try")
        called = (self.depth.get(name, 0) for name in _called(region.operations))
        within = (1 + self.depth_of(one) for op in region.operations for one in op.regions)
        return tries + max((*called, *within), default=0)


def _called(ops: Iterable[Operation]) -> Iterable[str]:
    return (str(op.attribute) for op in ops if op.name == "flow")


@dataclass(slots=True)
class _Inlining:
    """One flow on the way: `left` are the operations that it may still grow by."""

    flow: FlowGraph
    flows: Mapping[str, FlowGraph]
    small: Mapping[str, int]
    next: int
    left: int
    names: dict[int, Value] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        flow: FlowGraph,
        flows: Mapping[str, FlowGraph],
        small: Mapping[str, int],
        whole: int,
    ) -> "_Inlining":
        above = 1 + max((value.id for value in values_of(flow)), default=-1)
        return cls(flow, flows, small, above, whole - sum(1 for _ in inside(flow.body)))

    def whole(self) -> FlowGraph:
        return replace(self.flow, body=self.region(self.flow.body))

    def region(self, region: Region) -> Region:
        made: list[Operation] = []
        self.into(made, region.operations)
        result = self.names.get(region.result.id, region.result)
        return Region(region.params, tuple(made), result)

    def into(self, made: list[Operation], ops: Iterable[Operation]) -> None:
        for op in ops:
            self.operation(made, renamed(op, self.names))

    def operation(self, made: list[Operation], op: Operation) -> None:
        """Write an operation, or what is called in its place; what is governed stays a call."""
        size = self.small.get(str(op.attribute)) if op.name == "flow" else None
        if size is not None and size <= self.left:
            self.inline(made, op)
        elif op.name == "with":
            governed, *fallback = op.regions
            calls = tuple(renamed(call, self.names) for call in governed.operations)
            first = replace(governed, operations=calls)
            made.append(replace(op, regions=(first, *map(self.region, fallback))))
        else:
            made.append(replace(op, regions=tuple(map(self.region, op.regions))))

    def inline(self, made: list[Operation], op: Operation) -> None:
        """Write what a flow does with the arguments of a call, its own calls likewise."""
        flow = self.flows[str(op.attribute)]
        copy = Copy.of(flow, op.operands, self.next)
        copied, result = copy.operations(flow.body.operations, flow.body.result)
        self.next = copy.next
        self.left -= len(copied)
        self.into(made, copied)
        self.names[op.result.id] = self.names.get(result.id, result)
