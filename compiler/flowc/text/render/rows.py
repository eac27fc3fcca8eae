"""Rows of a rendering before its gutter is known: source lines, underlines, gaps and headings.

A row is a gutter (a line number, or what stands in its place) and painted pieces;
`draw` gives all rows of one diagnostic the same gutter width.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from flowc.text.render.colour import Style, paint
from flowc.text.width import Shown, show

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


LONG = 180
"""Code points of a line that are shown; of a longer one, only a window."""

CUT = "..."
BAR = Row("bar")
GAP = Row("gap")


def marked_line(number: int, line: str, marks: Iterable[Mark]) -> tuple[Row, ...]:
    """Return a source line and the underlines of its marks, those without text in one row."""
    text, moved = _crop(line, tuple(marks))
    shown = show(text)
    rows = [Row("line", (("plain", shown.text),), number)]
    rows.extend(_underlines(group, shown) for group in _grouped(moved))
    return tuple(rows)


def _crop(line: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
    """Cut a very long line to a window around its first mark."""
    if len(line) <= LONG:
        return line, marks
    low = max(0, min((mark.start for mark in marks), default=0) - LONG // 3)
    high = min(len(line), low + LONG)
    before, after = CUT if low else "", CUT if high < len(line) else ""

    def move(at: int) -> int:
        return min(max(at, low), high) - low + len(before)

    moved = (replace(mark, start=move(mark.start), end=move(mark.end)) for mark in marks)
    return before + line[low:high] + after, tuple(moved)


def _grouped(marks: Iterable[Mark]) -> list[list[Mark]]:
    groups: list[list[Mark]] = []
    for mark in marks:
        last = groups[-1][-1] if groups else None
        if last and not last.text and max(last.end, last.start + 1) <= mark.start:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _underlines(marks: list[Mark], shown: Shown) -> Row:
    pieces: list[Piece] = []
    at = 0
    for mark in marks:
        start = shown.column(mark.start)
        length = max(1, shown.column(mark.end) - start)
        text = f" {mark.text}" if mark.text else ""
        pieces += [("plain", " " * (start - at)), (mark.style, mark.char * length + text)]
        at = start + length
    return Row("bar", tuple(pieces))


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
