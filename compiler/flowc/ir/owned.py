"""Which values may hold handles that somebody has to drop."""

from flowc.frontend import terms as t
from flowc.ir.graph import Graph
from flowc.ir.walk import operations


def any_in(graph: Graph) -> bool:
    """Whether any flow of a graph comes to own a handle."""
    return owns(*(op.result.type for flow in graph.flows for op in operations(flow)))


def owns(*types: t.Type) -> bool:
    """Whether a value of one of the types may hold an owned handle; each part is seen once."""
    waiting, seen = list(types), set[int]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, t.Handle):
            if one.kind == "own":
                return True
        elif id(one) not in seen:
            seen.add(id(one))
            waiting.extend(t.parts_of(one))
    return False
