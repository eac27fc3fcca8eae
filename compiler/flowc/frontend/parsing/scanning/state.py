"""A file on its way to tokens: what was found so far, and where the reading is.

Flows and `.wit` files have their names, comments and hidden characters in common.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing.tokens import Token
from flowc.text.diagnostic import Error
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

NAME: Final = re.compile(r"(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*")
HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
    r"|[\ufeff\ud800-\udfff]"
)
"""Controls, directions and surrogates: what no editor shows, or shows as something else."""
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_BOM: Final = "\ufeff"
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

    def _begin(self) -> None:
        """Go to the start, behind a byte order mark, and report what is hidden in the text."""
        text = self.source.text
        self.at = 1 if text.startswith(_BOM) else 0
        for found in islice(HIDDEN.finditer(text, self.at), MOST_ERRORS):
            span = self._span(found.start(), found.end())
            self._refuse(errors.HiddenCharacter(found.group(), span=span), doubtful=True)

    def _skip_block(self, start: int) -> bool:
        """Go to the end of a block comment, in which others may stand; tell if there is one."""
        depth = 1
        while depth:
            edge = _COMMENT_EDGE.search(self.source.text, self.at)
            if edge is None:
                self.at = len(self.source.text)
                span = self._span(start, start + 2)
                self._refuse(errors.UnclosedComment(span=span), doubtful=True)
                return False
            depth += 1 if edge.group() == "/*" else -1
            self.at = edge.end()
        return True

    def _emit(self, kind: str, text: str, start: int, end: int) -> None:
        doc = ""
        if self.docs:
            doc = self._documentation()
            self.docs.clear()
        self.tokens.append(Token(kind, text, Span(self.source.path, start, end), doc))

    def _documentation(self) -> str:
        """Return what the comments before a token say of it."""
        return textwrap.dedent("\n".join(line.rstrip() for line in self.docs))

    def _refuse(self, error: Error, *, doubtful: bool = False) -> None:
        """Report an error; `doubtful` where the tokens after it may be wrong too."""
        if doubtful:
            self.doubts.append(error.span.start)
        if self.refused < MOST_ERRORS:
            self.report.add(error)
        self.refused += 1

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, start, end)
