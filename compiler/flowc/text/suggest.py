"""The names nearest to one that was not found, for messages such as "a port named `rows` exists".

Names come in any order; the answer is ranked and does not depend on that order.
"""

from collections.abc import Iterable
from heapq import nsmallest
from typing import Final

MOST_COMPARED: Final = 200
"""Names that are compared in full; of more, those that begin most alike."""


def nearest(name: str, known: Iterable[str], limit: int = 4) -> tuple[str, ...]:
    """Return up to `limit` of `known` close to `name`, nearest first.

    Close means equal ignoring case, or within an edit distance of a third of the longer name,
    at least one, while some character is still shared; ties are in alphabetical order.
    """
    ranked = sorted(
        (distance, other)
        for other in _likely(name, set(known))
        if (distance := _far(name, other)) >= 0
    )
    return tuple(other for _, other in ranked[:limit])


def _likely(name: str, known: set[str]) -> Iterable[str]:
    """Return all names that are known; where they are many, those of a length and start as here."""
    if len(known) <= MOST_COMPARED:
        return known
    start = name[:2].casefold()

    def unlike(other: str) -> tuple[bool, int, str]:
        return other[:2].casefold() != start, abs(len(other) - len(name)), other

    return nsmallest(MOST_COMPARED, known, key=unlike)


def _far(name: str, other: str) -> int:
    """Return how far apart two names are, or -1 for "too far" and for a name and itself."""
    if name == other:
        return -1
    if name.casefold() == other.casefold():
        return 0
    longest = max(len(name), len(other))
    allowed = min(max(1, longest // 3), longest - 1)
    distance = edit_distance(name.casefold(), other.casefold(), allowed)
    return distance if distance <= allowed else -1


def edit_distance(one: str, two: str, most: int) -> int:
    """Return the fewest inserted, deleted, replaced or swapped neighbouring characters.

    The answer is exact up to `most`; beyond it, some number above `most`.
    """
    if abs(len(one) - len(two)) > most:
        return most + 1
    one, two = _differing(one, two)
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i in range(1, len(one) + 1):
        before, above, row = row, row, _next_row(one, two, i, before, row)
        if min(row) > most and min(above) > most:
            return most + 1
    return row[-1]


def _differing(one: str, two: str) -> tuple[str, str]:
    """Return what is left of both without the ends that they share, as far apart as they are."""
    start = _shared(one, two)
    one, two = one[start:], two[start:]
    end = _shared(one[::-1], two[::-1])
    return one[: len(one) - end], two[: len(two) - end]


def _shared(one: str, two: str) -> int:
    """Return how many characters both begin with."""
    pairs = enumerate(zip(one, two, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(two)))


def _next_row(one: str, two: str, i: int, before: list[int], above: list[int]) -> list[int]:
    row = [i]
    for j, b in enumerate(two, 1):
        best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (one[i - 1] != b))
        if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == b:
            best = min(best, before[j - 2] + 1)
        row.append(best)
    return row
