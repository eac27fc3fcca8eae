"""The source part of a rendering: labelled spans to the lines they stand in, underlined.

Each file comes once, the primary's first; its lines are in order and `...` stands for the rest.
A span in a file that is not at hand shows the path and the label alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flowc.text.render.colour import Style
from flowc.text.render.rows import BAR, Mark, Row, marked_line, with_gaps
from flowc.text.source import SourceFile
from flowc.text.span import Span
from flowc.text.width import safe_line


@dataclass(frozen=True, slots=True)
class Pointer:
    """A span, its label, and how it is underlined."""

    span: Span
    text: str
    char: Literal["^", "-"]
    style: Style


def snippet(pointers: Sequence[Pointer], sources: Mapping[str, SourceFile]) -> tuple[Row, ...]:
    """Return the rows that show `pointers`, of which the first is the primary."""
    rows: list[Row] = []
    for file in dict.fromkeys(pointer.span.file for pointer in pointers):
        inside = [pointer for pointer in pointers if pointer.span.file == file]
        kind: Literal["more", "arrow"] = "more" if rows else "arrow"
        rows.append(Row(kind, (("plain", heading(inside[0].span, sources)),)))
        rows.extend(_file(inside, sources.get(file)))
    return tuple(rows)


def heading(span: Span, sources: Mapping[str, SourceFile]) -> str:
    """Return `path:line:column` of a span's start, the path alone if the file is not at hand."""
    source = sources.get(span.file)
    path = safe_line(span.file)
    return f"{path}:{source.place(span.start)}" if source else path


def _file(pointers: Sequence[Pointer], source: SourceFile | None) -> tuple[Row, ...]:
    if source is None:
        labels = ((pointer.style, safe_line(pointer.text)) for pointer in pointers if pointer.text)
        return tuple(Row("fact", (label,)) for label in labels)
    by_line: dict[int, list[Mark]] = {}
    for pointer in pointers:
        for mark in _marks(pointer, source):
            by_line.setdefault(mark.line, []).append(mark)
    return (BAR, *with_gaps([_line(number, by_line[number], source) for number in sorted(by_line)]))


def _line(number: int, marks: list[Mark], source: SourceFile) -> tuple[int, tuple[Row, ...]]:
    ordered = sorted(marks, key=lambda mark: (mark.char != "^", mark.start, mark.end))
    return number, marked_line(number, source.line(number), ordered)


def _marks(pointer: Pointer, source: SourceFile) -> tuple[Mark, ...]:
    """Return one mark, or for a span over several lines one on its first and one on its last."""
    first, last = source.ends(pointer.span)
    char, style, text = pointer.char, pointer.style, safe_line(pointer.text)
    if first.line == last.line:
        return (Mark(first.line, first.column - 1, last.column - 1, char, style, text),)
    head, tail = source.line(first.line), source.line(last.line)
    indent = min(len(tail) - len(tail.lstrip()), last.column - 1)
    return (
        Mark(first.line, first.column - 1, len(head.rstrip()), char, style),
        Mark(last.line, indent, last.column - 1, char, style, text),
    )
