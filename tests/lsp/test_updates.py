"""What changes while a document is read, or between two readings of it, is never lost."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.workspace import Workspace

from flowc.frontend import parse, tree
from flowc.lsp.documents import Documents
from flowc.lsp.files import Files
from flowc.lsp.loading import Loader
from flowc.lsp.problems import problems
from flowc.lsp.server import Server
from flowc.text.report import Report
from flowc.text.source import SourceFile

BEFORE = "package a:b;\ninterface i {\n  one: func() -> u32;\n}\n"
AFTER = BEFORE.replace("one:", "two:")
FLOW = 'package a:c;\nuse b from "b.wit";\nexport flow f() -> u32 { b.one() }\n'


@dataclass(slots=True)
class Edited(Files):
    """Files of which one is edited as soon as it was read: once, between two of its readings."""

    times: int = 0

    def read(self, path: Path) -> bytes:
        data = Files.read(self, path)
        if path.name == "b.wit":
            self.times += 1
            self.open(path, AFTER)
        return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.wit").write_text(BEFORE)
    return tmp_path


@pytest.fixture
def flow() -> tree.Flow:
    return parse.parse(SourceFile("f.flow", FLOW), Report())


def test_a_file_that_changes_between_two_readings_of_it_is_read_again(
    folder: Path, flow: tree.Flow
) -> None:
    files = Edited()
    loader = Loader(folder, files)
    first = loader.uses(flow, Report())
    assert files.times > 1
    assert loader.outdated(first)
    second = loader.uses(flow, Report())
    assert not loader.outdated(second)
    assert loader.uses(flow, Report()) is second


def test_another_reading_leaves_a_document_to_be_read_again(folder: Path) -> None:
    """A completion reads a text of its own, by which the loader knows the files as they are."""
    documents, path = Documents("utf-16"), folder / "f.flow"
    view = documents.view(path.as_uri(), str(path), FLOW)
    assert problems(view) == []
    assert documents.stale() == ()
    documents.files.open(folder / "b.wit", AFTER)
    assert view.read(FLOW).errors == 1
    assert documents.stale() == (path.as_uri(),)
    view = documents.view(path.as_uri(), str(path), FLOW)
    assert [one.code for one in problems(view)] == ["F203"]
    assert documents.stale() == ()


class Shown(Server):
    """A server without an editor, which keeps what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol._workspace = Workspace(None)
        self.shown: list[list[str]] = []

    def _show(self, _uri: str, found: list[lsp.Diagnostic]) -> None:
        self.shown.append([str(one.code) for one in found])


def test_what_changed_while_it_was_read_is_shown(folder: Path) -> None:
    server, uri = Shown(), (folder / "f.flow").as_uri()
    server.workspace.put_text_document(lsp.TextDocumentItem(uri, "flow", 1, FLOW))
    server.documents.files = Edited()
    asyncio.run(server._publish(uri))
    assert server.shown == [[], ["F203"]]


def test_a_document_that_is_closed_before_its_turn_stays_closed(folder: Path) -> None:
    (folder / "f.flow").write_text(FLOW)
    server = Shown()
    asyncio.run(server._publish((folder / "f.flow").as_uri()))
    assert server.shown == []
    assert server.documents.views == ()


def test_a_fault_beside_the_requests_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Documents) -> tuple[str, ...]:
        raise RuntimeError("a broken promise")

    async def published(server: Server) -> None:
        server.publish_stale()
        await asyncio.gather(*server._tasks)

    monkeypatch.setattr(Documents, "stale", broken)
    asyncio.run(published(Shown()))
    assert "RuntimeError: a broken promise" in caplog.text
