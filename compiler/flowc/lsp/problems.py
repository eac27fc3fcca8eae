"""Mistakes as the protocol's diagnostics: places, related places, and edits in `data`."""

from collections.abc import Iterable
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from lsprotocol.types import (
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Position,
    Range,
)

from flowc.lsp.documents import View
from flowc.text.diagnostic import Diagnostic as Mistake
from flowc.text.diagnostic import Help, Label, Placed
from flowc.text.span import Span

SOURCE = "flowc"


def problems(view: View) -> list[Diagnostic]:
    """Return all that is wrong with a document, in order; other packages' cautions are theirs."""
    return [
        problem(view, one) for one in view.now.diagnostics if not _is_foreign_caution(view, one)
    ]


def _is_foreign_caution(view: View, one: Mistake) -> bool:
    file = one.span.file if isinstance(one, Placed) else ""
    return one.level == "warning" and file.endswith(".flow") and file != view.now.source.path


def elsewhere(views: Iterable[View], uri: str) -> list[Diagnostic]:
    """Return what documents have found wrong with a file that they lead to, each mistake once."""
    found: list[Diagnostic] = []
    for view in views:
        for one in view.now.diagnostics:
            if isinstance(one, Placed) and one.span.file != view.source.path:
                place = view.location(one.span)
                said = _said(one, place.range)
                if unquote(place.uri) == unquote(uri) and said not in found:
                    found.append(said)
    return found


def problem(view: View, one: Mistake) -> Diagnostic:
    """Return one mistake; what has no place in the document stands at its start."""
    said = _said(one, place(view, one))
    said.related_information = _related(view, one) or None
    fixes = [_fix(view, each) for each in one.help if _is_here(view, each)]
    said.data = {"fixes": fixes} if fixes else None
    return said


def _said(one: Mistake, place: Range) -> Diagnostic:
    return Diagnostic(
        place,
        message(one),
        severity=DiagnosticSeverity.Error if one.level == "error" else DiagnosticSeverity.Warning,
        code=one.code,
        source=SOURCE,
        tags=[DiagnosticTag.Unnecessary] if type(one).__name__.startswith("Unused") else None,
    )


def place(view: View, one: Mistake) -> Range:
    """Return the primary place of a mistake; for one in another file, the `use` of that."""
    span = one.span if isinstance(one, Placed) else None
    if span is not None and span.file != view.source.path:
        span = _use_of(view, span.file)
    return Range(Position(0, 0), Position(0, 0)) if span is None else view.positions.range(span)


def _use_of(view: View, file: str) -> Span | None:
    uses = () if view.now.flow is None else view.now.flow.uses
    alias = view.now.reading.leading_to(normpath(file))
    return next((one.path_span for one in uses if one.alias.text == alias), None)


def message(one: Mistake) -> str:
    """Return what a mistake says, its notes and help on lines of their own."""
    notes = (f"note: {note}" for note in one.notes)
    helps = (f"help: {each.text}" for each in one.help)
    return "\n".join((f"{one.title}: {one.label}", *notes, *helps))


def _related(view: View, one: Mistake) -> list[DiagnosticRelatedInformation]:
    labels = one.secondary if isinstance(one, Placed) else ()
    if isinstance(one, Placed) and one.span.file != view.source.path:
        labels = (Label(one.span, one.label), *labels)
    return [DiagnosticRelatedInformation(view.location(each.span), each.text) for each in labels]


def _is_here(view: View, each: Help) -> bool:
    here = [edit.span.file == view.source.path for edit in each.edits]
    return bool(here) and all(here)


def _fix(view: View, each: Help) -> dict[str, Any]:
    edits = [
        {"range": _plain(view.positions.range(edit.span)), "newText": edit.new_text}
        for edit in each.edits
    ]
    return {"title": each.text, "safety": each.safety, "edits": edits}


def _plain(place: Range) -> dict[str, dict[str, int]]:
    return {
        "start": {"line": place.start.line, "character": place.start.character},
        "end": {"line": place.end.line, "character": place.end.character},
    }
