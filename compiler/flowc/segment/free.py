"""Which values a piece of a flow takes from outside of it."""

from collections.abc import Iterable, Iterator

from flowc.ir.graph import Operation, Region, Value


def free(operations: Iterable[Operation], *results: Value) -> dict[int, Value]:
    """Return by id the values that operations and what follows them use and do not make."""
    used: dict[int, Value] = {result.id: result for result in results}
    made: set[int] = set()
    for op in operations:
        _note(op, used, made)
    return {id_: value for id_, value in sorted(used.items()) if id_ not in made}


def _note(op: Operation, used: dict[int, Value], made: set[int]) -> None:
    used.update((operand.id, operand) for operand in op.operands)
    made.add(op.result.id)
    for region in op.regions:
        made.update(param.id for param in region.params)
        used[region.result.id] = region.result
        for inner in region.operations:
            _note(inner, used, made)


def constants(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield the operations that make constants, which cost less to make again than to keep."""
    for op in operations:
        if op.name == "const" or (op.name == "make" and not op.operands):
            yield op
        for region in op.regions:
            yield from constants(region.operations)


def of_regions(regions: Iterable[Region]) -> dict[int, Value]:
    """Return by id the values that regions take from outside."""
    found: dict[int, Value] = {}
    for region in regions:
        inner = free(region.operations, region.result)
        for param in region.params:
            inner.pop(param.id, None)
        found |= inner
    return found
