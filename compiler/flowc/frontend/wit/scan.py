"""Text of a `.wit` file to tokens, the last one `$END`; mistakes are reported and stepped over.

Comments are dropped, but `///` lines and `/** */` comments are the `doc` of the token after them.
Source: WIT.md, "Lexical structure".
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.diagnostic import Error
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<word>%?[^\W\d](?:-?\w+)*)
      | (?P<sign>->|[(){}<>,;:.=@_]|/(?![/*]))
      | (?P<number>[0-9](?:[0-9A-Za-z.+-]*[0-9A-Za-z+-])?)
      | (?P<quote>"(?:\\.|[^"\\\r\n])*"?)
      | (?P<doc>///(?!/)[^\r\n]*)
      | (?P<comment>//[^\r\n]*)
      | (?P<block>/\*)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_NAME: Final = re.compile(r"(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*")
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
    r"|[\ufeff\ud800-\udfff]"
)
_STAR: Final = re.compile(r"^[ \t]*\*(?!/) ?", re.MULTILINE)

MOST_ERRORS: Final = 50
"""After so many mistakes in characters, more are not reported."""


def scan(source: SourceFile, fixed: Mapping[str, str], report: Report) -> tuple[Token, ...]:
    """Take a source apart; `fixed` has the kind of every keyword and sign."""
    scanner = _Scanner(source, fixed, report)
    scanner.run()
    return tuple(scanner.tokens)


@dataclass(slots=True)
class _Scanner:
    source: SourceFile
    fixed: Mapping[str, str]
    report: Report
    tokens: list[Token] = field(default_factory=list)
    docs: list[str] = field(default_factory=list)
    at: int = 0
    refused: int = 0

    def run(self) -> None:
        text = self.source.text
        self.at = 1 if text.startswith("\ufeff") else 0
        for hidden in islice(_HIDDEN.finditer(text, self.at), MOST_ERRORS):
            span = self._span(hidden.start(), hidden.end())
            self._refuse(errors.HiddenCharacter(hidden.group(), span=span))
        handlers = {kind: getattr(self, f"_{kind}") for kind in _TOKEN.groupindex}
        while found := _TOKEN.match(text, self.at):
            self.at = found.end()
            handlers[str(found.lastgroup)](found.start(), found.group())
        self._emit(END, "", len(text), len(text))

    def _emit(self, kind: str, text: str, start: int, end: int) -> None:
        doc = "\n".join(self.docs)
        self.docs.clear()
        self.tokens.append(Token(kind, text, self._span(start, end), textwrap.dedent(doc).strip()))

    def _refuse(self, error: Error) -> None:
        if self.refused < MOST_ERRORS:
            self.report.add(error)
        self.refused += 1

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, start, end)

    # --- a method for each group of `_TOKEN` ---

    def _space(self, _start: int, _text: str) -> None:
        """Drop it."""

    def _comment(self, _start: int, _text: str) -> None:
        """Drop it."""

    def _doc(self, _: int, text: str) -> None:
        self.docs.append(text.removeprefix("///").rstrip())

    def _block(self, start: int, _: str) -> None:
        depth = 1
        while depth:
            edge = _COMMENT_EDGE.search(self.source.text, self.at)
            if edge is None:
                self.at = len(self.source.text)
                self._refuse(errors.UnclosedComment(span=self._span(start, start + 2)))
                return
            depth += 1 if edge.group() == "/*" else -1
            self.at = edge.end()
        text = self.source.text[start : self.at]
        if text.startswith("/**") and not text.startswith(("/**/", "/***")):
            self.docs.append(textwrap.dedent(_STAR.sub("", text[3:-2])).strip())

    def _word(self, start: int, text: str) -> None:
        kind = self.fixed.get(text)
        if kind is not None:
            self._emit(kind, text, start, self.at)
            return
        name = text.removeprefix("%")
        if not _NAME.fullmatch(name):
            self._refuse(errors.BadName(name, span=self._span(start, self.at)))
        self._emit("NAME", name, start, self.at)

    def _sign(self, start: int, text: str) -> None:
        self._emit(self.fixed[text], text, start, self.at)

    def _number(self, start: int, text: str) -> None:
        self._emit("INT" if text.isdecimal() else "VERSION", text, start, self.at)

    def _quote(self, start: int, text: str) -> None:
        if len(text) < 2 or not text.endswith('"'):  # noqa: PLR2004 - its two quotes
            text = text.rstrip(" )")
            self.at = start + len(text)
            self._refuse(errors.UnclosedWitText(span=self._span(start, self.at)))
        self._emit("TEXT", text, start, self.at)

    def _other(self, start: int, text: str) -> None:
        if not _HIDDEN.match(text):
            self._refuse(errors.UnknownCharacter(text, span=self._span(start, self.at)))
