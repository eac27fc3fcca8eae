"""What must hold of a graph, rule by rule: names, scopes, and each operation's types.

`verify` takes any graph and returns where it is sound, or raises `InternalError`: a broken graph
is a fault of ours. `broken` yields what is wrong instead, for a graph that a person wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, Graph, Operation, Region, Value
from flowc.ir.print import operation
from flowc.ir.rules import rule_broken
from flowc.ir.rules.saying import Around
from flowc.ir.rules.values import is_closed
from flowc.text.diagnostic import InternalError


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, in a flow; at an operation where it is one's."""

    rule: str
    flow: str
    operation: Operation | None

    def __str__(self) -> str:
        place = "" if self.operation is None else f": `{operation(self.operation)}`"
        return f"flow `{self.flow}`{place}: {self.rule}"


def verify(graph: Graph) -> None:
    """Return if a graph is sound; raise `InternalError` with its first broken rule if not."""
    for one in broken(graph):
        raise InternalError("ir", str(one))


def broken(graph: Graph) -> Iterator[Broken]:
    """Yield every rule that a graph breaks, in the order of its text."""
    earlier: dict[str, FlowGraph] = {}
    closed: dict[int, bool] = {}
    for flow in graph.flows:
        if flow.name in earlier:
            yield Broken("there are two flows of this name", flow.name, None)
        around = Around(graph.components, earlier, flow)
        yield from _Scopes(around, closed).flow()
        earlier[flow.name] = flow


@dataclass(slots=True)
class _Scopes:
    """One flow on the way through: the values that may be used here, and all ids ever made."""

    around: Around
    closed: dict[int, bool]
    visible: dict[int, Value] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    at: Operation | None = None

    def flow(self) -> Iterator[Broken]:
        flow = self.around.flow
        yield from self.params(flow)
        for param in flow.params:
            if param.default is not None:
                yield from self.default(param.default, param.value.type)
        for param in flow.params:
            yield from self.define(param.value)
        yield from self.operations(flow.body)
        self.at = None
        yield from self.result(flow.body, flow.result, "the flow's result")

    def fault(self, rule: str) -> Broken:
        return Broken(rule, self.around.flow.name, self.at)

    def params(self, flow: FlowGraph) -> Iterator[Broken]:
        if flow.body.params != tuple(param.value for param in flow.params):
            yield self.fault("its body is not given its parameters")
        if len({param.name for param in flow.params}) < len(flow.params):
            yield self.fault("two parameters have one name")

    def default(self, region: Region, type_: t.Type) -> Iterator[Broken]:
        """Check a default, which sees no values but its own."""
        if region.params:
            yield self.fault("a default is given values")
        yield from self.inner(region)
        self.at = None
        if region.result.type != type_:
            yield self.fault(f"a default is of type {region.result.type}, expected {type_}")

    def define(self, value: Value) -> Iterator[Broken]:
        if value.id in self.made:
            yield self.fault(f"%{value.id} is defined twice")
        if not self.is_closed(value.type):
            yield self.fault(f"%{value.id} is of type {value.type}, which no flow may hold")
        self.made.add(value.id)
        self.visible[value.id] = value

    def is_closed(self, type_: t.Type) -> bool:
        """Ask once for each type that there is: one with many parts takes long to be told apart."""
        known = self.closed.get(id(type_))
        if known is None:
            known = self.closed[id(type_)] = is_closed(type_)
        return known

    def use(self, value: Value) -> Iterator[Broken]:
        known = self.visible.get(value.id)
        if known is None:
            yield self.fault(f"%{value.id} is used where it is not defined")
        elif known.type != value.type:
            yield self.fault(f"%{value.id} is used as {value.type}, but is of type {known.type}")

    def operations(self, region: Region) -> Iterator[Broken]:
        for op in region.operations:
            self.at = op
            for operand in op.operands:
                yield from self.use(operand)
            rule = rule_broken(op, self.around)
            if rule:
                yield self.fault(rule)
            for inner in op.regions:
                yield from self.inner(inner)
                self.at = op
            yield from self.define(op.result)

    def inner(self, region: Region) -> Iterator[Broken]:
        """Check a region: it sees what is outside; what it defines is gone after it."""
        before = len(self.visible)
        for param in region.params:
            yield from self.define(param)
        yield from self.operations(region)
        yield from self.use(region.result)
        while len(self.visible) > before:
            self.visible.popitem()

    def result(self, region: Region, type_: t.Type, what: str) -> Iterator[Broken]:
        yield from self.use(region.result)
        if region.result.type != type_:
            yield self.fault(f"{what} is of type {region.result.type}, expected {type_}")
