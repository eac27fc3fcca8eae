"""Mistakes as the protocol's diagnostics: places, related places, and edits in `data`."""

from typing import Any
from urllib.parse import quote, urljoin

from lsprotocol.types import (
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
    Position,
    Range,
)

from flowc.lsp.documents import View
from flowc.lsp.positions import Positions
from flowc.text.diagnostic import Diagnostic as Mistake
from flowc.text.diagnostic import Help, Label, Placed
from flowc.text.span import Span

SOURCE = "flowc"


def problems(view: View) -> list[Diagnostic]:
    """Return all that is wrong with a document, in order."""
    return [problem(view, one) for one in view.now.diagnostics]


def problem(view: View, one: Mistake) -> Diagnostic:
    """Return one mistake; what has no place in the document stands at its start."""
    fixes = [_fix(view, each) for each in one.help if each.edits]
    return Diagnostic(
        place(view, one),
        message(one),
        severity=DiagnosticSeverity.Error if one.level == "error" else DiagnosticSeverity.Warning,
        code=one.code,
        source=SOURCE,
        tags=[DiagnosticTag.Unnecessary] if type(one).__name__.startswith("Unused") else None,
        related_information=_related(view, one) or None,
        data={"fixes": fixes} if fixes else None,
    )


def place(view: View, one: Mistake) -> Range:
    """Return the primary place of a mistake."""
    if isinstance(one, Placed) and one.span.file == view.now.source.path:
        return view.positions.range(one.span)
    return Range(Position(0, 0), Position(0, 0))


def message(one: Mistake) -> str:
    """Return what a mistake says, its notes and help on lines of their own."""
    notes = (f"note: {note}" for note in one.notes)
    helps = (f"help: {each.text}" for each in one.help)
    return "\n".join((f"{one.title}: {one.label}", *notes, *helps))


def _related(view: View, one: Mistake) -> list[DiagnosticRelatedInformation]:
    labels = one.secondary if isinstance(one, Placed) else ()
    found = ((_location(view, label.span), label) for label in labels)
    return [_information(location, label) for location, label in found]


def _information(location: Location, label: Label) -> DiagnosticRelatedInformation:
    return DiagnosticRelatedInformation(location, label.text)


def _location(view: View, span: Span) -> Location:
    if span.file == view.now.source.path:
        return Location(view.uri, view.positions.range(span))
    uri = urljoin(view.uri, quote(span.file, errors="surrogatepass"))
    return Location(uri, _range_elsewhere(view, span))


def _range_elsewhere(view: View, span: Span) -> Range:
    """Return where a span of a file beside the document stands; its start if it is not there."""
    folder = view.loader.folder
    if folder is None:
        return Range(Position(0, 0), Position(0, 0))
    try:
        text = (folder / span.file).read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return Range(Position(0, 0), Position(0, 0))
    return Positions(text, view.encoding).range(span)


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
