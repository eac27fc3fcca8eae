"""Formatting: the whole document in its canonical form, as one edit."""

from lsprotocol.types import DocumentFormattingParams, TextEdit

from flowc.frontend.format import format_source
from flowc.lsp.documents import View
from flowc.text.report import Report
from flowc.text.span import Span


def formatting(view: View, _params: DocumentFormattingParams) -> list[TextEdit]:
    """Return the edit that formats a document; none while it has syntax errors."""
    if not view.now.whole:
        return []
    text = format_source(view.source, Report())
    if text == view.text:
        return []
    everything = Span(view.source.path, 0, len(view.text))
    return [TextEdit(view.positions.range(everything), text)]
