"""The source as it would read after a help's edits: only changed lines, `+` new, `~` replaced.

Lines are numbered as they would be then; an edit that overlaps an earlier one is not shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.text.diagnostic import Edit
from flowc.text.render.rows import BAR, Mark, Row, marked_line, with_gaps
from flowc.text.source import SourceFile
from flowc.text.width import safe_line

Change: TypeAlias = Literal["", "+", "~"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the new text, and how it came about; `""` means it was there before."""

    text: str
    change: Change


def patch(
    edits: Sequence[Edit], sources: Mapping[str, SourceFile], primary: str
) -> tuple[Row, ...]:
    """Return the rows that show `edits`; files other than `primary` are named."""
    rows: list[Row] = []
    for file in dict.fromkeys(edit.span.file for edit in edits):
        source = sources.get(file)
        if file != primary or source is None:
            rows.append(Row("more", (("plain", safe_line(file)),)))
        if source is not None:
            rows.extend(_file([edit for edit in edits if edit.span.file == file], source))
    return tuple(rows)


def _file(edits: list[Edit], source: SourceFile) -> tuple[Row, ...]:
    first, parts = _apply(sorted(edits, key=lambda edit: edit.span), source)
    lines = ((first + index, line) for index, line in enumerate(_lines(parts)))
    changed = [(number, line) for number, line in lines if any(part.change for part in line)]
    return (BAR, *with_gaps([(number, _line(number, line)) for number, line in changed]))


def _apply(edits: list[Edit], source: SourceFile) -> tuple[int, list[Part]]:
    """Return the first line that the edits touch, and the new text from its start.

    The text reaches to the end of the last line that an edit touches.
    """
    first = source.place(edits[0].span.start).line
    at = source.line_start(first)
    parts: list[Part] = []
    for edit in edits:
        start = source.clamp(edit.span.start)
        end = max(start, source.clamp(edit.span.end))
        if start < at:
            continue
        parts += [Part(source.text[at:start], ""), Part(edit.new_text, "~" if end > start else "+")]
        at = end
    last = source.place(at).line
    parts.append(
        Part(source.text[at : max(at, source.line_start(last) + len(source.line(last)))], "")
    )
    return first, parts


def _lines(parts: list[Part]) -> Iterator[list[Part]]:
    """Split parts into lines, keeping empty ones only where an edit deletes."""
    line: list[Part] = []
    for part in parts:
        head, *rest = part.text.replace("\r\n", "\n").split("\n")
        if head or not part.text:
            line.append(Part(head, part.change))
        for text in rest:
            yield line
            line = [Part(text, part.change)] if text else []
    yield line


def _line(number: int, parts: list[Part]) -> tuple[Row, ...]:
    marks: list[Mark] = []
    at = 0
    for part in parts:
        if part.change:
            marks.append(Mark(number, at, at + len(part.text), part.change, "help"))
        at += len(part.text)
    return marked_line(number, "".join(part.text for part in parts), marks)
