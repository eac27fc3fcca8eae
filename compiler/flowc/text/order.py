"""The order in which diagnostics are shown: by file, start and code, and equal ones once."""

from collections.abc import Iterable
from itertools import groupby

from flowc.text.diagnostic import Diagnostic, Placed

Key = tuple[str, int, str, int, str]


def arrange(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Order by file, start and code, those without a place first, and merge equal ones."""
    kept: list[Diagnostic] = []
    for _, group in groupby(sorted(diagnostics, key=_key), key=_key):
        first = len(kept)
        for one in group:
            if one not in kept[first:]:
                kept.append(one)
    return tuple(kept)


def _key(one: Diagnostic) -> Key:
    if isinstance(one, Placed):
        return (one.span.file, one.span.start, one.code, one.span.end, one.label)
    return ("", -1, one.code, -1, one.label)
