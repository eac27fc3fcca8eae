"""Flows that no exported flow comes to, removed."""

from dataclasses import dataclass, replace

from flowc.ir.graph import Graph
from flowc.ir.walk import operations


@dataclass(frozen=True, slots=True)
class Reach:
    """Remove flows that are neither exported nor called, however indirectly, by one that is.

    Law: every exported flow stays, and what it calls, also by way of what components import.
    """

    name: str = "reach"

    def run(self, graph: Graph) -> Graph:
        """Keep what is reached; callers come after what they call, so one walk back is enough."""
        called = {
            by for fills in graph.fills.values() for fill in fills for _, by in fill.functions
        }
        kept = []
        for flow in reversed(graph.flows):
            if flow.exported or flow.name in called:
                kept.append(flow)
                called |= {
                    op.attribute
                    for op in operations(flow)
                    if op.name == "flow" and isinstance(op.attribute, str)
                }
        return replace(graph, flows=tuple(reversed(kept)))
