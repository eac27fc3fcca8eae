"""The server of one editor: its documents, what of them is read, and when mistakes are shown.

What an editor asks between keystrokes is answered at once from what is known; texts are read whole
by one thread beside that, the latest alone.
"""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from flowc import __version__
from flowc.lsp.documents import Documents, View
from flowc.lsp.faults import guarded, patiently
from flowc.lsp.features import Answer
from flowc.lsp.problems import elsewhere, problems

DELAY, LONGEST = 0.15, 1.0
"""How long, in seconds, typing must pause before mistakes are shown: as long as reading takes."""
IDLE, MOST_UNFREED = 2.0, 10
OUTDATED = object()
"""The answer about a text that was edited before its turn came."""


class Server(LanguageServer):
    """One editor's server: its documents, and the checks that wait for a pause."""

    def __init__(self) -> None:
        super().__init__(
            "flowc", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
        )
        self._documents: Documents | None = None
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._reader = ThreadPoolExecutor(1, "flowc-reader")
        self._tasks: set[asyncio.Task[None]] = set()
        self._took = DELAY
        self._collecting: asyncio.TimerHandle | None = None
        self._unfreed = 0

    @property
    def documents(self) -> Documents:
        """The open documents, in the encoding that was agreed on."""
        if self._documents is None:
            agreed = self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
            self._documents = Documents(str(getattr(agreed, "value", agreed)))
        return self._documents

    def view(self, uri: str) -> View:
        """Return a flow as it stands."""
        document = self.workspace.get_text_document(uri)
        path = document.path if uri.startswith("file:") else None
        return self.documents.view(uri, path, document.source)

    def is_open(self, uri: str) -> bool:
        """Whether the editor has a document open."""
        return unquote(uri) in self.workspace.text_documents

    def keep(self, uri: str) -> None:
        """Have flows read an open file as it stands."""
        if uri.startswith("file:"):
            document = self.workspace.get_text_document(uri)
            self.documents.files.open(Path(document.path), document.source)

    def let_go(self, uri: str) -> None:
        """Have flows read a file from the disk again."""
        if uri.startswith("file:"):
            self.documents.files.close(Path(self.workspace.get_text_document(uri).path))

    async def read(self, answer: Answer, uri: str, params: Any) -> Any:
        """Answer from a document that is read whole, beside the loop that answers the rest."""
        loop, made = asyncio.get_running_loop(), OUTDATED
        while made is OUTDATED and self.is_open(uri):
            work = partial(self._answered, self.view(uri), answer, params)
            made = await loop.run_in_executor(self._reader, work)
        return None if made is OUTDATED else made

    def _answered(self, view: View, answer: Answer, params: Any) -> Any:
        if not view.is_read:
            if not self.documents.is_latest(view):
                return OUTDATED
            start = time.monotonic()
            view.now.index.starting(0)
            self._took = time.monotonic() - start
        return answer(view, params)

    def publish(self, uri: str) -> None:
        """Show what is wrong with a document now, and with all that read what it has become."""
        self.stop_waiting(uri)
        self._later(self._publish, uri)

    def publish_stale(self) -> None:
        """Show what is wrong with the documents that read a file which has changed."""
        self._later(self._publish)

    def _later(self, work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        task = asyncio.get_running_loop().create_task(patiently(work, *args))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, *uris: str) -> None:
        waiting = dict.fromkeys((*uris, *self.documents.stale()))
        while waiting:
            for uri in waiting:
                if self.is_open(uri) and not is_wit(uri):
                    await self._publish_flow(uri)
            waiting = dict.fromkeys(self.documents.stale())
        for document in tuple(self.workspace.text_documents.values()):
            if is_wit(document.uri):
                self._show(document.uri, elsewhere(self.documents.views, document.uri))
        self._collect_later()

    def _collect_later(self) -> None:
        """Free old states once typing has paused, or there are many of them."""
        self._unfreed += 1
        if self._collecting is not None:
            self._collecting.cancel()
        loop = asyncio.get_running_loop()
        pause = IDLE if self._unfreed < MOST_UNFREED else 0
        self._collecting = loop.call_later(pause, self._collect)

    def _collect(self) -> None:
        self._unfreed = 0
        gc.collect()

    async def _publish_flow(self, uri: str) -> None:
        version = self.workspace.get_text_document(uri).version
        found = await patiently(self.read, lambda view, _: problems(view), uri, None)
        if version == self.workspace.get_text_document(uri).version:
            self._show(uri, found or [])

    def _show(self, uri: str, found: list[lsp.Diagnostic]) -> None:
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

    def publish_soon(self, uri: str) -> None:
        """Show it once typing pauses."""
        self.stop_waiting(uri)
        if self._collecting is not None:
            self._collecting.cancel()
        loop = asyncio.get_running_loop()
        pause = min(max(DELAY, self._took), LONGEST)
        self._waiting[uri] = loop.call_later(pause, guarded(self.publish), uri)

    def stop_waiting(self, uri: str) -> None:
        """Drop a check that waits for a pause."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log what went wrong with a message; no window opens for it."""
        logging.getLogger("flowc.lsp").error("%s: %s", source, error)


def is_wit(uri: str) -> bool:
    """Whether a document is a `.wit` file."""
    return uri.endswith(".wit")
