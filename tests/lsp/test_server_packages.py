"""Other packages of flows in an editor: what they export is known, as it stands there unsaved."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp
from tests.lsp.editing import Document, Editor

BASE = """\
package acme:base;

export flow nudged(n: u64) -> u64 { n + 1 }
"""
SHARED = """\
/// What we all need.
package acme:shared@1.0.0;

use base from "../base/base.flow";

/// What is owed.
record bill {
  /// Who owes it.
  name: string,
  cents: u64,
}
variant answer { yes(bill), no }

/// Makes a bill.
export flow billed(name: string, cents: u64 = 100) -> bill {
  { name, cents: hidden(cents) }
}

flow hidden(n: u64) -> u64 { base.nudged(n) }
"""
FLOW = """\
package acme:app@1.0.0;
use shared from "../shared/sha red.flow";
export flow f(name: string) -> shared.answer {
  let one = shared.billed(name, cents: 21);
  if one.cents > 3 { shared.answer.yes(one) } else { no }
}
"""


HEAD = "flow shared.billed(name: string, cents: u64 = ..) -> shared.bill"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"base/base": BASE, "shared/sha red": SHARED}.items():
        path = (tmp_path / name).with_suffix(".flow")
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    (tmp_path / "app").mkdir()
    return tmp_path


def app(editor: Editor, folder: Path, marked: str = "", text: str = FLOW) -> Document:
    plain = marked.replace("¦", "")
    assert not plain or text.count(plain) == 1
    marks = text.replace(plain, marked) if plain else text
    return editor.open(marks, folder / "app" / "app.flow")


def test_a_sound_package_is_silent(editor: Editor, folder: Path) -> None:
    assert app(editor, folder).problems() == []


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("use sha¦red", "What we all need."),
        (
            "shared.bil¦led",
            f"{HEAD}\n```\n\nMakes a bill.",
        ),
        ("cen¦ts: 21", "cents: u64"),
        ("shared.ans¦wer {", "variant shared.answer { yes(shared.bill), no }"),
        ("shared.answer.ye¦s(", "shared.answer.yes(shared.bill)"),
        ("one.cen¦ts", "shared.bill.cents: u64"),
    ],
)
def test_hover_shows_what_the_package_says(
    editor: Editor, folder: Path, place: str, shown: str
) -> None:
    assert shown in app(editor, folder, place).hover()


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("use sha¦red", "package acme:shared@1.0.0;:2"),
        ("sha¦ red", "package acme:shared@1.0.0;:2"),
        ("shared.bil¦led", "billed:15"),
        ("cen¦ts: 21", "cents:15"),
        ("shared.ans¦wer {", "answer:12"),
        ("shared.answer.ye¦s(", "yes:12"),
        ("one.cen¦ts", "cents:10"),
    ],
)
def test_definitions_are_in_the_other_file(
    editor: Editor, folder: Path, place: str, home: str
) -> None:
    assert app(editor, folder, place).definition() == f"{home} sha red.flow"


def test_flows_of_packages_that_satisfy_imports(editor: Editor, folder: Path) -> None:
    supplied = 'use x from "x.wasm" with { on-event: shared.bil¦led };\nexport'
    text = app(editor, folder, supplied, FLOW.replace("export", supplied.replace("¦", ""), 1))
    assert f"{HEAD}\n```\n\nMakes a bill." in text.hover()
    assert text.definition() == "billed:15 sha red.flow"
    offered = supplied.replace("bil¦led", "¦")
    text = app(editor, folder, offered, FLOW.replace("export", offered.replace("¦", ""), 1))
    assert "billed" in text.labels()


def test_completion_offers_what_is_exported(editor: Editor, folder: Path) -> None:
    text = FLOW.replace("shared.billed(name, cents: 21)", "shared.")
    offered = [one.label for one in app(editor, folder, "shared.¦;", text).complete()]
    assert offered == ["billed", "answer", "bill"]


def test_completion_offers_types_and_parameters(editor: Editor, folder: Path) -> None:
    text = FLOW.replace("shared.answer {", "shared. {")
    offered = [one.label for one in app(editor, folder, "shared.¦ {", text).complete()]
    assert offered == ["answer", "bill"]
    text = FLOW.replace("cents: 21", "ce")
    offered = [one.label for one in app(editor, folder, "ce¦)", text).complete()]
    assert "cents" in offered


def test_signature_help_knows_the_flow(editor: Editor, folder: Path) -> None:
    document = app(editor, folder, "cents: ¦21")
    asked = lsp.SignatureHelpParams(document.here, document.cursor)
    found = editor.run(editor.client.text_document_signature_help_async(asked))
    assert found is not None
    assert [one.label for one in found.signatures] == [HEAD]
    assert found.active_parameter == 1


def test_a_flow_of_another_file_is_not_renamed_here(editor: Editor, folder: Path) -> None:
    with pytest.raises(Exception, match=r"`shared\.billed` cannot be renamed here"):
        app(editor, folder, "shared.bil¦led").rename("invoiced")


def test_what_is_not_saved_yet_counts(editor: Editor, folder: Path) -> None:
    document = app(editor, folder)
    document.until([])
    other = editor.open(SHARED, folder / "shared" / "sha red.flow")
    other.change(SHARED.replace("cents: u64 =", "sum: u64 =").replace("hidden(cents)", "sum"))
    document.until(["F252"])
    other.change(SHARED)
    document.until([])


def test_a_mistake_below_is_told_at_the_use_that_leads_there(editor: Editor, folder: Path) -> None:
    (folder / "base" / "base.flow").write_text(BASE.replace("n + 1", "n + one"))
    (said,) = app(editor, folder).problems()
    assert said.code == "F201"
    assert said.range.start == lsp.Position(1, 16)
    (related,) = said.related_information or ()
    assert related.location.uri.endswith("/base/base.flow")
    assert related.location.range.start == lsp.Position(2, 40)


def test_cautions_of_another_file_are_told_there_alone(editor: Editor, folder: Path) -> None:
    text = SHARED.replace("hidden(cents)", "cents")
    (folder / "shared" / "sha red.flow").write_text(text)
    assert app(editor, folder).problems() == []
    other = editor.open(text, folder / "shared" / "sha red.flow")
    assert [one.code for one in other.problems()] == ["F214"]


def test_a_private_flow_is_exported_by_a_fix_in_its_file(editor: Editor, folder: Path) -> None:
    text = FLOW.replace("billed(name, cents: 21)", "hidden(21)").replace("one.cents", "one")
    text = text.replace("shared.answer.yes(one)", "no")
    document = app(editor, folder, text=text)
    (said,) = document.problems()
    assert said.code == "F294"
    assert (said.related_information or ())[0].location.uri.endswith("sha%20red.flow")
    (fix,) = document.actions(said)
    assert fix.edit is not None
    ((uri, edits),) = (fix.edit.changes or {}).items()
    assert uri.endswith("/shared/sha%20red.flow")
    assert [(one.range.start, one.new_text) for one in edits] == [(lsp.Position(18, 0), "export ")]
