"""An order in which everything stands after what it needs, found without recursion."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_CIRCLES: Final = 50
"""So many circles are told whole; of more, the first key alone."""


def order(needs: Mapping[K, Iterable[K]], on_cycle: Callable[[Sequence[K]], None]) -> tuple[K, ...]:
    """Return the keys, each after those it needs; needs that are no keys are passed over.

    Every circle met is told to `on_cycle`, first key first, and broken there.
    """
    ordering = _Ordering(needs, on_cycle)
    for start in needs:
        if start not in ordering.done:
            ordering.visit(start)
    return tuple(ordering.done)


@dataclass(slots=True)
class _Ordering(Generic[K]):
    needs: Mapping[K, Iterable[K]]
    on_cycle: Callable[[Sequence[K]], None]
    done: dict[K, None] = field(default_factory=dict)
    circles: int = 0

    def visit(self, start: K) -> None:
        path: dict[K, Iterator[K]] = {start: iter(self.needs[start])}
        while path:
            key = next(reversed(path))
            deeper = self._next(path, path[key])
            if deeper is None:
                del path[key]
                self.done[key] = None
            else:
                path[deeper] = iter(self.needs[deeper])

    def _next(self, path: Mapping[K, Iterator[K]], left: Iterator[K]) -> K | None:
        """Return the next need that was not visited yet; tell the circles on the way."""
        for need in left:
            if need in path:
                self._tell(path, need)
            elif need in self.needs and need not in self.done:
                return need
        return None

    def _tell(self, path: Iterable[K], first: K) -> None:
        self.circles += 1
        if self.circles > MOST_CIRCLES:
            self.on_cycle((first,))
            return
        keys = list(path)
        self.on_cycle(keys[keys.index(first) :])
