"""Rows of a rendering before its gutter is known: source lines, underlines, gaps and headings.

A row is a gutter (a line number, or what stands in its place) and painted pieces;
`draw` gives all rows of one diagnostic the same gutter width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.text.render.colour import Style, paint
from flowc.text.width import Shown

Piece: TypeAlias = tuple[Style, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `kind` says what stands in the gutter, `number` is a source line's."""

    kind: Literal["line", "bar", "gap", "arrow", "more", "fact", "deep", "flush"]
    pieces: tuple[Piece, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """An underline below code points `start` up to `end` of line `line`, at least one column."""

    line: int
    start: int
    end: int
    char: Literal["^", "-", "+", "~"]
    style: Style
    text: str = ""


BAR = Row("bar")
GAP = Row("gap")


def marked_line(number: int, shown: Shown, marks: Iterable[Mark]) -> tuple[Row, ...]:
    """Return a source line and an underline row for each of its marks."""
    line = Row("line", (("plain", shown.text),), number)
    return (line, *(_underline(mark, shown) for mark in marks))


def _underline(mark: Mark, shown: Shown) -> Row:
    start = shown.column(mark.start)
    length = max(1, shown.column(mark.end) - start)
    text = f" {mark.text}" if mark.text else ""
    return Row("bar", (("plain", " " * start), (mark.style, mark.char * length + text)))


def with_gaps(lines: Sequence[tuple[int, tuple[Row, ...]]]) -> tuple[Row, ...]:
    """Join the rows of lines in order, with `...` where lines are left out."""
    rows: list[Row] = []
    for index, (number, drawn) in enumerate(lines):
        if index and number != lines[index - 1][0] + 1:
            rows.append(GAP)
        rows.extend(drawn)
    return tuple(rows)


def draw(rows: Sequence[Row], *, colour: bool) -> str:
    """Return the rows as text, the gutter as wide as the largest line number."""
    width = max((len(str(row.number)) for row in rows), default=1)
    return "".join(f"{_draw(row, width, colour=colour)}\n" for row in rows)


def _draw(row: Row, width: int, *, colour: bool) -> str:
    body = "".join(paint(style, text, colour=colour) for style, text in row.pieces)
    space = " " if body else ""
    return paint("gutter", _gutter(row, width), colour=colour) + (
        body if row.kind in ("flush", "arrow", "more", "fact", "deep") else space + body
    )


def _gutter(row: Row, width: int) -> str:
    blank = " " * width
    match row.kind:
        case "line":
            return f"{row.number:>{width}} |"
        case "bar":
            return f"{blank} |"
        case "gap":
            return "..."
        case "arrow":
            return f"{blank}--> "
        case "more":
            return f"{blank}::: "
        case "fact":
            return f"{blank} = "
        case "deep":
            return f"{blank}         "
        case "flush":
            return ""
