"""What nothing uses, removed."""

from dataclasses import dataclass, replace

from flowc.ir.graph import Graph, Operation, Region
from flowc.optimise.effects import is_total, total_flows
from flowc.optimise.rewrite import with_bodies


@dataclass(frozen=True, slots=True)
class Prune:
    """Remove operations that are total and whose value nobody uses.

    Law: the same results and the same faults. Kept are calls of components, `try`, whole-number
    arithmetic and conversions that may fault, whatever holds one of them, and calls of such flows.
    """

    name: str = "prune"

    def run(self, graph: Graph) -> Graph:
        """Prune every flow's body."""
        total = total_flows(graph)
        return with_bodies(graph, lambda flow: _pruned(flow.body, set(), total))


def _pruned(region: Region, used: set[int], total: frozenset[str]) -> Region:
    """Walk from the result backwards; `used` are the ids that what comes after needs."""
    used.add(region.result.id)
    kept = [
        _kept(op, used, total)
        for op in reversed(region.operations)
        if op.result.id in used or not is_total(op, total)
    ]
    return replace(region, operations=tuple(reversed(kept)))


def _kept(op: Operation, used: set[int], total: frozenset[str]) -> Operation:
    used.update(operand.id for operand in op.operands)
    return replace(op, regions=tuple(_pruned(region, used, total) for region in op.regions))
