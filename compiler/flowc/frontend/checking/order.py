"""Callees before callers: a stable order of names that need each other, and the cycles in it."""

from collections.abc import Iterator, Mapping

Needs = Mapping[str, tuple[str, ...]]


def callees_first(needs: Needs) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return all names, each after what it needs, and the cycles found on the way.

    Names keep their order where nothing else decides. Every name that lies on a cycle lies on one
    that is returned or needs one of its names; cycles start at their first name in the given order.
    """
    done: dict[str, None] = {}
    cycles: list[tuple[str, ...]] = []
    for name in needs:
        _visit(name, needs, done, cycles)
    rank = {name: at for at, name in enumerate(needs)}
    turned = (_turned(cycle, rank) for cycle in cycles)
    return tuple(done), tuple(dict.fromkeys(turned))


def _visit(start: str, needs: Needs, done: dict[str, None], cycles: list[tuple[str, ...]]) -> None:
    if start in done:
        return
    path: dict[str, Iterator[str]] = {start: iter(needs[start])}
    while path:
        name = next(reversed(path))
        need = next((one for one in path[name] if one not in done), None)
        if need is None:
            path.popitem()
            done[name] = None
        elif need in path:
            on_path = list(path)
            cycles.append(tuple(on_path[on_path.index(need) :]))
        else:
            path[need] = iter(needs[need])


def _turned(cycle: tuple[str, ...], rank: Mapping[str, int]) -> tuple[str, ...]:
    first = min(range(len(cycle)), key=lambda at: rank[cycle[at]])
    return cycle[first:] + cycle[:first]
