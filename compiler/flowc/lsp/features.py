"""What an editor can ask for: each request of the protocol, and the function that answers it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lsprotocol import types as lsp

from flowc.lsp import (
    colours,
    completion,
    fixes,
    formatting,
    hints,
    hover,
    outline,
    places,
    rename,
    signature,
)
from flowc.lsp.documents import View

Answer: TypeAlias = Callable[[View, Any], Any]

FEATURES: Mapping[str, tuple[Answer, Any]] = {
    lsp.TEXT_DOCUMENT_HOVER: (hover.hover, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (places.definition, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (places.references, None),
    lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (places.highlights, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (
        completion.completion,
        lsp.CompletionOptions(trigger_characters=completion.TRIGGERS),
    ),
    lsp.TEXT_DOCUMENT_SIGNATURE_HELP: (
        signature.signature,
        lsp.SignatureHelpOptions(trigger_characters=signature.TRIGGERS),
    ),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: (rename.prepare, None),
    lsp.TEXT_DOCUMENT_RENAME: (rename.rename, lsp.RenameOptions(prepare_provider=True)),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (
        fixes.fixes,
        lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
    ),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (hints.hints, None),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (colours.colours, colours.LEGEND),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (outline.outline, None),
    lsp.TEXT_DOCUMENT_FORMATTING: (formatting.formatting, None),
}
"""By method: the function, and what the server tells the editor about it."""

AT_ONCE = frozenset(
    {
        lsp.TEXT_DOCUMENT_HOVER,
        lsp.TEXT_DOCUMENT_DEFINITION,
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.TEXT_DOCUMENT_SIGNATURE_HELP,
    }
)
"""What is answered between keystrokes, from what is known; all else waits until all is read."""
