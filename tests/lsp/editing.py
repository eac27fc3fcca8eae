"""An editor: pygls' own client, driving the real `flowc lsp` over stdio.

`¦` in a text marks the cursor; it is taken out before the text is sent.
"""

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parents[2]
MOVIES = ROOT / "samples" / "movies" / "movies.flow"
CURSOR = "¦"
PATIENCE = 60

T = TypeVar("T")


class Editor:
    """One client and its server; everything waits, nothing is asynchronous to a test."""

    def __init__(self, *encodings: lsp.PositionEncodingKind) -> None:
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("test editor", "1")
        self.published: dict[str, lsp.PublishDiagnosticsParams] = {}
        self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda params: self.published.update({params.uri: params})
        )
        self.run(self.client.start_io(sys.executable, "-m", "flowc", "lsp", "--stdio"))
        general = lsp.GeneralClientCapabilities(position_encodings=list(encodings) or None)
        asked = lsp.InitializeParams(capabilities=lsp.ClientCapabilities(general=general))
        self.capabilities = self.run(self.client.initialize_async(asked)).capabilities
        self.client.initialized(lsp.InitializedParams())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        async def waited() -> T:
            return await asyncio.wait_for(work, PATIENCE)

        return self.loop.run_until_complete(waited())

    def open(self, text: str, path: Path | None = None) -> "Document":
        document = Document(self, (path or _fresh()).as_uri())
        document.open(text)
        return document

    def close(self) -> int:
        """Stop the server as an editor does; return its exit code."""
        self.run(self.client.shutdown_async(None))
        self.client.exit(None)
        process = self.client._server
        assert process is not None
        code = self.run(process.wait())
        self.run(self.client.stop())  # type: ignore[no-untyped-call] # pygls says no type
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()
        return code


NUMBERS = count()


def _fresh() -> Path:
    """Return the path of a file that is on no disk, beside the movies' components."""
    return MOVIES.with_name(f"scratch-{next(NUMBERS)}.flow")


@dataclass
class Document:
    """An open document; `cursor` is where its text had the mark last."""

    editor: Editor
    uri: str
    version: int = 0
    text: str = ""
    cursor: lsp.Position = field(default_factory=lambda: lsp.Position(0, 0))

    @property
    def here(self) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri)

    def _take(self, text: str) -> None:
        before, mark, after = text.partition(CURSOR)
        if mark:
            self.cursor = position(before)
        self.text, self.version = before + after, self.version + 1

    def open(self, text: str) -> None:
        self._take(text)
        item = lsp.TextDocumentItem(self.uri, "flow", self.version, self.text)
        self.editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, text: str) -> "Document":
        self._take(text)
        where = lsp.VersionedTextDocumentIdentifier(uri=self.uri, version=self.version)
        whole = lsp.TextDocumentContentChangeWholeDocument(self.text)
        self.editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(where, [whole]))
        return self

    def until(self, wanted: Sequence[str]) -> None:
        """Wait until these codes are shown, whatever they are shown for."""

        async def shown() -> None:
            while True:
                found = self.editor.published.get(self.uri)
                if found is not None and [str(one.code) for one in found.diagnostics] == wanted:
                    return
                await asyncio.sleep(0.01)

        self.editor.run(shown())

    def problems(self) -> Sequence[lsp.Diagnostic]:
        """Wait for what is wrong with the text as it stands."""

        async def published() -> Sequence[lsp.Diagnostic]:
            while True:
                found = self.editor.published.get(self.uri)
                if found is not None and found.version == self.version:
                    return list(found.diagnostics)
                await asyncio.sleep(0.01)

        return self.editor.run(published())

    def codes(self) -> list[str]:
        return [str(one.code) for one in self.problems()]

    def hover(self) -> str:
        asked = lsp.HoverParams(self.here, self.cursor)
        found = self.editor.run(self.editor.client.text_document_hover_async(asked))
        if found is None:
            return ""
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    def definition(self) -> str:
        """Return the text that the definition's place has, its line from 1, and another file."""
        asked = lsp.DefinitionParams(self.here, self.cursor)
        found = self.editor.run(self.editor.client.text_document_definition_async(asked))
        if not isinstance(found, lsp.Location):
            return ""
        line = found.range.start.line + 1
        if found.uri == self.uri:
            return f"{self.slice(found.range)}:{line}"
        path = Path(unquote(urlsplit(found.uri).path))
        return f"{sliced(path.read_text('utf-8'), found.range)}:{line} {path.name}"

    def complete(self) -> Sequence[lsp.CompletionItem]:
        asked = lsp.CompletionParams(self.here, self.cursor)
        found = self.editor.run(self.editor.client.text_document_completion_async(asked))
        assert isinstance(found, lsp.CompletionList)
        return found.items

    def labels(self) -> list[str]:
        return [one.label for one in self.complete()]

    def actions(self, problem: lsp.Diagnostic) -> Sequence[lsp.CodeAction]:
        context = lsp.CodeActionContext([problem])
        asked = lsp.CodeActionParams(self.here, problem.range, context)
        found = self.editor.run(self.editor.client.text_document_code_action_async(asked))
        return [one for one in found or () if isinstance(one, lsp.CodeAction)]

    def rename(self, name: str) -> str:
        """Return the text as it would be after a rename."""
        asked = lsp.RenameParams(self.here, self.cursor, name)
        found = self.editor.run(self.editor.client.text_document_rename_async(asked))
        assert found is not None
        return self.edited(found)

    def edited(self, edit: lsp.WorkspaceEdit) -> str:
        assert edit.changes is not None
        assert list(edit.changes) == [self.uri]
        return apply(self.text, edit.changes[self.uri])

    def slice(self, place: lsp.Range) -> str:
        return sliced(self.text, place)

    def shut(self) -> None:
        """Close it, as an editor does that drops its changes."""
        closed = lsp.DidCloseTextDocumentParams(self.here)
        self.editor.client.text_document_did_close(closed)


def sliced(text: str, place: lsp.Range) -> str:
    """Return the part of a text that a range is."""
    return text[offset(text, place.start) : offset(text, place.end)]


def position(before: str) -> lsp.Position:
    """Return where a text ends, in UTF-16."""
    lines = before.split("\n")
    return lsp.Position(len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)


def offset(text: str, place: lsp.Position) -> int:
    """Return the offset of a UTF-16 position."""
    lines = text.split("\n")
    line = lines[place.line].encode("utf-16-le")[: 2 * place.character].decode("utf-16-le")
    return sum(len(one) + 1 for one in lines[: place.line]) + len(line)


def apply(text: str, edits: Sequence[Any]) -> str:
    """Return a text with edits made that do not overlap, as an editor makes them."""
    spans = [(offset(text, one.range.start), offset(text, one.range.end), one) for one in edits]
    for start, end, one in sorted(spans, key=lambda span: span[:2], reverse=True):
        text = text[:start] + one.new_text + text[end:]
    return text
