"""Walks over a flow: every operation and every value, in the order they are written."""

from collections.abc import Iterable, Iterator, Mapping

from flowc.frontend.signature import Function
from flowc.ir.graph import Callee, FlowGraph, Graph, Operation, Region, Value


def regions(flow: FlowGraph) -> Iterator[Region]:
    """Yield the regions directly in a flow: its defaults, then its body."""
    for param in flow.params:
        if param.default is not None:
            yield param.default
    yield flow.body


def operations(flow: FlowGraph) -> Iterator[Operation]:
    """Yield every operation of a flow, an outer one before those in its regions."""
    for region in regions(flow):
        yield from inside(region)


def inside(region: Region) -> Iterator[Operation]:
    """Yield every operation of a region and of the regions in it."""
    for op in region.operations:
        yield op
        for inner in op.regions:
            yield from inside(inner)


def reachable(graph: Graph, names: Iterable[str]) -> list[FlowGraph]:
    """Return the flows of the names and all that they call, in the order of the graph.

    Callers come after what they call, so one walk back is enough.
    """
    called, kept = set(names), []
    for flow in reversed(graph.flows):
        if flow.name in called:
            kept.append(flow)
            called |= {
                op.attribute
                for op in operations(flow)
                if op.name == "flow" and isinstance(op.attribute, str)
            }
    return kept[::-1]


def behind(graph: Graph, alias: str) -> tuple[str, ...]:
    """Return a component and those that satisfy its imports, however indirectly, but for flows."""
    found = {alias: None}
    for one in (waiting := [alias]):
        for fill in graph.fills.get(one, ()):
            for _, by in fill.functions:
                if isinstance(by, Callee) and by.component not in found:
                    found[by.component] = None
                    waiting.append(by.component)
    return tuple(found)


def supplied(graph: Graph) -> frozenset[str]:
    """Return the flows that stand for what components import."""
    suppliers = (by for fills in graph.fills.values() for fill in fills for _, by in fill.functions)
    return frozenset(by for by in suppliers if isinstance(by, str))


def values_of(flow: FlowGraph) -> Iterator[Value]:
    """Yield every value of a flow where it is defined."""
    for param in flow.params:
        yield param.value
    for op in operations(flow):
        yield op.result
        for region in op.regions:
            yield from region.params


def calls_in(graph: Graph) -> Mapping[str, tuple[Function, ...]]:
    """Return the functions that are called, by alias, both in the order they are declared in.

    So are those that satisfy an import of a component that is called.
    """
    called = {
        op.attribute
        for flow in graph.flows
        for op in operations(flow)
        if isinstance(op.attribute, Callee)
    }
    for alias in {other for one in called for other in behind(graph, one.component)}:
        supplied = (by for fill in graph.fills.get(alias, ()) for _, by in fill.functions)
        called |= {by for by in supplied if isinstance(by, Callee)}
    found = {
        alias: tuple(f for f in one.functions if Callee(alias, f.interface, f.name) in called)
        for alias, one in graph.components.items()
    }
    return {alias: functions for alias, functions in found.items() if functions}
