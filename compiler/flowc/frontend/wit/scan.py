"""Text of a `.wit` file to tokens, the last one `$END`; mistakes are reported and stepped over.

Comments are dropped, but `///` lines and `/** */` comments are the `doc` of the token after them.
Source: WIT.md, "Lexical structure".
"""

import re
import textwrap
from collections.abc import Mapping
from typing import Final

from flowc.frontend import errors
from flowc.frontend.parsing.scanning.state import HIDDEN, NAME, State
from flowc.frontend.parsing.tokens import END, Token
from flowc.text.report import Report
from flowc.text.source import SourceFile

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
_STAR: Final = re.compile(r"^[ \t]*\*(?!/) ?", re.MULTILINE)


def scan(source: SourceFile, fixed: Mapping[str, str], report: Report) -> tuple[Token, ...]:
    """Take a source apart; `fixed` has the kind of every keyword and sign."""
    scanner = _Scanner(source, fixed, report)
    scanner.run()
    return tuple(scanner.tokens)


class _Scanner(State):
    """Reads tokens, a method for each group of `_TOKEN`."""

    __slots__ = ()

    def run(self) -> None:
        text = self.source.text
        self._begin()
        handlers = {kind: getattr(self, f"_{kind}") for kind in _TOKEN.groupindex}
        while found := _TOKEN.match(text, self.at):
            self.at = found.end()
            handlers[str(found.lastgroup)](found.start(), found.group())
        self._emit(END, "", len(text), len(text))

    def _documentation(self) -> str:
        return super()._documentation().strip()

    def _space(self, _start: int, _text: str) -> None:
        """Drop it."""

    def _comment(self, _start: int, _text: str) -> None:
        """Drop it."""

    def _doc(self, _: int, text: str) -> None:
        self.docs.append(text.removeprefix("///").rstrip())

    def _block(self, start: int, _: str) -> None:
        closed = self._skip_block(start)
        text = self.source.text[start : self.at]
        if closed and text.startswith("/**") and not text.startswith(("/**/", "/***")):
            self.docs.append(textwrap.dedent(_STAR.sub("", text[3:-2])).strip())

    def _word(self, start: int, text: str) -> None:
        kind = self.fixed.get(text)
        if kind is not None:
            self._emit(kind, text, start, self.at)
            return
        name = text.removeprefix("%")
        if not NAME.fullmatch(name):
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
        if not HIDDEN.match(text):
            self._refuse(errors.UnknownCharacter(text, span=self._span(start, self.at)))
