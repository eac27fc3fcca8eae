"""Text of a graph to tokens: names, values, numbers, strings, signs and `///` lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flowc.text.source import SourceFile
from flowc.text.span import Span

_TOKEN = re.compile(
    r"""
      (?P<doc>///[^\n]*)
    | (?P<value>%[0-9]+)
    | (?P<package>package[ ]+[^\s@]+@\S*)
    | (?P<name>%?[A-Za-z][A-Za-z0-9-]*)
    | (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<char>'(?:[^'\\\n]|\\.(?:\{[0-9a-fA-F]+\})?)')
    | (?P<number>-?(?:inf|[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?))
    | (?P<sign>->|[][(){}<>,:=._@])
    | (?P<space>[ \t\r\n]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `kind` is a group of the pattern above, or "end"."""

    kind: str
    text: str
    span: Span


def tokens(source: SourceFile) -> Iterator[Token]:
    """Yield a source's tokens, the last one of kind "end"."""
    for found in _TOKEN.finditer(source.text):
        kind = str(found.lastgroup)
        if kind != "space":
            yield Token(kind, found.group(), Span(source.path, found.start(), found.end()))
    end = len(source.text)
    yield Token("end", "", Span(source.path, end, end))
