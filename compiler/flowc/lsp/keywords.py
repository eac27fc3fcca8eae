"""The keywords that fit at a cursor, as the parser itself says."""

from dataclasses import dataclass
from typing import Final

from flowc.frontend import grammar
from flowc.frontend.parsing.building import Refused
from flowc.frontend.parsing.machine import Machine, Unfit
from flowc.frontend.parsing.outline import DECLARING
from flowc.frontend.parsing.scan import scan
from flowc.text.report import Report
from flowc.text.source import SourceFile

_NAMING: Final = DECLARING | {"LET", "FOR", "FOLD"}
"""After these a new name is made up."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What can come next: keywords, and whether the name of something known can."""

    words: tuple[str, ...]
    name: bool


def fitting(before: str) -> Fit | None:
    """Return what fits after the beginning of a declaration; None if that is mistaken itself."""
    fixed = grammar.fixed_tokens()
    tokens = scan(SourceFile("", before), fixed, Report()).tokens
    written = [one for one in tokens if one.span.start < len(before)]
    machine = Machine()
    try:
        for token in written:
            machine.feed(token)
    except (Unfit, Refused):
        return None
    kinds = machine.accepts()
    words = tuple(word for word, kind in fixed.items() if word.isalpha() and kind in kinds)
    return Fit(words, "NAME" in kinds and written[-1].type not in _NAMING)
