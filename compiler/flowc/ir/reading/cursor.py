"""Where a reader of a graph's text stands: tokens are taken in order, the first bad one refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from flowc.ir.errors import UnexpectedText
from flowc.ir.literals import unquoted
from flowc.ir.reading.tokens import Token, tokens
from flowc.text.diagnostic import Error
from flowc.text.source import SourceFile
from flowc.text.span import Span

MOST_DEPTH = 140
"""Types and regions are nested at most so deep, well within what a reader's stack holds."""

_T = TypeVar("_T")
_KINDS = {
    "value": "a value such as `%0`",
    "name": "a name",
    "string": "a string",
    "number": "a number",
}


class Refused(Exception):  # noqa: N818 - it carries a diagnostic to the reader's front door
    """The text cannot be read; `error` says why."""

    def __init__(self, error: Error) -> None:
        super().__init__(error)
        self.error = error


class Cursor:
    """A position in a list of tokens."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.tokens = tuple(tokens(source))
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token that was not taken yet."""
        return self.tokens[self.at]

    def refuse(self, expected: str) -> NoReturn:
        """Raise `Refused`, saying what must stand here."""
        found = f"`{self.next.text}`" if self.next.text else "the end of the text"
        raise Refused(UnexpectedText(expected, found, span=self.next.span))

    def take(self, kind: str) -> Token:
        """Take a token of a kind."""
        if self.next.kind != kind:
            self.refuse(_KINDS.get(kind, f"a {kind}"))
        self.at += 1
        return self.tokens[self.at - 1]

    def word(self, text: str) -> None:
        """Take a sign or a name as it stands."""
        if not self.skip(text):
            self.refuse(f"`{text}`")

    def skip(self, text: str) -> bool:
        """Take a sign or a name if it comes next."""
        comes = self.next.kind in ("sign", "name") and self.next.text == text
        self.at += comes
        return comes

    def string(self) -> str:
        """Take a string and return what it means."""
        token = self.take("string")
        text = unquoted(token.text)
        if text is None:
            self.at -= 1
            self.refuse("a string whose escapes have a meaning")
        return text

    def path(self) -> str:
        """Take names with dots between them."""
        parts = [self.take("name").text]
        while self.skip("."):
            parts.append(self.take("name").text)
        return ".".join(parts)

    def function(self) -> tuple[str, str]:
        """Take an interface, empty where there is none, and a function's name: `"a:b/c".name`.

        A name that is no plain one is a string too.
        """
        if self.next.kind != "string":
            return "", self.take("name").text
        first = self.string()
        if not self.skip("."):
            return "", first
        quoted = self.next.kind == "string"
        return first, self.string() if quoted else self.take("name").text

    def doc(self) -> str:
        """Take the `///` lines that come next."""
        lines = []
        while self.next.kind == "doc":
            lines.append(self.take("doc").text.removeprefix("///").removeprefix(" ").rstrip())
        return "\n".join(lines)

    def several(self, opening: str, item: Callable[[], _T], closing: str) -> tuple[_T, ...]:
        """Take items between two signs, with commas between them and perhaps after the last."""
        self.word(opening)
        items: list[_T] = []
        with self.level():
            while not self.skip(closing):
                items.append(item())
                if not self.skip(","):
                    self.word(closing)
                    break
        return tuple(items)

    @contextmanager
    def level(self) -> Iterator[None]:
        """Go one level further in for a while."""
        if self.depth == MOST_DEPTH:
            self.refuse(f"at most {MOST_DEPTH} levels of nesting")
        self.depth += 1
        yield
        self.depth -= 1

    def since(self, start: Token) -> Span:
        """Return the span from a token up to the last one that was taken."""
        return start.span.to(self.tokens[self.at - 1].span)
