"""`.wit` files in an editor: what they say of names is shown, and mistakes in them are, too."""

import shutil
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from tests.lsp.editing import MOVIES, Document, Editor

WIT = """\
/// What customers buy.
package acme:pricing@1.0.0;

/// Everything has a price.
interface api {
  /// One line with its price.
  record priced {
    /// What it is 😀.
    sku: string,
    cents: u64,
  }
  variant refusal {
    /// It is not sold.
    unknown-sku(string),
    too-many,
  }
  /// Prices one thing.
  price: func(
    /// What it is.
    sku: string,
    qty: u32,
  ) -> result<priced, refusal>;
}
"""
FLOW = """\
package acme:shop@1.0.0;
use pricing from "wit/pri cing.wit";
export flow f(sku: string) -> result<pricing.priced, pricing.refusal> {
  let one = pricing.price(sku, 3)?;
  match pricing.price(sku, 4) {
    ok(more) => ok({ sku: one.sku, cents: more.cents + one.cents }),
    err(unknown-sku(s)) => err(unknown-sku(s)),
    err(too-many) => err(too-many),
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wit").mkdir()
    (tmp_path / "wit" / "pri cing.wit").write_text(WIT, encoding="utf-8")
    return tmp_path


def shop(editor: Editor, folder: Path, marked: str = "", text: str = FLOW) -> Document:
    plain = marked.replace("¦", "")
    assert not plain or text.count(plain) == 1
    return editor.open(text.replace(plain, marked) if plain else text, folder / "shop.flow")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("use pri¦cing", "```\n\nWhat customers buy.\n\nEverything has a price."),
        ("one = pricing.pri¦ce(", "```\n\nPrices one thing.\n\n* `sku`: What it is."),
        ("pricing.pri¦ced,", "```\n\nOne line with its price."),
        ("one.s¦ku,", "```\n\nWhat it is 😀."),
        ("err(unknown-sk¦u(s)) =>", "```\n\nIt is not sold."),
    ],
)
def test_hover_shows_what_the_wit_says(
    editor: Editor, folder: Path, place: str, shown: str
) -> None:
    assert shown in shop(editor, folder, place).hover()


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("use pri¦cing", "package acme:pricing@1.0.0;:2"),
        ("wit/pri¦ cing", "package acme:pricing@1.0.0;:2"),
        ("one = pricing.pri¦ce(", "price:18"),
        ("pricing.pri¦ced,", "priced:7"),
        ("more.cen¦ts", "cents:10"),
        ("err(too-man¦y) =>", "too-many:15"),
    ],
)
def test_definitions_are_in_the_wit(editor: Editor, folder: Path, place: str, home: str) -> None:
    assert shop(editor, folder, place).definition() == f"{home} pri cing.wit"


def test_what_stands_in_the_wit_is_not_renamed_here(editor: Editor, folder: Path) -> None:
    with pytest.raises(Exception, match="it is a component's function"):
        shop(editor, folder, "one = pricing.pri¦ce(").rename("cost")
    with pytest.raises(Exception, match="it is a component's type"):
        shop(editor, folder, "pricing.pri¦ced,").rename("cost")


def test_signature_help_shows_what_is_said_of_parameters(editor: Editor, folder: Path) -> None:
    document = shop(editor, folder, "one = pricing.price(¦sku")
    asked = lsp.SignatureHelpParams(document.here, document.cursor)
    found = editor.run(editor.client.text_document_signature_help_async(asked))
    assert found is not None
    assert found.signatures[0].documentation == "Prices one thing."
    said = [one.documentation for one in found.signatures[0].parameters or ()]
    assert said == ["What it is.", None]


def documentation(document: Document) -> dict[str, str]:
    return {
        one.label: one.documentation.value
        for one in document.complete()
        if isinstance(one.documentation, lsp.MarkupContent)
    }


def test_completion_shows_what_is_said(editor: Editor, folder: Path) -> None:
    text = FLOW.replace("more.cents +", "more. +")
    assert documentation(shop(editor, folder, "more.¦ +", text)) == {"sku": "What it is 😀."}
    found = documentation(shop(editor, folder, "one = pricing.¦price("))
    assert found["price"].startswith("Prices one thing.")
    assert found["priced"] == "One line with its price.\n\n* `sku`: What it is 😀."


def test_mistakes_lead_into_the_wit(editor: Editor, folder: Path) -> None:
    (problem,) = shop(editor, folder, text=FLOW.replace("sku, 3", 'sku, "3"')).problems()
    assert problem.related_information is not None
    (related,) = problem.related_information
    assert related.location.uri == (folder / "wit" / "pri cing.wit").as_uri()
    assert related.location.range.start == lsp.Position(20, 4)


# --- open .wit files ---


def test_an_open_wit_is_read_as_it_stands(editor: Editor, folder: Path) -> None:
    document = shop(editor, folder)
    assert document.codes() == []
    other = editor.open(WIT, folder / "wit" / "pri cing.wit")
    other.change(WIT.replace("cents: u64", "pence: u64"))
    document.until(["F237", "F234", "F234", "F234"])
    other.shut()
    document.until([])


def test_mistakes_in_an_open_wit_are_shown_in_it(editor: Editor, folder: Path) -> None:
    document = shop(editor, folder)
    assert document.codes() == []
    other = editor.open(WIT, folder / "wit" / "pri cing.wit")
    assert other.codes() == []
    other.change(WIT.replace("/// It is not sold.\n    unknown-sku(string)", "unknown-sku(strin)"))
    (problem,) = other.problems()
    assert other.slice(problem.range) == "strin"
    (there,) = document.problems()
    assert document.slice(there.range) == '"wit/pri cing.wit"'
    assert there.code == problem.code
    other.change(WIT)
    assert other.problems() == []
    document.until([])


def test_nothing_is_answered_in_a_wit(editor: Editor, folder: Path) -> None:
    other = editor.open(WIT.replace("price: func", "pri¦ce: func"), folder / "a.wit")
    assert other.hover() == ""
    assert other.definition() == ""


# --- beside a binary ---


def test_a_binary_leads_nowhere_where_the_wit_beside_it_is_another(
    editor: Editor, folder: Path
) -> None:
    dates = MOVIES.parent / "components" / "dates"
    shutil.copy(dates / "dates.wasm", folder)
    text = (dates / "wit" / "dates.wit").read_text(encoding="utf-8")
    uses = 'package a:b;\nuse dates from "dates.wasm";\n'
    flow = "export flow f(x: dates.release) -> u16 { dates.year-o¦f(x) }\n"
    for said, home in (
        (text, "year-of:23 dates.wit"),
        (text.replace("dates@0.1.0", "dates@0.2.0"), "dates:2"),
        (text.replace("u16;", "u32;"), "dates:2"),
        ("interface", "dates:2"),
    ):
        (folder / "dates.wit").write_text(said, encoding="utf-8")
        document = editor.open(uses + flow, folder / f"f{len(said)}{home[:2]}.flow")
        assert document.definition() == home, said
