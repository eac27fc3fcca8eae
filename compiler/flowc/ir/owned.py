"""Which values may hold handles that somebody has to drop."""

from collections.abc import Iterator

from flowc.frontend import terms as t
from flowc.ir.graph import Graph
from flowc.ir.walk import operations


def any_in(graph: Graph) -> bool:
    """Whether any flow of a graph comes to own a handle, or is lent one."""
    made = (op.result.type for flow in graph.flows for op in operations(flow))
    given = (param.value.type for flow in graph.flows for param in flow.params)
    return owns(*made) or holds(*given)


def owns(*types: t.Type) -> bool:
    """Whether a value of one of the types may hold an owned handle."""
    return any(one.kind == "own" for one in handles_in(*types))


def holds(*types: t.Type) -> bool:
    """Whether a value of one of the types may hold a handle, owned or lent."""
    return any(True for _ in handles_in(*types))


def handles_in(*types: t.Type) -> Iterator[t.Handle]:
    """Yield the handles that values of some types may hold; each part is seen once."""
    waiting, seen = list(types), set[int]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, t.Handle):
            yield one
        elif id(one) not in seen:
            seen.add(id(one))
            waiting.extend(t.parts_of(one))
