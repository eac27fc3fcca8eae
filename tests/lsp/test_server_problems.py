"""Mistakes shown while typing, and the edits that repair them."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp
from tests.lsp.editing import CURSOR, Editor

SMALL = """package a:b;

/// Doubles.
export flow twice(x: u32) -> u32 {
  let two = 2;
  x * two
}
"""


def test_a_sound_sample_has_no_problems(editor: Editor, movies: str) -> None:
    assert editor.open(movies).problems() == []


def test_a_mistake_has_its_code_its_place_and_what_to_do(editor: Editor, movies: str) -> None:
    document = editor.open(movies)
    document.change(movies.replace("movie.title, movie.year", "movie.titel, movie.year", 1))
    (problem,) = document.problems()
    assert problem.code == "F234"
    assert problem.source == "flowc"
    assert problem.severity == lsp.DiagnosticSeverity.Error
    assert document.slice(problem.range) == "titel"
    assert problem.message.splitlines()[1] == "help: `title` exists"


def test_problems_go_when_they_are_repaired(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "y * two"))
    assert "F201" in document.codes()
    assert document.change(SMALL).codes() == []


def test_typing_is_waited_for(editor: Editor) -> None:
    document = editor.open(SMALL)
    document.problems()
    for end in range(len(SMALL) - 10, len(SMALL)):
        document.change(SMALL[:end])
    versions = [document.version]
    document.change(SMALL)
    assert document.codes() == []
    assert editor.published[document.uri].version not in versions


def test_several_mistakes_of_one_text_are_shown_at_once(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "x * tow").replace("let two", "let three"))
    assert len(document.codes()) >= 1
    broken = "package a:b;\nflow f( -> u32 { 1 }\nflow g() -> u32 { 1 + }\n"
    assert len(document.change(broken).codes()) == 2


def test_related_places_say_why(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", '"text"'))
    problem = next(one for one in document.problems() if one.related_information)
    related = (problem.related_information or ())[0]
    assert related.location.uri == document.uri
    assert document.slice(related.location.range) == "u32"
    assert related.message


def test_what_is_unused_is_a_warning_that_editors_may_fade(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "x"))
    (problem,) = document.problems()
    assert problem.severity == lsp.DiagnosticSeverity.Warning
    assert problem.tags == (lsp.DiagnosticTag.Unnecessary,)
    assert document.slice(problem.range) == "two"


def test_a_missing_component_is_shown_at_its_use(editor: Editor) -> None:
    text = 'package a:b;\nuse gone from "gone.wasm";\nexport flow f() -> u32 { gone.it() }\n'
    (problem,) = editor.open(text).problems()
    assert problem.range.start == lsp.Position(1, 14)


def test_a_component_that_appears_is_read(editor: Editor, tmp_path: Path) -> None:
    text = 'package a:b;\nuse new from "new.wasm";\nexport flow f() -> u32 { new.it() }\n'
    document = editor.open(text, tmp_path / "some.flow")
    assert document.codes() == ["F290"]
    (tmp_path / "new.wasm").write_bytes(b"\0asm")
    event = lsp.FileEvent((tmp_path / "new.wasm").as_uri(), lsp.FileChangeType.Created)
    editor.published.clear()
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
    assert document.codes() == ["F291"]


def test_places_are_utf_16(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", 'if "😀" == "😀" { nope } else { two }'))
    (problem,) = document.problems()
    assert document.slice(problem.range) == "nope"
    assert problem.range.start.character == 20


def test_lines_may_end_in_crlf(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "x * tow").replace("\n", "\r\n"))
    places = {str(one.code): one.range for one in document.problems()}
    assert places["F201"].start == lsp.Position(5, 6)
    assert places["F201"].end == lsp.Position(5, 9)


def test_another_encoding_is_agreed_on() -> None:
    editor = Editor(lsp.PositionEncodingKind.Utf32)
    try:
        assert editor.capabilities.position_encoding == lsp.PositionEncodingKind.Utf32
        document = editor.open(SMALL.replace("x * two", 'if "😀" == "😀" { nope } else { two }'))
        (problem,) = document.problems()
        assert problem.range.start.character == 18
    finally:
        assert editor.close() == 0


# --- quick fixes ---


def test_a_fix_repairs_its_mistake(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("movie.title, movie.year", "movie.titel, movie.year", 1))
    (problem,) = document.problems()
    (action,) = document.actions(problem)
    assert action.title == "`title` exists"
    assert action.kind == lsp.CodeActionKind.QuickFix
    assert action.edit is not None
    assert document.edited(action.edit) == movies
    assert document.change(document.edited(action.edit)).problems() == []


def test_a_safe_fix_is_preferred(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "x * two;"))
    (problem,) = document.problems()
    (action,) = document.actions(problem)
    assert action.is_preferred
    assert action.edit is not None
    assert document.edited(action.edit) == SMALL


def test_the_edits_travel_with_the_diagnostic(editor: Editor) -> None:
    document = editor.open(SMALL.replace("x * two", "x * two;"))
    (problem,) = document.problems()
    data = problem.data
    fix = data["fixes"][0] if isinstance(data, dict) else data.fixes[0]  # type: ignore[union-attr] # pygls gives objects
    title = fix["title"] if isinstance(fix, dict) else fix.title
    assert title == "delete the `;`"


def test_an_idea_that_would_not_help_is_not_offered(editor: Editor) -> None:
    text = SMALL.replace("x * two", "match true { true => x }")
    document = editor.open(text)
    for problem in document.problems():
        for action in document.actions(problem):
            assert action.edit is not None
            repaired = document.edited(action.edit)
            assert len(editor.open(repaired).codes()) < len(document.codes())


@pytest.mark.parametrize("place", ["x¦ * two", "¦x * two"])
def test_a_sound_place_has_no_fixes(editor: Editor, place: str) -> None:
    document = editor.open(SMALL.replace("x * two", place))
    assert CURSOR not in document.text
    nowhere = lsp.Diagnostic(lsp.Range(document.cursor, document.cursor), "")
    assert document.actions(nowhere) == []
