"""Text to tokens: names, numbers, signs, and strings taken apart into pieces and holes.

Every mistake is reported and gives a token all the same, so that the parser can go on; the start
of each is in `doubts`, because what stands after it may be an echo of it. Comments are dropped,
but a `///` comment is the `doc` of the token after it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.scanning.numbers import number
from flowc.frontend.parsing.scanning.state import HIDDEN, NAME
from flowc.frontend.parsing.scanning.strings import Strings
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.report import Report
from flowc.text.source import SourceFile

_CODE: Final = re.compile(
    r"""[ ]*(?:(?P<space>[ \t\r\n]+)
      | (?P<word>%?[^\W\d]\w*(?:-\w+)*)
      | (?P<sign>->|=>|==|!=|<=|>=|\|>|\.\.|[(){}\[\],;:.?@=<>+*%_-]|/(?![/*]))
      | (?P<number>0[xXbB]\w*|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?\w*)
      | (?P<quote>")
      | (?P<char>'(?:\\u\{[^}'\r\n]*\}|\\[^\r\n]|[^'\\\r\n])*'?)
      | (?P<doc>///(?!/)[^\r\n]*)
      | (?P<comment>//[^\r\n]*)
      | (?P<block>/\*)
      | (?P<other>&&|\|\||.))""",
    re.VERBOSE | re.DOTALL,
)
_INDEX: Final = re.compile(r"\w*")
_COLON: Final = re.compile(r"[ \t]*:")
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]+")


@dataclass(frozen=True, slots=True)
class Scanned:
    """The tokens of a file, the last one `$END`, and the offsets of what was in doubt."""

    tokens: tuple[Token, ...]
    doubts: tuple[int, ...]


def scan(source: SourceFile, fixed: Mapping[str, str], report: Report) -> Scanned:
    """Take a source apart; `fixed` has the kind of every keyword and sign."""
    scanner = _Scanner(source, fixed, report)
    scanner.run()
    return Scanned(tuple(scanner.tokens), tuple(scanner.doubts))


@dataclass(slots=True)
class _Scanner(Strings):
    """Reads code, a method for each group of `_CODE`."""

    names: set[str] = field(default_factory=set)
    """Names that were found to be well formed; most stand in a file many times."""

    def run(self) -> None:
        text = self.source.text
        self._begin()
        handlers = [self._space, *(getattr(self, f"_{kind}") for kind in _CODE.groupindex)]
        while found := _CODE.match(text, self.at):
            kind = found.lastindex or 0
            self.at = found.end()
            handlers[kind](found.start(kind), found.group(kind))
        self._space(len(text), "\n")
        self.doubts.sort()
        self._emit(END, "", len(text), len(text))

    # --- what may stand in code ---

    def _space(self, start: int, text: str) -> None:
        if self.holes and ("\n" in text or "\r" in text):
            self._close_text(self.holes[0].quote, start, in_text=False)

    def _doc(self, _: int, text: str) -> None:
        self.docs.append(text.removeprefix("///"))

    def _comment(self, _start: int, _text: str) -> None:
        """Drop it."""

    def _block(self, start: int, _: str) -> None:
        self._skip_block(start)

    def _word(self, start: int, text: str) -> None:
        kind = self.fixed.get(text)
        if kind is not None and not self._is_name_here():
            self._emit(kind, text, start, self.at)
            return
        name = text.removeprefix("%")
        if name not in self.names and not self._is_well_formed(name):
            self._refuse(errors.BadName(name, span=self._span(start, self.at)))
        self._emit("NAME", name, start, self.at)

    def _is_well_formed(self, name: str) -> bool:
        if not NAME.fullmatch(name):
            return False
        self.names.add(name)
        return True

    def _is_name_here(self) -> bool:
        after_dot = bool(self.tokens) and self.tokens[-1].type == "DOT"
        return after_dot or _COLON.match(self.source.text, self.at) is not None

    def _sign(self, start: int, text: str) -> None:
        if self.holes and text in "{}":
            hole = self.holes[-1]
            if text == "}" and not hole.braces:
                self.holes.pop()
                self._emit("HOLE_END", text, start, self.at)
                self._text(hole.quote)
                return
            hole.braces += 1 if text == "{" else -1
        named = [one.type for one in self.tokens[-2:]][1:] == ["NAME"] and self.tokens[
            -2
        ].type != "AT"
        self._emit(self.fixed[text], text, start, self.at)
        if text == "@" and named and (version := _VERSION.match(self.source.text, self.at)):
            self.at = version.end()
            self._emit("VERSION", version.group(), version.start(), self.at)

    def _number(self, start: int, text: str) -> None:
        if self.tokens and self.tokens[-1].type == "DOT":
            self._index(start)
            return
        found = number(text, self._span(start, self.at))
        if found.mistake is not None:
            self._refuse(found.mistake)
        self._emit(found.kind, found.text, start, self.at)

    def _index(self, start: int) -> None:
        """Read the number of an item: in `pair.0.1` the point does not belong to it."""
        found = _INDEX.match(self.source.text, start)
        text = found.group() if found else ""
        self.at = start + len(text)
        if not literals.is_index(text):
            self._refuse(errors.BadIndex(text, span=self._span(start, self.at)))
            text = "0"
        self._emit("INT", text, start, self.at)

    def _char(self, start: int, text: str) -> None:
        closed = len(text) > 1 and text.endswith("'")
        body = text[1:-1] if closed else text[1:]
        self._emit("CHAR", self._one_char(start, body, closed=closed), start, self.at)

    def _one_char(self, start: int, body: str, *, closed: bool) -> str:
        char = literals.unescape(body) if body.startswith("\\") else body
        if char is None:
            self._refuse(errors.BadEscape(body, span=self._span(start + 1, start + 1 + len(body))))
        elif not closed or len(char) != 1:
            mistake = errors.BadChar(body, closed, span=self._span(start, self.at))
            self._refuse(mistake, doubtful=not closed)
        else:
            return char
        return "?"

    def _other(self, start: int, text: str) -> None:
        if not HIDDEN.match(text):
            span = self._span(start, self.at)
            self._refuse(errors.UnknownCharacter(text, span=span), doubtful=True)
