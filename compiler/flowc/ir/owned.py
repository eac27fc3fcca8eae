"""Which values may hold handles that somebody has to drop."""

from flowc.frontend import terms as t
from flowc.ir.graph import Graph
from flowc.ir.walk import operations


def any_in(graph: Graph) -> bool:
    """Whether any flow of a graph comes to own a handle."""
    return any(owns(op.result.type) for flow in graph.flows for op in operations(flow))


def owns(type_: t.Type) -> bool:
    """Whether a value of the type may hold an owned handle."""
    waiting, seen = [type_], set[int]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, t.Handle):
            if one.kind == "own":
                return True
        elif id(one) not in seen:
            seen.add(id(one))
            waiting.extend(t.parts_of(one))
    return False
