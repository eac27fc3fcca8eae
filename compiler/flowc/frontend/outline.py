"""The shape of a file before it is parsed: where declarations start and how brackets pair.

A declaration starts at its keyword with a name after it, wherever that stands, so that one with a
bracket too few does not swallow the next. Unpaired brackets are reported; the offset of each is in
`doubts`, because what the parser stumbles over after it may be an echo of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend.errors import brackets as errors
from flowc.frontend.errors.refusals import TooDeep
from flowc.frontend.tokens import END, Token
from flowc.text.report import Report
from flowc.text.source import SourceFile

DECLARING: Final = frozenset({"USE", "RECORD", "VARIANT", "ENUM", "FLAGS", "TYPE", "FLOW"})
STARTING: Final = DECLARING | {"PACKAGE", "EXPORT"}
CLOSERS: Final = {
    "LPAREN": "RPAREN",
    "LBRACKET": "RBRACKET",
    "LBRACE": "RBRACE",
    "HOLE_START": "HOLE_END",
}
OPENERS: Final = {closer: opener for opener, closer in CLOSERS.items()}
_SIGNS: Final = {"LPAREN": ")", "LBRACKET": "]", "LBRACE": "}", "HOLE_START": "}"}

MOST_DEPTH: Final = 128
"""How deeply brackets and nodes may be nested, in levels; recursion over the tree is safe so."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What `outline` found; every sequence counts tokens by their index."""

    starts: frozenset[int]
    """The first token of each declaration, and the end of the file."""
    depths: tuple[int, ...]
    """How many brackets are open before each token."""
    doubts: tuple[int, ...]


def outline(source: SourceFile, tokens: Sequence[Token], report: Report) -> Outline:
    """Find the declarations and pair the brackets of each; report those that do not pair."""
    pairing = _Pairing(source, tokens, report)
    for index, token in enumerate(tokens):
        pairing.take(index, token)
    return Outline(frozenset(pairing.starts), tuple(pairing.depths), tuple(pairing.doubts))


@dataclass(slots=True)
class _Pairing:
    source: SourceFile
    tokens: Sequence[Token]
    report: Report
    starts: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    suspect: tuple[int, int] | None = None
    """A `{` and the `}` taken for its own, of which the indentation says they do not belong."""

    def take(self, index: int, token: Token) -> None:
        if self._starts_here(index, token):
            self._end_declaration(index)
        self.depths.append(len(self.open))
        if token.type in CLOSERS:
            self._deepen(index, token)
        elif token.type in OPENERS:
            self._close(index, token)

    def _starts_here(self, index: int, token: Token) -> bool:
        if token.type == END:
            return True
        if token.type not in STARTING or (index and self.tokens[index - 1].type == "EXPORT"):
            return False
        following = self.tokens[index + 1].type
        return not self.open or following == ("FLOW" if token.type == "EXPORT" else "NAME")

    def _end_declaration(self, index: int) -> None:
        self.starts.append(index)
        if self.open:
            at, before = self.suspect or (self.open[-1], index)
            self._unclosed(at, before)
        self.open.clear()
        self.suspect = None

    def _deepen(self, index: int, token: Token) -> None:
        self.open.append(index)
        if len(self.open) == MOST_DEPTH + 1:
            self.report.add(TooDeep(MOST_DEPTH, span=token.span))
            self.doubts.append(token.span.start)

    def _close(self, index: int, token: Token) -> None:
        wanted = OPENERS[token.type]
        if not self.open:
            self._doubt(token, errors.StrayBracket(token.text, span=token.span))
            return
        top = self.tokens[self.open[-1]]
        if top.type == wanted:
            self._pair(self.open.pop(), index)
        elif any(self.tokens[one].type == wanted for one in self.open):
            self._unclosed(self.open[-1], index)
            while self.tokens[self.open.pop()].type != wanted:
                pass
        elif top.type == "LBRACE":
            self._doubt(token, errors.StrayBracket(token.text, span=token.span))
        else:
            self.open.pop()
            closer = _SIGNS[top.type]
            self._doubt(top, errors.WrongBracket(token.text, closer, top.span, span=token.span))

    def _pair(self, opener: int, closer: int) -> None:
        leads = self.tokens[closer - 1].span.end <= self._line_start(closer)
        if leads and self.suspect is None and self._indent(closer) < self._indent(opener):
            self.suspect = (opener, closer)

    def _unclosed(self, opener: int, before: int) -> None:
        token, end = self.tokens[opener], self.tokens[before]
        shown = "the end of the file" if end.type == END else f"this `{end.text}`"
        closer = _SIGNS[token.type]
        mistake = errors.UnclosedBracket(token.text, closer, shown, end.span, span=token.span)
        self._doubt(token, mistake)

    def _doubt(self, token: Token, error: errors.BracketMistake) -> None:
        self.doubts.append(token.span.start)
        self.report.add(error)

    def _line_start(self, index: int) -> int:
        place = self.source.place(self.tokens[index].span.start)
        return self.source.line_start(place.line)

    def _indent(self, index: int) -> int:
        line = self.source.line(self.source.place(self.tokens[index].span.start).line)
        return len(line) - len(line.lstrip())
