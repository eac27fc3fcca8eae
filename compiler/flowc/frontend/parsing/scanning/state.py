"""A file on its way to tokens: what was found so far, and where the reading is."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend.parsing.tokens import Token
from flowc.text.diagnostic import Error
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

MOST_ERRORS: Final = 50
"""After so many mistakes in characters, more are not reported."""


@dataclass(slots=True)
class State:
    """The tokens of a source up to `at`, and the starts of what is in doubt."""

    source: SourceFile
    fixed: Mapping[str, str]
    report: Report
    tokens: list[Token] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)
    at: int = 0
    refused: int = 0

    def _emit(self, kind: str, text: str, start: int, end: int) -> None:
        doc = ""
        if self.docs:
            doc = _unindented(self.docs)
            self.docs.clear()
        self.tokens.append(Token(kind, text, Span(self.source.path, start, end), doc))

    def _refuse(self, error: Error, *, doubtful: bool = False) -> None:
        """Report an error; `doubtful` where the tokens after it may be wrong too."""
        if doubtful:
            self.doubts.append(error.span.start)
        if self.refused < MOST_ERRORS:
            self.report.add(error)
        self.refused += 1

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, start, end)


def _unindented(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(line.rstrip() for line in lines))
