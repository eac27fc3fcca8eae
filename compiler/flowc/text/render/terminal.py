"""Diagnostics for a person at a terminal: ordered diagnostics in, the whole text out.

Without colour the text is the same but for the escapes; nothing from a source reaches it unescaped.
"""

from collections.abc import Mapping, Sequence

from flowc.text.diagnostic import Diagnostic, Help, Placed
from flowc.text.render.patch import patch
from flowc.text.render.rows import BAR, Piece, Row, draw
from flowc.text.render.snippet import Pointer, snippet
from flowc.text.render.summary import most_telling, summary
from flowc.text.source import SourceFile
from flowc.text.width import safe_line, safe_lines


def render(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], *, colour: bool = False
) -> str:
    """Return the first twenty diagnostics, how many more there are, and the summary line."""
    shown = most_telling(diagnostics)
    blocks = [draw(_rows(one, sources), colour=colour) for one in shown]
    if len(shown) < len(diagnostics):
        blocks.append(f"and {len(diagnostics) - len(shown)} more\n")
    if diagnostics:
        blocks.append(f"{summary(diagnostics)}\n")
    return "\n".join(blocks)


def _rows(one: Diagnostic, sources: Mapping[str, SourceFile]) -> tuple[Row, ...]:
    head: Piece = (one.level, f"{one.level}[{one.code}]")
    children = (*_notes(one), *(row for each in one.help for row in _help(each, one, sources)))
    body = _body(one, sources)
    bar = (BAR,) if children and isinstance(one, Placed) else ()
    return (Row("flush", (head, ("strong", f": {one.title}"))), *body, *bar, *children)


def _body(one: Diagnostic, sources: Mapping[str, SourceFile]) -> tuple[Row, ...]:
    if not isinstance(one, Placed):
        label = safe_line(one.label)
        return (Row("fact", (("plain", label),)),) if label else ()
    primary = Pointer(one.span, one.label, "^", one.level)
    secondary = (Pointer(label.span, label.text, "-", "gutter") for label in one.secondary)
    return snippet((primary, *secondary), sources)


def _notes(one: Diagnostic) -> tuple[Row, ...]:
    rows: list[Row] = []
    for note in one.notes:
        first, *rest = safe_lines(note)
        rows.append(Row("fact", (("strong", "note:"), ("plain", f" {first}"))))
        rows.extend(Row("deep", (("plain", line),)) for line in rest)
    return tuple(rows)


def _help(each: Help, one: Diagnostic, sources: Mapping[str, SourceFile]) -> tuple[Row, ...]:
    first, *rest = safe_lines(each.text)
    primary = one.span.file if isinstance(one, Placed) else ""
    return (
        Row("flush", (("help", "help:"), ("plain", f" {first}"))),
        *(Row("flush", (("plain", f"      {line}"),)) for line in rest),
        *patch(each.edits, sources, primary),
    )
