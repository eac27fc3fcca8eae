"""The language server over stdio: wires each request of the protocol to the file that answers it.

Flows are answered for; a `.wit` file that is open is what flows read, with their mistakes in it.
What an editor asks between keystrokes is answered at once from what is known; texts are read whole
by one thread beside that, the latest alone. A fault of ours while answering is logged on stderr and
answered with nothing; the server lives on.
"""

import asyncio
import gc
import logging
import time
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from flowc import __version__
from flowc.frontend import grammar
from flowc.lsp import rename
from flowc.lsp.documents import Documents, View
from flowc.lsp.features import AT_ONCE, FEATURES, Answer
from flowc.lsp.problems import elsewhere, problems

DELAY, LONGEST = 0.15, 1.0
"""How long, in seconds, typing must pause before mistakes are shown: as long as reading takes."""
IDLE, MOST_UNFREED, NEVER = 2.0, 10, 1 << 30
OUTDATED = object()
"""The answer about a text that was edited before its turn came."""


class RequestFailed(JsonRpcException):
    """An answer that is no: the editor shows its text."""

    CODE = lsp.LSPErrorCodes.RequestFailed.value
    MESSAGE = "request failed"


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


def guarded(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return work that logs a fault of ours and then gives nothing."""

    def run(*args: Any) -> Any:
        try:
            return work(*args)
        except Exception as fault:  # noqa: BLE001 - the server outlives any fault
            return _failed(fault)

    return run


async def patiently(work: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
    """Wait for work; log a fault of ours and then give nothing."""
    try:
        return await work(*args)
    except Exception as fault:  # noqa: BLE001 - the server outlives any fault
        return _failed(fault)


def _failed(fault: Exception) -> None:
    if isinstance(fault, rename.Refused):
        raise RequestFailed(str(fault)) from None
    text = "".join(traceback.format_exception(fault))
    logging.getLogger("flowc.lsp").error("%s", text)


def make() -> Server:
    """Return a server with all features, not started yet."""
    server = Server()
    for method, (answer, options) in FEATURES.items():
        made = _at_once if method in AT_ONCE else _once_read
        server.feature(method, options)(made(server, answer))
    server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(guarded(_on_open(server)))
    server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)(guarded(_on_open(server)))
    server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(guarded(_on_change(server)))
    server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(guarded(_on_close(server)))
    server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)(guarded(_on_files(server)))
    server.feature(lsp.INITIALIZED)(guarded(_on_start(server)))
    return server


def _at_once(server: Server, answer: Answer) -> Callable[[Any], Any]:
    def answered(params: Any) -> Any:
        uri = params.text_document.uri
        return None if is_wit(uri) else answer(server.view(uri), params)

    return guarded(answered)


def _once_read(server: Server, answer: Answer) -> Callable[[Any], Coroutine[Any, Any, Any]]:
    async def answered(params: Any) -> Any:
        uri = params.text_document.uri
        return None if is_wit(uri) else await patiently(server.read, answer, uri, params)

    return answered


def _on_open(server: Server) -> Callable[[Any], None]:
    def opened(params: Any) -> None:
        server.keep(params.text_document.uri)
        server.publish(params.text_document.uri)

    return opened


def _on_change(server: Server) -> Callable[[Any], None]:
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.keep(params.text_document.uri)
        server.publish_soon(params.text_document.uri)

    return changed


def _on_close(server: Server) -> Callable[[Any], None]:
    def close(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.stop_waiting(uri)
        server.documents.forget(uri)
        server.let_go(uri)
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
        server.publish_stale()

    return close


def _on_files(server: Server) -> Callable[[Any], None]:
    return lambda _params: server.publish_stale()


def _on_start(server: Server) -> Callable[[Any], None]:
    """Make the parser, and ask the editor to say when a component changes, if it can."""

    def started(_params: lsp.InitializedParams) -> None:
        grammar.parser()
        workspace = server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is None or not watched.dynamic_registration:
            return
        watchers = [lsp.FileSystemWatcher("**/*.{wasm,wit,flow}")]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
        server.client_register_capability(
            lsp.RegistrationParams([lsp.Registration("components", method, options)])
        )

    return started


def serve() -> None:
    """Serve one editor over stdin and stdout until it says to stop.

    The states of a large file are many objects, and to go over all of them takes longer than a
    keystroke may; so old states are collected once typing has paused, and not in between.
    """
    gc.set_threshold(gc.get_threshold()[0], gc.get_threshold()[1], NEVER)
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    make().start_io()
