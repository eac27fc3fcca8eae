"""The names nearest to one that was not found, for messages of the command line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 3


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three of `known`, nearest first.

    Near means equal ignoring case, or within an edit distance of a third of the longer name.
    """
    ranked = sorted((_distance(name.lower(), other.lower()), other) for other in set(known))
    near = [other for far, other in ranked if far * 3 <= max(len(name), len(other))]
    return tuple(near[:MOST])


def _distance(one: str, two: str) -> int:
    """Return the fewest letters added, removed, replaced or swapped with a neighbour."""
    rows = [list(range(len(two) + 1))]
    for i, a in enumerate(one, 1):
        before, row = rows[-1], [i]
        for j, b in enumerate(two, 1):
            far = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if min(i, j) > 1 and one[i - 2 : i] == two[j - 2 : j][::-1]:
                far = min(far, rows[-2][j - 2] + 1)
            row.append(far)
        rows.append(row)
    return rows[-1][-1]
