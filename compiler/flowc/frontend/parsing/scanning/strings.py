"""Strings, taken apart into pieces and holes; what stands in a hole is code again."""

import re
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.scanning.state import State
from flowc.text.diagnostic import Error
from flowc.text.span import Span

_TEXT: Final = re.compile(
    r"""(?P<plain>[^"\\{}\r\n]+|\{\{|\}\})
      | (?P<escape>\\(?:u\{[^}"\r\n]*\}|u|[^u\r\n]))
      | (?P<hole>\{)
      | (?P<quote>")
      | (?P<lone>\})""",
    re.VERBOSE,
)


@dataclass(slots=True)
class Hole:
    """An open interpolation: its string's first quote, and how many braces are open in it."""

    quote: Span
    braces: int = 0


@dataclass(slots=True)
class Strings(State):
    """Reads strings, and knows in which of them the code stands that is read."""

    holes: list[Hole] = field(default_factory=list)
    braces: list[Error] = field(default_factory=list)
    """Lone `}` of the string being read; if it turns out unclosed, they are not to blame."""

    def _quote(self, start: int, text: str) -> None:
        self._emit("TEXT_START", text, start, self.at)
        self._text(self._span(start, self.at))

    def _text(self, quote: Span) -> None:
        """Read a string on from `at`, up to its end or its next hole."""
        start, pieces = self.at, list[str]()
        while (found := _TEXT.match(self.source.text, self.at)) and found.lastgroup != "quote":
            if found.lastgroup == "hole":
                break
            self.at = found.end()
            pieces.append(self._piece(found))
        if pieces:
            self._emit("TEXT", "".join(pieces), start, self.at)
        if found is None:
            self._close_text(self.holes[0].quote if self.holes else quote, self.at, in_text=True)
            return
        self.at = found.end()
        if found.lastgroup == "hole":
            self.holes.append(Hole(quote))
            self._emit("HOLE_START", "{", found.start(), self.at)
        else:
            self._emit("TEXT_END", '"', found.start(), self.at)
            self._blame_braces()

    def _piece(self, found: re.Match[str]) -> str:
        text, span = found.group(), self._span(found.start(), found.end())
        match found.lastgroup:
            case "escape":
                char = literals.unescape(text)
                if char is None:
                    self._refuse(errors.BadEscape(text, span=span))
                return char or ""
            case "lone":
                self.braces.append(errors.LoneBrace(span=span))
                return text
        return text[0] if text in {"{{", "}}"} else text

    def _blame_braces(self) -> None:
        if not self.holes:
            for mistake in self.braces:
                self._refuse(mistake)
            self.braces.clear()

    def _close_text(self, quote: Span, end: int, *, in_text: bool) -> None:
        """Give up on a string at `end`: report it and make the tokens that would close it."""
        self._refuse(errors.UnclosedText(bool(self.holes), span=quote), doubtful=True)
        self.braces.clear()
        if in_text:
            self._emit("TEXT_END", "", end, end)
        for _ in self.holes:
            self._emit("HOLE_END", "", end, end)
            self._emit("TEXT_END", "", end, end)
        self.holes.clear()
