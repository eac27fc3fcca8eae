r"""Lays a document out: groups on one line where there is room, one break a line where not.

Lines end in `\n`, have no space at their end, and are no wider than `WIDTH` unless a piece that
cannot be broken is. Takes time in proportion to the text, and no recursion.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from flowc.frontend.formatting import docs
from flowc.frontend.formatting.docs import INDENT, WIDTH, Doc
from flowc.text.width import columns

_SNEAK = frozenset({",", ";"})
"""What goes before a comment that ends its line."""


def render(doc: Doc) -> str:
    """Return the text of a document, without a break at its end."""
    page = _Page([(0, doc)])
    while page.stack:
        indent, one = page.stack.pop()
        page.take(indent, one)
    page.flush()
    return "\n".join(line.rstrip() for line in "".join(page.done).split("\n"))


def width(text: str) -> int:
    """Return how many columns text takes, its last line if it has several."""
    last = text.rsplit("\n", 1)[-1]
    return len(last) if last.isascii() else columns(last)


@dataclass(slots=True)
class _Page:
    stack: list[tuple[int, Doc]]
    """What is still to be laid out, the next one last, each with its indentation."""
    done: list[str] = field(default_factory=list)
    column: int = 0
    empty: bool = True
    """Whether the line has nothing but its indentation."""
    comment: str = ""
    """What ends the current line before anything else but a `,` or `;` is put."""

    def take(self, indent: int, doc: Doc) -> None:
        match doc:
            case docs.Text(text) | docs.WhenBroken(text):
                self.put(indent, text)
            case docs.Line(blank):
                self.newline(indent, blank=blank)
            case docs.Fresh():
                if not self.empty or self.comment:
                    self.newline(indent)
            case docs.Suffix(text):
                if self.comment:
                    self.newline(indent)
                self.comment = text
            case docs.Concat(parts):
                self.stack.extend((indent, part) for part in reversed(parts))
            case docs.Nest(inner):
                self.stack.append((indent + INDENT, inner))
            case docs.Group(broken, flat):
                self.stack.append((indent, self.grouped(broken, flat)))
            case docs.Choice(options):
                self.stack.append((indent, self.chosen(options)))
            case docs.Rows():
                self.stack.append((indent, self.rows(indent, doc)))
            case _:
                assert_never(doc)

    def put(self, indent: int, text: str) -> None:
        if self.comment and text and text not in _SNEAK:
            self.newline(indent)
        if self.empty:
            text = text.lstrip(" ")
        if text:
            self.done.append(text)
            self.column = width(text) if "\n" in text else self.column + width(text)
            self.empty = False

    def newline(self, indent: int, *, blank: bool = False) -> None:
        self.flush()
        self.done.append(("\n\n" if blank else "\n") + " " * indent)
        self.column = indent
        self.empty = True

    def flush(self) -> None:
        """Put the comment that ends the line."""
        if self.comment:
            self.done.append(self.comment if self.empty else f" {self.comment}")
            self.comment = ""

    def grouped(self, broken: Doc, flat: str | None) -> Doc:
        if flat is None or not self.has_room(WIDTH - self.column - width(flat)):
            return broken
        return docs.Text(flat, flat)

    def chosen(self, options: tuple[Doc, ...]) -> Doc:
        for option in options[:-1]:
            if self.has_room(WIDTH - self.column, option):
                return option
        return options[-1]

    def rows(self, indent: int, doc: docs.Rows) -> Doc:
        room = WIDTH - indent
        fits = all(one is not None and width(one) <= room for one in doc.lines)
        return doc.chosen if fits and (self.empty or not doc.leading) else doc.other

    def has_room(self, room: int, *first: Doc) -> bool:
        """Say whether `room` columns hold `first` and what follows, up to where it may break."""
        waiting: list[Iterator[Doc]] = [self._following(), iter(first)]
        while room >= 0 and waiting:
            doc = next(waiting[-1], None)
            match doc:
                case None:
                    waiting.pop()
                case docs.Text(text) | docs.WhenBroken(text):
                    room -= width(text)
                    if "\n" in text:
                        break
                case docs.Line() | docs.Fresh() | docs.Suffix():
                    break
                case docs.Concat(parts):
                    waiting.append(iter(parts))
                case docs.Nest(inner) | docs.Group(inner):
                    waiting.append(iter((inner,)))
                case docs.Choice(options):
                    waiting.append(iter(options[-1:]))
                case docs.Rows():
                    waiting.append(iter((doc.other,)))
                case _:
                    assert_never(doc)
        return room >= 0

    def _following(self) -> Iterator[Doc]:
        return (doc for _, doc in reversed(self.stack))
