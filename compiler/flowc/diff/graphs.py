"""What changed of what flows do, by the graphs that archives keep of them.

A flow is compared with all that it calls, as the compiler's graph says it without places in the
source: names of values, layout, comments and the order of declarations make no difference. Graphs
that are not there, or of a form that is not known, say nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flowc import ir
from flowc.diff.changes import Change
from flowc.ir.graph import Callee, FlowGraph, Graph
from flowc.ir.walk import behind, operations, reachable
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowrt.verify import VerifiedArchive


def graphs(old: VerifiedArchive, new: VerifiedArchive) -> Iterator[Change]:
    """Give each flow of both archives that does something else now, or calls another component."""
    if old.document("graph") == new.document("graph"):
        return
    one, other = _read(old), _read(new)
    if one is None or other is None:
        return
    for entry in new.plan.entries:
        if old.plan.entry(entry.name) is not None:
            yield from _flow(entry.name, one, other)


def _read(verified: VerifiedArchive) -> ir.Document | None:
    data = verified.document("graph")
    try:
        text = (data or b"").decode()
        return ir.document.read(SourceFile("graph", text), Report()) if text else None
    except (Stopped, UnicodeDecodeError):
        return None


def _flow(name: str, old: ir.Document, new: ir.Document) -> Iterator[Change]:
    one, other = _with_callees(old.graph, name), _with_callees(new.graph, name)
    if _told(one) != _told(other):
        yield Change("note", "flow", name, "it does something else")
        return
    for alias in _called(one):
        before, after = old.binaries.get(alias, ""), new.binaries.get(alias, "")
        if before != after:
            both = f"sha256:{before[:12]}", f"sha256:{after[:12]}"
            yield Change("note", "flow", name, f"it calls another `{alias}`", *both)


def _with_callees(graph: Graph, name: str) -> Graph:
    """Return the graph of a flow and all that it leads to, through components as well."""
    names = {name}
    while True:
        flows = tuple(reachable(graph, names))
        more = set(_filling(graph, _components(graph, flows))) - names
        if not more:
            return replace(graph, flows=flows)
        names |= more


def _components(graph: Graph, flows: Iterable[FlowGraph]) -> tuple[str, ...]:
    """Return the components that flows call, and those behind them, in the graph's order."""
    called = {
        one
        for flow in flows
        for op in operations(flow)
        if isinstance(op.attribute, Callee)
        for one in behind(graph, op.attribute.component)
    }
    return tuple(alias for alias in graph.components if alias in called)


def _filling(graph: Graph, aliases: Iterable[str]) -> Iterator[str]:
    """Give the flows that stand for what components import."""
    for alias in aliases:
        for fill in graph.fills.get(alias, ()):
            yield from (by for _, by in fill.functions if isinstance(by, str))


def _called(graph: Graph) -> tuple[str, ...]:
    return _components(graph, graph.flows)


def _told(graph: Graph) -> str:
    """Return a graph's text, without what is told of elsewhere: versions, documentation, routes."""
    flows = tuple(
        replace(
            flow,
            doc="",
            annotations=(),
            params=tuple(replace(one, doc="") for one in flow.params),
        )
        for flow in graph.flows
    )
    return ir.text(replace(graph, version="0.0.0", doc="", flows=flows))
