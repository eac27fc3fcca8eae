"""The awkward source of the renderers' tests in an editor: the sixth of them, in UTF-16."""

from pathlib import Path

import pytest
from lsprotocol.types import Position, Range

from flowc.lsp.documents import Documents, View
from flowc.lsp.problems import problem
from flowc.text.diagnostic import Edit, Error, Help
from flowc.text.span import Span

AWKWARD = Path(__file__).parents[1] / "text" / "cases" / "awkward.flow"


@pytest.fixture
def view() -> View:
    text = AWKWARD.read_bytes().decode()
    return Documents("utf-16").view(AWKWARD.as_uri(), str(AWKWARD), text)


class AwkwardError(Error):
    """Awkward: `x`."""

    code = "F699"
    title = "test"

    @property
    def label(self) -> str:
        return "here"

    @property
    def help(self) -> tuple[Help, ...]:
        return (Help("rewrite it", (Edit(self.span, "x"),), "safe"),)


# Counted by hand, from 0; the emoji before `3` is two units, the wide characters are one each.
@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("名前", (1, 5), (1, 7)),
        ("3;", (2, 22), (2, 24)),
        ('match mood { "a" => 1,\n        "b" => 2 }', (3, 4), (4, 18)),
        ("cuont", (5, 12), (5, 17)),
    ],
    ids=["wide", "after an emoji", "two lines", "no newline"],
)
def test_places_and_fixes(
    view: View, text: str, start: tuple[int, int], end: tuple[int, int]
) -> None:
    at = view.source.text.index(text)
    made = problem(view, AwkwardError(span=Span(view.source.path, at, at + len(text))))
    assert made.range == Range(Position(*start), Position(*end))
    assert made.data is not None
    (fix,) = made.data["fixes"]
    assert fix["edits"] == [
        {
            "range": {
                "start": {"line": start[0], "character": start[1]},
                "end": {"line": end[0], "character": end[1]},
            },
            "newText": "x",
        }
    ]
