"""The keywords that fit at a cursor, as the parser itself says."""

from dataclasses import dataclass
from typing import Final

from flowc.frontend import grammar
from flowc.frontend.parsing.building import Refused
from flowc.frontend.parsing.machine import Machine, Unfit
from flowc.frontend.parsing.outline import DECLARING
from flowc.frontend.parsing.scan import scan
from flowc.frontend.parsing.tokens import Token
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
    written = scanned(before)
    machine = Machine()
    try:
        for token in written:
            machine.feed(token)
    except (Unfit, Refused):
        return None
    kinds = machine.accepts()
    fixed = grammar.fixed_tokens()
    words = tuple(word for word, kind in fixed.items() if word.isalpha() and kind in kinds)
    return Fit(words, "NAME" in kinds and written[-1].type not in _NAMING)


def scanned(before: str) -> list[Token]:
    """Return the tokens of the beginning of a declaration."""
    tokens = scan(SourceFile("", before), grammar.fixed_tokens(), Report()).tokens
    return [one for one in tokens if one.span.start < len(before)]
