"""Each request of the protocol, wired to the file that answers it.

Flows are answered for; a `.wit` file that is open is what flows read, with their mistakes in it.
"""

import gc
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from lsprotocol import types as lsp

from flowc.frontend import grammar
from flowc.lsp.faults import guarded, patiently
from flowc.lsp.features import AT_ONCE, FEATURES, Answer
from flowc.lsp.server import Server, is_wit

NEVER = 1 << 30
"""Collections of younger objects between two of the oldest."""


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
