"""Diagnostics as JSON lines: one ASCII object each, our fields as they are, schema 1.

Places are given twice: `start` and `end` are 0-based code-point offsets, `from` and `to` 1-based
lines and columns in code points, exclusive at the end and absent if the file is not at hand.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from flowc.text.diagnostic import Diagnostic, Help, Placed
from flowc.text.source import Place, SourceFile
from flowc.text.span import Span

SCHEMA = 1
Sources: TypeAlias = Mapping[str, SourceFile]
Fields: TypeAlias = dict[str, object]


def render(diagnostics: Sequence[Diagnostic], sources: Sources) -> str:
    """Return all diagnostics, one to a line."""
    return "".join(f"{json.dumps(_diagnostic(one, sources))}\n" for one in diagnostics)


def _diagnostic(one: Diagnostic, sources: Sources) -> Fields:
    head: Fields = {"schema": SCHEMA, "code": one.code, "level": one.level, "stage": one.stage}
    text: Fields = {"title": one.title, "label": one.label}
    tail: Fields = {
        "notes": list(one.notes),
        "help": [_help(each, sources) for each in one.help],
        "docs": f"flowc explain {one.code}",
    }
    return {**head, **text, **_places(one, sources), **tail}


def _places(one: Diagnostic, sources: Sources) -> Fields:
    if not isinstance(one, Placed):
        return {}
    secondary = [
        {"span": _span(label.span, sources), "text": label.text} for label in one.secondary
    ]
    return {"span": _span(one.span, sources), "secondary": secondary}


def _help(each: Help, sources: Sources) -> Fields:
    edits = [{"span": _span(edit.span, sources), "new_text": edit.new_text} for edit in each.edits]
    return {"text": each.text, "safety": each.safety, "edits": edits}


def _span(span: Span, sources: Sources) -> Fields:
    fields: Fields = {"file": span.file, "start": span.start, "end": span.end}
    source = sources.get(span.file)
    if source is None:
        return fields
    return {
        **fields,
        "from": _place(source.place(span.start)),
        "to": _place(source.place(span.end)),
    }


def _place(place: Place) -> Fields:
    return {"line": place.line, "column": place.column}
