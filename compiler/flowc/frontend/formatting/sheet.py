"""Puts declarations under each other, with empty lines where they help.

One stands around each flow, interface, test and declaration of several lines, after the package,
and between `use`s and the rest; between declarations of one line, one that was there stays.
"""

from collections.abc import Sequence
from itertools import pairwise

from flowc.frontend.formatting.pieces import Piece
from flowc.frontend.formatting.render import render

_APART = frozenset({"package", "flow", "interface", "test"})


def sheet(declared: Sequence[Piece]) -> str:
    r"""Return the text of a file; it ends in one `\n`."""
    made = [(one, render(one.whole)) for one in declared]
    parts = [made[0][1]]
    for before, after in pairwise(made):
        parts += ("\n\n" if _is_apart(before, after) else "\n", after[1])
    return "".join((*parts, "\n"))


def _is_apart(before: tuple[Piece, str], after: tuple[Piece, str]) -> bool:
    kinds = (before[0].kind, after[0].kind)
    if kinds[1] == "end":
        return after[0].blank
    if not _APART.isdisjoint(kinds):
        return True
    if kinds == ("use", "use"):
        return after[0].blank
    several = "\n" in before[1] or "\n" in after[1]
    return after[0].blank or several or "use" in kinds
