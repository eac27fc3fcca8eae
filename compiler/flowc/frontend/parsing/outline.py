"""The shape of a file before it is parsed: where declarations start and how brackets pair.

A declaration starts at its keyword with a name after it, wherever that stands, so that one with a
bracket too few does not swallow the next. Unpaired brackets are reported; the offset of each is in
`doubts`, because what the parser stumbles over after it may be an echo of it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing.scan import Scanned
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.diagnostic import Error
from flowc.text.report import Report
from flowc.text.source import SourceFile

_TYPES: Final = frozenset({"RECORD", "VARIANT", "ENUM", "FLAGS", "TYPE"})
DECLARING: Final = _TYPES | {"USE", "INTERFACE", "FLOW"}
STARTING: Final = DECLARING | {"PACKAGE", "EXPORT", "TEST", "AT"}
_STARTED_BY: Final = {"EXPORT": "FLOW", "TEST": "TEXT_START"}
"""What follows a keyword that starts a declaration, where it is no name."""

_ANNOTATED: Final = frozenset({"AT", "EXPORT", "FLOW"})
"""What follows an annotation."""

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
    unclosed: "dict[int, errors.UnclosedBracket]"
    """Those brackets by their offset, not reported yet: the parser may know better where to."""
    doubts: tuple[int, ...]
    """Offsets after which, in the same declaration, a mistake may be an echo."""
    too_deep: bool
    """Whether brackets are nested too deeply to go on."""


def outline(source: SourceFile, scanned: Scanned, report: Report) -> Outline:
    """Find the declarations and pair the brackets of each; report those that do not pair."""
    pairing = _Pairing(source, scanned.tokens, report, list(scanned.doubts))
    for index, token in enumerate(scanned.tokens):
        pairing.take(index, token)
    return Outline(
        frozenset(pairing.starts),
        tuple(pairing.depths),
        pairing.unclosed,
        tuple(pairing.doubts),
        max(pairing.depths) > MOST_DEPTH,
    )


@dataclass(slots=True)
class _Pairing:
    source: SourceFile
    tokens: Sequence[Token]
    report: Report
    earlier: list[int]
    """What the scanner doubts, in order."""
    starts: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    unclosed: "dict[int, errors.UnclosedBracket]" = field(default_factory=dict)
    begin: int = 0
    """Where the declaration starts."""
    annotated: bool = False
    """Whether annotations were all there is of the declaration so far."""
    suspect: tuple[int, int] | None = None
    """A `{` and the `}` taken for its own, of which the indentation says they do not belong."""

    def take(self, index: int, token: Token) -> None:
        if self._starts_here(index, token):
            self._end_declaration(index)
        elif token.type in {"EXPORT", "FLOW"}:
            self.annotated = False
        self.depths.append(len(self.open))
        if token.type in CLOSERS:
            self._deepen(index, token)
        elif token.type in OPENERS:
            self._close(index, token)

    def _starts_here(self, index: int, token: Token) -> bool:
        if token.type == END:
            return True
        before = self.tokens[index - 1].type if index else END
        if token.type not in STARTING or before == "EXPORT" or self._goes_on(token, before):
            return False
        if self._in_interface() and self._is_item(index):
            return False
        if token.type == "AT" and self.open and not self._leads(index):
            return False
        if self.tokens[index + 1].type == _STARTED_BY.get(token.type, "NAME"):
            return True
        return not self.open and before not in STARTING

    def _goes_on(self, token: Token, before: str) -> bool:
        """Whether a token goes on after annotations, or is the `@` before a version."""
        if token.type == "AT" and before == "NAME" and not self.annotated:
            return True
        return self.annotated and not self.open and token.type in _ANNOTATED

    def _is_item(self, index: int) -> bool:
        """Whether a keyword starts what an interface has: `use a.{b}` is meant for one too."""
        kinds = [one.type for one in self.tokens[index : index + 3]]
        return kinds[0] in _TYPES or kinds == ["USE", "NAME", "DOT"]

    def _in_interface(self) -> bool:
        """Whether the next token stands right in the braces of an interface."""
        if len(self.open) != 1 or self.open[0] < len(("interface", "name")):
            return False
        return self.tokens[self.open[0] - 2].type == "INTERFACE"

    def _end_declaration(self, index: int) -> None:
        if self.open:
            at, before = self.suspect or (self.open[-1], index)
            self._unclosed(at, before)
        self.starts.append(index)
        self.annotated = self.tokens[index].type == "AT"
        self.begin = self.tokens[index].span.start
        self.open.clear()
        self.suspect = None

    def _deepen(self, index: int, token: Token) -> None:
        self.open.append(index)
        if len(self.open) == MOST_DEPTH + 1:
            self._say(token, errors.TooDeep(MOST_DEPTH, span=token.span))

    def _close(self, index: int, token: Token) -> None:
        wanted = OPENERS[token.type]
        if not self.open:
            self._say(token, errors.StrayBracket(token.text, span=token.span))
            return
        top = self.tokens[self.open[-1]]
        if top.type == wanted:
            self._pair(self.open.pop(), index)
        elif any(self.tokens[one].type == wanted for one in self.open):
            self._unclosed(self.open[-1], index)
            while self.tokens[self.open.pop()].type != wanted:
                pass
        elif top.type == "LBRACE":
            self._say(token, errors.StrayBracket(token.text, span=token.span))
        else:
            self.open.pop()
            closer = _SIGNS[top.type]
            self._say(top, errors.WrongBracket(token.text, closer, top.span, span=token.span))

    def _pair(self, opener: int, closer: int) -> None:
        if (
            self._leads(closer)
            and self.suspect is None
            and self._indent(closer) < self._indent(opener)
        ):
            self.suspect = (opener, closer)

    def _unclosed(self, opener: int, before: int) -> None:
        token, end = self.tokens[opener], self.tokens[before]
        shown = "the end of the file" if end.type == END else f"this `{end.text}`"
        closer = _SIGNS[token.type]
        mistake = errors.UnclosedBracket(token.text, closer, shown, end.span, span=token.span)
        if not self._is_echo(end.span.start):
            self.unclosed[token.span.start] = mistake
        self.doubts.append(token.span.start)

    def _say(self, token: Token, error: Error) -> None:
        """Report an error about `token`, unless it may be an echo."""
        if not self._is_echo(error.span.end):
            self.report.add(error)
        self.doubts.append(token.span.start)

    def _is_echo(self, at: int) -> bool:
        """Say whether something in the declaration is in doubt before the offset `at`."""
        first = bisect_left(self.earlier, self.begin)
        doubts = [*self.earlier[first : first + 1], *self.doubts[-1:]]
        return any(self.begin <= doubt <= at for doubt in doubts)

    def _leads(self, index: int) -> bool:
        """Whether a token is the first one on its line."""
        return index == 0 or self.tokens[index - 1].span.end <= self._line_start(index)

    def _line_start(self, index: int) -> int:
        place = self.source.place(self.tokens[index].span.start)
        return self.source.line_start(place.line)

    def _indent(self, index: int) -> int:
        line = self.source.line(self.source.place(self.tokens[index].span.start).line)
        return len(line) - len(line.lstrip())
