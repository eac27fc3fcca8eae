"""Labels in other files than the document's; what quick fixes do to every failing case."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lsprotocol.types import (
    CodeActionContext,
    CodeActionParams,
    Diagnostic,
    Position,
    Range,
    TextDocumentIdentifier,
)
from tests.lsp.editing import apply

from flowc.lsp.documents import Documents, View
from flowc.lsp.fixes import fixes
from flowc.lsp.problems import problem
from flowc.text.diagnostic import Error, Label
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class ElsewhereError(Error):
    """An error whose reason stands in another file."""

    code = "F299"
    title = "test"
    file: str

    @property
    def label(self) -> str:
        return "here"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return (Label(Span(self.file, 8, 11), "there"),)


@pytest.fixture
def view(tmp_path: Path) -> View:
    path = tmp_path / "a flow.flow"
    return Documents("utf-16").view(path.as_uri(), str(path), "package a:b;\n")


def test_a_label_in_another_file_has_its_place(view: View, tmp_path: Path) -> None:
    (tmp_path / "wit").mkdir()
    (tmp_path / "wit" / "o ne.wit").write_text("package\n x;\n", encoding="utf-8")
    made = problem(view, ElsewhereError("wit/o ne.wit", span=Span("a flow.flow", 0, 7)))
    assert made.related_information is not None
    (related,) = made.related_information
    assert related.location.uri == (tmp_path / "wit" / "o ne.wit").as_uri()
    assert related.location.range.start == Position(1, 0)


def test_a_file_that_is_gone_is_named_all_the_same(view: View, tmp_path: Path) -> None:
    made = problem(view, ElsewhereError("gone.wit", span=Span("a flow.flow", 0, 7)))
    assert made.related_information is not None
    assert made.related_information[0].location.uri == (tmp_path / "gone.wit").as_uri()


def test_a_mistake_in_another_file_is_shown_at_the_start(view: View) -> None:
    made = problem(view, ElsewhereError("gone.wit", span=Span("other.flow", 3, 7)))
    assert made.range.end == Position(0, 0)


CASES = sorted((Path(__file__).parents[1] / "frontend").rglob("cases/**/fail/*.flow"))


def offered(text: str, path: Path) -> Iterator[tuple[View, Diagnostic, str]]:
    """Yield each quick fix of a text: its mistake, and the text with the fix made."""
    view = Documents("utf-16").view(path.as_uri(), str(path), text)
    everywhere = Range(Position(0, 0), view.positions.position(len(text)))
    here = TextDocumentIdentifier(view.uri)
    for action in fixes(view, CodeActionParams(here, everywhere, CodeActionContext([]))):
        assert action.edit is not None
        assert action.edit.changes is not None
        assert action.diagnostics is not None
        yield view, action.diagnostics[0], apply(text, action.edit.changes[view.uri])


def test_every_fix_that_is_offered_takes_its_mistake_away() -> None:
    count = 0
    for path in CASES:
        text = path.read_bytes().decode(errors="replace")
        for view, mistake, repaired in offered(text, path):
            after = view.read(repaired)
            said = [f"{one.title}: {one.label}" for one in after.diagnostics]
            gone = mistake.message.partition("\n")[0] not in said
            assert gone or len(said) < len(view.now.diagnostics), (path.name, mistake)
            count += 1
    assert count > 20
