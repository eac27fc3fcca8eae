"""Flows that no exported flow comes to, removed."""

from dataclasses import dataclass, replace

from flowc.ir.graph import Graph
from flowc.ir.walk import operations


@dataclass(frozen=True, slots=True)
class Reach:
    """Remove flows that are neither exported nor called, however indirectly, by one that is.

    Law: every exported flow stays, and what it calls.
    """

    name: str = "reach"

    def run(self, graph: Graph) -> Graph:
        """Keep what is reached; callers come after what they call, so one walk back is enough."""
        called: set[object] = set()
        kept = []
        for flow in reversed(graph.flows):
            if flow.exported or flow.name in called:
                kept.append(flow)
                called |= {op.attribute for op in operations(flow) if op.name == "flow"}
        return replace(graph, flows=tuple(reversed(kept)))
