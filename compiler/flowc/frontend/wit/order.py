"""An order in which everything stands after what it needs, found without recursion."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def order(needs: Mapping[K, Iterable[K]], on_cycle: Callable[[Sequence[K]], None]) -> tuple[K, ...]:
    """Return the keys, each after those it needs; needs that are no keys are passed over.

    Every circle met is told to `on_cycle`, first key first, and broken there.
    """
    done: dict[K, bool] = {}
    for start in needs:
        if start not in done:
            _visit(start, needs, done, on_cycle)
    return tuple(key for key in done)


def _visit(
    start: K,
    needs: Mapping[K, Iterable[K]],
    done: dict[K, bool],
    on_cycle: Callable[[Sequence[K]], None],
) -> None:
    path: dict[K, Iterator[K]] = {start: iter(needs[start])}
    while path:
        key = next(reversed(path))
        for need in path[key]:
            if need in path:
                keys = list(path)
                on_cycle(keys[keys.index(need) :])
            elif need in needs and need not in done:
                path[need] = iter(needs[need])
                break
        else:
            del path[key]
            done[key] = True
