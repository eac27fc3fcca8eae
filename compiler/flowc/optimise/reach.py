"""Flows that no exported flow comes to, removed."""

from dataclasses import dataclass, replace

from flowc.ir.graph import Graph
from flowc.ir.walk import reachable, supplied


@dataclass(frozen=True, slots=True)
class Reach:
    """Remove flows that are neither exported nor called, however indirectly, by one that is.

    Law: every exported flow stays, and what it calls, also by way of what components import.
    """

    name: str = "reach"

    def run(self, graph: Graph) -> Graph:
        """Keep what is reached."""
        return replace(graph, flows=tuple(reachable(graph, roots(graph))))


def roots(graph: Graph) -> frozenset[str]:
    """Return the flows that are called from outside: exported ones, and what components import."""
    return supplied(graph) | {flow.name for flow in graph.flows if flow.exported or flow.entry}
