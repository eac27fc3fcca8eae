"""What names mean: hover, definitions, references, rename."""

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from tests.lsp.editing import Document, Editor

SMALL = """package a:b;

/// A line of a cart.
record line {
  sku: string,
  /// How many.
  qty: u32,
}

enum mood { glad, sad }

/// Doubles.
flow twice(x: u32, %from: u32 = 1) -> u32 { x * 2 + %from }

export flow total(lines: list<line>, mood: mood) -> u32 {
  let counts = for one in lines { one.qty };
  let (a, b) = (twice(3, from: 4), 5);
  match mood {
    glad => fold n in counts from a { acc + n },
    sad => b,
  }
}
"""


def at(editor: Editor, text: str, marked: str) -> Document:
    """Open a text with the cursor where `marked`, a part of it, has the mark."""
    plain = marked.replace("¦", "")
    assert text.count(plain) == 1, f"`{plain}` is there {text.count(plain)} times"
    return editor.open(text.replace(plain, marked))


# --- hover ---


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("dates.r¦ead(", "dates.read(text: string) -> result<dates.release, dates.problem>"),
        ("let critics = sc¦ores.", 'use scores from "components/scores/scores.wasm"'),
        ("joi¦ned(directors)", "flow joined(names: list<string>) -> string"),
        ("movie.box-off¦ice", "movie.box-office: option<f64>\n```\n\nDollars."),
        ("err(bad-ti¦tle(problem", "refusal.bad-title(texts.problem)"),
        ("let ye¦ar =", "let year: u16"),
        ("ver¦dict: judged", "scored.verdict: verdict"),
        ("release: dates.re¦lease", "variant dates.release { opened("),
        ("critics.mean *¦ 3.0", "f64"),
        ("hit(s¦um) => sum", "let sum: f64"),
        ("score(movie, z¦: z", "z: f64"),
    ],
)
def test_hover(editor: Editor, movies: str, place: str, shown: str) -> None:
    assert f"```flow\n{shown}" in at(editor, movies, place).hover()


def test_hover_shows_documentation(editor: Editor, movies: str) -> None:
    text = at(editor, movies, "+ milli¦ons(").hover()
    assert text.endswith("```\n\nThe millions that a movie is known to have taken.")


def test_hover_says_nothing_where_nothing_is(editor: Editor) -> None:
    assert at(editor, SMALL, "¦/// Doubles.").hover() == ""


def test_hover_answers_beside_a_mistake(editor: Editor, movies: str) -> None:
    text = movies.replace("movie.title, movie.year", "movie., movie.year", 1)
    document = at(editor, text, "let ye¦ar =")
    assert document.codes() == ["F120"]
    assert "let year: u16" in document.hover()


def test_hover_remembers_what_can_no_longer_be_read(editor: Editor, movies: str) -> None:
    document = editor.open(movies)
    document.problems()
    document.change(
        movies.replace("export flow score(", "\n\nexport flow score((").replace(
            "joined(directors)", "joi¦ned(directors)"
        )
    )
    assert "flow joined(" in document.hover()
    assert document.definition() == "joined:92"


NESTED = """package a:b;
record line { sku: string, qty: option<u32> }
export flow f(one: option<line>) -> u32 {
  match one {
    some({ qty: some(count), sku }) if sku != "" and count > 1 => count,
    some({ .. }) => 1,
    none => 0,
  }
}
"""


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("so¦me({ qty", "option<line>.some(line)"),
        ("{ q¦ty: some", "line.qty: option<u32>"),
        ("some(cou¦nt)", "let count: u32"),
        (", sk¦u })", "let sku: string"),
        ("if sk¦u !=", "let sku: string"),
    ],
)
def test_hover_inside_nested_patterns(editor: Editor, place: str, shown: str) -> None:
    assert f"```flow\n{shown}" in at(editor, NESTED, place).hover()


# --- definition, references ---


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("{ x¦ * 2", "x:13"),
        ("lines: list<li¦ne>", "line:4"),
        ("one.q¦ty", "qty:7"),
        ("gl¦ad =>", "glad:10"),
        ("in cou¦nts", "counts:16"),
        ("sad => ¦b", "b:17"),
        ("acc + n¦", "n:19"),
        ("fr¦om: 4", "%from:13"),
    ],
)
def test_definition(editor: Editor, place: str, home: str) -> None:
    assert at(editor, SMALL, place).definition() == home


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("dates.re¦ad(", "read:21 dates.wit"),
        ("release: dat¦es.", "dates:4"),
        ("release: dates.rel¦ease", "release:12 dates.wit"),
    ],
)
def test_what_a_component_exports_leads_into_the_wit_beside_it(
    editor: Editor, movies: str, place: str, home: str
) -> None:
    assert at(editor, movies, place).definition() == home


def test_references_are_all_places_of_one_meaning(editor: Editor) -> None:
    document = at(editor, SMALL, "list<li¦ne>")
    context = lsp.ReferenceContext(include_declaration=True)
    asked = lsp.ReferenceParams(context, document.here, document.cursor)
    found = editor.run(editor.client.text_document_references_async(asked)) or ()
    assert [one.range.start.line for one in found] == [3, 14]


def test_highlights_tell_the_declaration_apart(editor: Editor) -> None:
    document = at(editor, SMALL, "in cou¦nts")
    asked = lsp.DocumentHighlightParams(document.here, document.cursor)
    found = editor.run(editor.client.text_document_document_highlight_async(asked)) or ()
    kinds = [one.kind for one in found]
    assert kinds == [lsp.DocumentHighlightKind.Write, lsp.DocumentHighlightKind.Read]


# --- rename ---


@pytest.mark.parametrize(
    ("place", "count"),
    [
        ("let cou¦nts", 2),  # a binding
        ("(a¦, b)", 2),
        ("fold n¦ in", 2),
        ("flow twi¦ce", 2),  # a flow
        ("record li¦ne", 2),  # a type
        ("{ x¦ * 2", 2),  # a parameter
        ("%fr¦om: u32", 3),  # a parameter, with an argument that names it
        ("one.q¦ty", 2),  # a field
        ("gl¦ad =>", 2),  # a case
    ],
)
def test_a_renamed_text_is_as_sound_as_before(editor: Editor, place: str, count: int) -> None:
    document = at(editor, SMALL, place)
    renamed = document.rename("brand-new")
    assert renamed.count("brand-new") == count
    assert editor.open(renamed).problems() == []


def test_shorthand_keeps_the_field(editor: Editor, movies: str) -> None:
    renamed = at(editor, movies, "movie: movie, z¦: f64 = 1.96, hit: f64 = 40.0) -> res").rename(
        "c"
    )
    assert "{ z: c, prior: 6.0" in renamed
    assert "score(movie, c: z, hit: hit)" in renamed
    assert editor.open(renamed).problems() == []


def test_shorthand_in_a_pattern_keeps_the_field(editor: Editor) -> None:
    renamed = at(editor, NESTED, "if sk¦u !=").rename("code")
    assert 'sku: code }) if code != ""' in renamed
    assert editor.open(renamed).problems() == []


def test_a_field_keeps_the_binding_in_shorthand(editor: Editor) -> None:
    renamed = at(editor, NESTED, "record line { s¦ku").rename("code")
    assert 'code: sku }) if sku != ""' in renamed
    assert editor.open(renamed).problems() == []


def test_a_components_alias_is_renamed_everywhere(editor: Editor, movies: str) -> None:
    renamed = at(editor, movies, "use da¦tes").rename("days")
    assert "dates.read" not in renamed
    assert editor.open(renamed).problems() == []


def test_a_keyword_is_escaped(editor: Editor) -> None:
    assert "flow %match(" in at(editor, SMALL, "flow twi¦ce").rename("match")


@pytest.mark.parametrize(
    ("place", "name", "why"),
    [
        ("q¦ty: u32", "sku", "a field named `sku` was declared before"),
        ("glad¦ =>", "sad", "a case named `sad` was declared before"),
        ("{ ac¦c + n", "sum", "`acc` cannot be renamed here: it is a word of the language"),
        ("x: u3¦2", "u64", "`u32` cannot be renamed here: it is a word of the language"),
        ("let cou¦nts", "lines", "this name is taken"),
        ("let cou¦nts", "twice", "this name is taken"),
        ("let cou¦nts", "Not_A_Name", ""),
        ("let cou¦nts", "", ""),
        ("let cou¦nts", "one two", ""),
    ],
)
def test_a_rename_that_cannot_be_is_refused(
    editor: Editor, place: str, name: str, why: str
) -> None:
    with pytest.raises(JsonRpcException, match=why or "."):
        at(editor, SMALL, place).rename(name)


def test_a_broken_file_is_not_renamed(editor: Editor) -> None:
    document = editor.open(SMALL.replace("let counts =", "let cou¦nts"))
    with pytest.raises(JsonRpcException, match="syntax errors"):
        document.rename("other")


def test_prepare_gives_the_name_that_is_renamed(editor: Editor) -> None:
    document = at(editor, SMALL, "%fr¦om: u32")
    asked = lsp.PrepareRenameParams(document.here, document.cursor)
    found = editor.run(editor.client.text_document_prepare_rename_async(asked))
    assert isinstance(found, lsp.PrepareRenamePlaceholder)
    assert found.placeholder == "from"
    assert document.slice(found.range) == "%from"
