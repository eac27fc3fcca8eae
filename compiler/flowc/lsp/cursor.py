"""Where in the language a cursor stands: found by writing a marker there and reading the text.

The marker stands for the word under the cursor; where the text around it is unfinished, the few
signs that most often are still to come are tried after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flowc.frontend import grammar, tree
from flowc.frontend.parsing.depth import children
from flowc.frontend.parsing.scan import scan
from flowc.lsp.analysis import Analysis, focused, parsed
from flowc.lsp.documents import View
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

MARKER: Final = "zzz-cursor"
_WORD: Final = re.compile(r"%?[^\W_][\w-]*|%")
_PACKAGE: Final = "package a:b; "
_ENDINGS: Final = (
    "",
    ";",
    ",",
    " => 0,",
    " => 0",
    ": 0",
    ")",
    ");",
    " }",
    ": u8",
    " {}",
    " { 0 }",
    " = 0; 0",
    "() = 0;",
    "() = 0; expect true; }",
    "; expect true; }",
    "; }",
    ": a }",
    ": a };",
    " };",
)
_WITH_PATHS: Final = (tree.Supplier, tree.Supply, tree.Given, tree.Use)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The nodes from a declaration down to the marker, and the text they were read from."""

    path: tuple[Any, ...]
    analysis: Analysis
    word: Span
    """The word that stands at the cursor, as far as it is written, in the document."""

    @property
    def node(self) -> Any:
        """The innermost node whose name the marker is."""
        return self.path[-1]

    def above(self, steps: int) -> Any:
        """Return the node so many levels up, None past the top."""
        return self.path[-1 - steps] if steps < len(self.path) else None


def word_at(text: str, offset: int, file: str) -> Span:
    """Return the word that an offset is in or right after; an empty span if there is none."""
    line = text.rfind("\n", 0, offset) + 1
    for found in _WORD.finditer(text, line):
        if found.start() <= offset <= found.end():
            return Span(file, found.start(), found.end())
        if found.start() > offset:
            break
    return Span(file, offset, offset)


def cursor(view: View, offset: int) -> Cursor | None:
    """Find where an offset stands; None where no name could stand or nothing could be read."""
    word = word_at(view.text, offset, view.source.path)
    around = declaration(view, word)
    if not _is_name(f"{around[0]}{MARKER}{around[1]}", len(around[0])):
        return None
    for ending in _ENDINGS:
        read = parsed(SourceFile(word.file, f"{around[0]}{MARKER}{ending}{around[1]}"))
        path = next(_paths(read.flow, len(around[0])), None)
        if path is not None:
            state = focused(read, view.known, view.loader, MARKER)
            return Cursor(path, state, word)
    return None


def declaration(view: View, word: Span) -> tuple[str, str]:
    """Return the text of the declaration around a word, before it and after it.

    One declaration is read far faster than all, and enough to see which ending fits.
    """
    piece = view.piece(word.start, word.end).narrowed(word.start, word.end)
    start, end = word.start - piece.start, word.end - piece.start
    return _PACKAGE + piece.text[:start], piece.text[end:]


def _is_name(text: str, offset: int) -> bool:
    """Whether a name stands at an offset, and no comment or string."""
    tokens = scan(SourceFile("", text), grammar.fixed_tokens(), Report()).tokens
    return any(one.span.start == offset and one.type == "NAME" for one in tokens)


def _paths(flow: tree.Flow | None, offset: int) -> Iterator[tuple[Any, ...]]:
    waiting: list[tuple[Any, ...]] = []
    if flow is not None:
        tops = (*flow.uses, *flow.types, *flow.interfaces, *flow.flows, *flow.tests)
        waiting = [(one,) for one in tops]
    while waiting:
        path = waiting.pop()
        node = path[-1]
        if not node.span.start <= offset <= node.span.end:
            continue
        below = [(*path, child) for child in children(node)]
        if _stands_alone(path):
            yield path
        named = getattr(node, "name", None)
        if isinstance(named, tree.Name) and named.span.start == offset and named.text == MARKER:
            inner = [one for one in below if getattr(one[-1], "name", None) is named]
            if not inner:
                yield path
        waiting.extend(below)


def _stands_alone(path: tuple[Any, ...]) -> bool:
    """Whether the marker ends a path that is the name of no node of its own: `a.b` in a `use`."""
    match path[-1]:
        case tree.Scope(text=text):
            return bool(text == MARKER)
        case tree.Name(text=text):
            above = path[-2] if len(path) > 1 else None
            return text == MARKER and isinstance(above, _WITH_PATHS)
        case _:
            return False
