"""Every feature on texts in every state."""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp
from tests.lsp.editing import MOVIES, Editor

from flowc.lsp import rename
from flowc.lsp.documents import Documents, View
from flowc.lsp.features import FEATURES
from flowc.lsp.problems import problems

SMALL = """package a:b;
use dates from "components/dates/dates.wasm";
/// A line.
record line { sku: string, qty: u32 }
variant state { open(u32), closed }
flow twice(x: u32, y: u32 = 1) -> u32 { x * 2 + y }
export flow total(lines: list<line>, state: state) -> result<u32, string> {
  let sum = fold one in lines from 0 { acc + one.qty };
  let when = dates.read("x")? else _ => err("{sum} no");
  match state { open(n) => ok(twice(n, y: 2)), closed => ok(sum |> twice(1)) }
}
"""


class Alarm(logging.Handler):
    """Turns what the server would only log into a failure."""

    def emit(self, record: logging.LogRecord) -> None:
        raise AssertionError(logging.Formatter().format(record))


@pytest.fixture(autouse=True, scope="module")
def alarm() -> Iterator[None]:
    logger, handler = logging.getLogger("flowc.lsp"), Alarm()
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


def view(text: str, documents: Documents | None = None) -> View:
    path = MOVIES.with_name("fuzzed.flow")
    return (documents or Documents("utf-16")).view(path.as_uri(), str(path), text)


def asked(uri: str, place: lsp.Position) -> Iterator[tuple[str, Any]]:
    """Yield parameters for every feature of the server, at one place."""
    here, line = lsp.TextDocumentIdentifier(uri), lsp.Range(lsp.Position(0, 0), place)
    special: dict[str, Callable[[], Any]] = {
        lsp.TEXT_DOCUMENT_REFERENCES: lambda: lsp.ReferenceParams(
            lsp.ReferenceContext(include_declaration=True), here, place
        ),
        lsp.TEXT_DOCUMENT_RENAME: lambda: lsp.RenameParams(here, place, "other"),
        lsp.TEXT_DOCUMENT_CODE_ACTION: lambda: lsp.CodeActionParams(
            here, line, lsp.CodeActionContext([])
        ),
        lsp.TEXT_DOCUMENT_INLAY_HINT: lambda: lsp.InlayHintParams(here, line),
    }
    for method in FEATURES:
        plain = lambda: lsp.HoverParams(here, place)  # noqa: E731 - the default of a table
        yield method, special.get(method, plain)()


def ask_everything(shown: View, place: lsp.Position) -> None:
    problems(shown)
    for method, params in asked(shown.uri, place):
        answer, _ = FEATURES[method]
        with suppress(rename.Refused):
            answer(shown, params)


CUTS = st.integers(0, len(SMALL))
PIECES = st.sampled_from(
    ["", "(", ")", "{", "}", '"', "'", '{"', ".", "..", ";", ",", "match ", "let ", "=> ", "<", ">",
     "%", "///", "/*", "\r", "\r\n", "😀", "\ud800", "\0", "one.", 'use x from "";', "flow "]
)  # fmt: skip


@settings(max_examples=40)
@given(CUTS, CUTS, PIECES, CUTS)
def test_no_text_makes_a_feature_fail(start: int, end: int, piece: str, cursor: int) -> None:
    documents = Documents("utf-16")
    view(SMALL, documents)
    text = SMALL[: min(start, end)] + piece + SMALL[min(start + 12, max(start, end)) :]
    shown = view(text, documents)
    for at in (min(start, end) + len(piece), cursor):
        ask_everything(shown, shown.positions.position(at))


@settings(max_examples=20)
@given(st.text(max_size=60), st.integers(0, 60))
def test_nor_do_texts_that_are_no_flow(text: str, cursor: int) -> None:
    ask_everything(view(text), view(text).positions.position(cursor))


def test_a_sample_while_it_is_typed(movies: str) -> None:
    documents, some = Documents("utf-16"), random.Random(7)
    for end in sorted(some.sample(range(len(movies)), 8)):
        shown = view(movies[:end], documents)
        ask_everything(shown, shown.positions.position(end))


def test_deep_nesting() -> None:
    for opener in ("(", "[", "{ a: ", "if true { 1 } else { ", "-", "f("):
        shown = view(SMALL.replace("x * 2", opener * 140))
        ask_everything(shown, shown.positions.position(len(SMALL) // 2))


@pytest.mark.parametrize("path", ["\\0", "", ".", "/", "\\u{d7ff}", "a" * 5000])
def test_paths_that_are_none(path: str) -> None:
    shown = view(SMALL.replace("components/dates/dates.wasm", path.replace("\\0", "\\u{0}")))
    assert problems(shown)


def test_a_document_without_a_file(editor: Editor) -> None:
    document = editor.open(SMALL)
    document.uri = "untitled:Untitled-1"
    document.open(SMALL)
    assert document.codes() == ["F290"]


def test_requests_for_documents_that_are_not_there(editor: Editor) -> None:
    document = editor.open(SMALL)
    document.problems()
    document.uri = "file:///nowhere/at/all.flow"
    assert document.hover() == ""


def test_a_closed_document_has_no_problems(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * 2", "nope"))
    assert document.codes() != []
    closed = lsp.DidCloseTextDocumentParams(document.here)
    editor.client.text_document_did_close(closed)
    document.version = None  # type: ignore[assignment] # what is published for a closed document has none
    assert document.problems() == []
