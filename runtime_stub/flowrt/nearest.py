"""The names nearest to one that was not found, for messages of the command line."""

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
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        before, row = row, [i]
        for j, b in enumerate(two, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
    return row[-1]
