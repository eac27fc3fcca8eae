"""What is offered while a text is unfinished, and the signature of what is being called."""

import pytest
from lsprotocol import types as lsp
from tests.lsp.editing import Document, Editor

SMALL = """package a:b;

record line { sku: string, qty: u32 }
variant state { open(u32), closed, %record }
flags marks { red, blue }

/// Doubles.
flow twice(number: u32, again: bool = false) -> u32 { if again { number } else { number * 2 } }

export flow total(lines: list<line>, state: state, marks: marks) -> option<u32> {
  let pair = (1, "one");
  BODY
}
"""


def inside(editor: Editor, body: str) -> Document:
    """Open a text that has `body` as the rest of a flow's body."""
    return editor.open(SMALL.replace("BODY", body))


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("for one in lines { one.¦ }", ["qty", "sku"]),
        ("for one in lines { one.q¦ }", ["qty", "sku"]),
        ("let x = pair.¦;\n  none", ["0", "1"]),
        ("let x = pair.¦\n  let y = 2;\n  none", ["0", "1"]),
        ("if marks.¦ { none } else { none }", ["blue", "red"]),
        ("match state { ¦ }", ["closed", "open", "record", "_"]),
        ("match state { closed => none, ¦ }", ["open", "record", "_"]),
        ("match state { open(n) => some(n), clo¦ => none }", ["closed", "record", "_"]),
        ("match some(state) { some(¦) => none, none => none }", ["closed", "open", "record", "_"]),
        ("match lines { _ => none, _ if marks.¦ => none }", ["blue", "red"]),
        ("let a = for one in lines { match one { { ¦ } => 1 } };\n  none", ["qty", "sku"]),
        ("let a = for one in lines where one.¦ { 1 };\n  none", ["qty", "sku"]),
        ("state.¦", ["closed", "open", "record"]),
        ("some(length(for one in lines { line-of({ sku: one.sku, ¦ }) }))", []),
        ("¦", ["none", "some", "lines", "marks", "pair", "state"]),
        ("some(p¦)", ["lines", "marks", "pair", "state"]),
    ],
)
def test_in_a_body(editor: Editor, body: str, first: list[str]) -> None:
    if body == "state.¦":  # a parameter of that name hides the type
        first = []
    assert inside(editor, body).labels()[: len(first)] == first


def test_nothing_but_parts_follows_a_dot(editor: Editor) -> None:
    assert inside(editor, "for one in lines { one.¦ }").labels() == ["qty", "sku"]


def test_a_components_exports(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("dates.read(movie.released)", "dates.¦", 1))
    items = document.complete()
    assert [one.label for one in items][:3] == ["read", "year-of", "date"]
    assert items[0].detail == "dates.read(text: string) -> result<dates.release, dates.problem>"


def test_fields_of_a_record_that_is_being_written(editor: Editor, movies: str) -> None:
    labels = editor.open(movies.replace("meter: movie.meter,", "¦", 1)).labels()
    assert labels[0] == "meter"
    assert "reviews" not in labels


def test_what_is_wanted_stands_first(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("judged(critics),", "¦,", 1))
    assert document.labels()[:4] == ["acclaimed", "divisive", "liked", "panned"]


def test_types_in_the_place_of_a_type(editor: Editor, movies: str) -> None:
    labels = editor.open(
        movies.replace("duration: option<scores.duration>", "duration: ¦")
    ).labels()
    assert labels[:5] == ["movie", "overview", "refusal", "scored", "verdict"]
    assert {"scores", "list", "u8"} <= set(labels)
    assert "score" not in labels


def test_types_of_a_component(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("release: dates.release", "release: dates.¦"))
    assert document.labels() == ["date", "opening", "problem", "release", "weekday"]


def test_names_of_parameters(editor: Editor) -> None:
    items = {one.label: one for one in inside(editor, "some(twice(1, ¦))").complete()}
    edit = items["again"].text_edit
    assert isinstance(edit, lsp.TextEdit)
    assert edit.new_text == "again: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nfl¦", {"flow", "record", "export"}),
        ("\nexport ¦", {"flow"}),
        ("\nflow ¦", set()),
        ("\nflow a() -> u32 { let ¦", set()),
        ("\nflow a() -> u32 { let b = if true { 1 } ¦", {"else"}),
        ("\nflow a() -> u32 { let b = for x ¦", {"in"}),
    ],
)
def test_only_keywords_where_no_name_fits(editor: Editor, text: str, expected: set[str]) -> None:
    labels = set(editor.open(SMALL.replace("BODY", "none") + text).labels())
    assert expected <= labels
    assert not labels & {"twice", "match"}
    assert bool(labels) == bool(expected)


def test_keywords_beside_names(editor: Editor) -> None:
    assert {"match", "if", "for", "true", "let", "twice"} <= set(inside(editor, "¦").labels())
    assert "let" not in inside(editor, "some(¦)").labels()
    assert "twice" in inside(editor, "some(¦)").labels()


@pytest.mark.parametrize(
    "body", ['some("tw¦")', "none // tw¦", "none /* tw¦ */", '"¦"', '"{pair.1} ¦"']
)
def test_nothing_in_comments_and_strings(editor: Editor, body: str) -> None:
    assert inside(editor, body).labels() == []


@pytest.mark.parametrize("body", ['("http://a", tw¦)', "/* // */ some(tw¦)", "// a\n  some(tw¦)"])
def test_names_after_comments_and_strings(editor: Editor, body: str) -> None:
    assert "twice" in inside(editor, body).labels()


def test_names_in_an_interpolation(editor: Editor) -> None:
    assert "pair" in inside(editor, '"{p¦}"').labels()


def test_a_keyword_that_is_a_name_is_escaped(editor: Editor) -> None:
    items = {one.label: one for one in inside(editor, "match state { ¦ }").complete()}
    edit = items["record"].text_edit
    assert isinstance(edit, lsp.TextEdit)
    assert edit.new_text == "%record => "


def test_what_is_taken_replaces_the_word(editor: Editor) -> None:
    document = inside(editor, "for one in lines { one.q¦t }")
    edit = document.complete()[0].text_edit
    assert isinstance(edit, lsp.TextEdit)
    assert document.slice(edit.range) == "qt"


def test_the_last_sound_text_helps_where_nothing_can_be_read(editor: Editor) -> None:
    document = inside(editor, "some(twice(1))")
    document.problems()
    document.change(SMALL.replace("BODY", "some(twice(1)) ) ] ((¦"))
    labels = document.labels()
    assert {"pair", "twice", "lines"} <= set(labels)


# --- signatures ---


def signature(document: Document) -> tuple[str, int | None]:
    asked = lsp.SignatureHelpParams(document.here, document.cursor)
    found = document.editor.run(document.editor.client.text_document_signature_help_async(asked))
    if found is None:
        return "", None
    return found.signatures[0].label, found.active_parameter


TWICE = "flow twice(number: u32, again: bool = ..) -> u32"


@pytest.mark.parametrize(
    ("body", "shown", "active"),
    [
        ("some(twice(¦))", TWICE, 0),
        ("some(twice(1, ¦))", TWICE, 1),
        ("some(twice(1, tr¦", TWICE, 1),
        ("some(twice((1, 2).0, [3, 4].¦", TWICE, 1),
        ("some(twice(again: true¦", TWICE, 1),
        ("some(1 |> twice(¦", TWICE, 1),
        ("some(twice(1)¦)", "", None),
        ("let x = (1, ¦2);\n  none", "", None),
    ],
)
def test_signature(editor: Editor, body: str, shown: str, active: int | None) -> None:
    assert signature(inside(editor, body)) == (shown, active)


def test_signature_of_a_components_function(editor: Editor, movies: str) -> None:
    document = editor.open(movies.replace("scores.grade(hit)", "scores.grade(¦", 1))
    label, active = signature(document)
    assert label == "scores.grade(dollars: option<f64>, least: f64) -> scores.takings"
    assert active == 1
