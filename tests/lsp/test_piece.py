"""Between keystrokes one declaration is read, however many there are, and read as it would be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from flowc.lsp import completion, documents, hover
from flowc.lsp.analysis import Analysis
from flowc.lsp.documents import Documents, View
from flowc.lsp.shift import shift

FLOW = """
/// Number {0}.
flow f{0}(x: u32, y: u32 = 1) -> u32 {{
  let sum = x + y;
  sum * {0}
}}
"""
COUNT = 12
TEXT = "package a:b;\nrecord line { sku: string, qty: u32 }\n" + "".join(
    FLOW.format(at) for at in range(COUNT)
)
PLACE = Path("/nowhere/a.flow")


def view(known: Documents, text: str) -> View:
    return known.view(PLACE.as_uri(), str(PLACE), text)


def labels(shown: View, offset: int) -> list[str]:
    here = lsp.TextDocumentIdentifier(shown.uri)
    asked = lsp.CompletionParams(here, shown.positions.position(offset))
    return [one.label for one in completion.completion(shown, asked).items]


@pytest.fixture
def known() -> Documents:
    known = Documents("utf-16")
    assert view(known, TEXT).now.diagnostics
    return known


@pytest.mark.parametrize("typed", ["  let z = su", "  let z = f7(1) + su", "  match su", "su"])
@pytest.mark.parametrize("at", [0, COUNT - 1])
def test_completion_is_that_of_the_whole_text(known: Documents, at: int, typed: str) -> None:
    place = TEXT.index(f"  sum * {at}\n")
    text = f"{TEXT[:place]}{typed}\n{TEXT[place:]}"
    offset = place + len(typed)
    early = view(known, text)
    found = labels(early, offset)
    assert not early.is_read
    assert {"sum", "x", "f7", f"f{COUNT - 1}"} <= set(found)
    assert early.now is early.known
    assert found == labels(early, offset)


def test_hover_follows_what_was_edited_before_it(known: Documents) -> None:
    shown = view(known, TEXT.replace("record line {", "record line {\n  /// 😀\n"))
    offset = shown.text.index("sum * 10")
    asked = lsp.HoverParams(lsp.TextDocumentIdentifier(shown.uri), shown.positions.position(offset))
    found = hover.hover(shown, asked)
    assert not shown.is_read
    assert found is not None
    assert found.range is not None
    assert shown.positions.offset(found.range.start) == offset
    assert isinstance(found.contents, lsp.MarkupContent)
    assert "let sum: u32" in found.contents.value


def test_a_text_is_not_read_whole_between_keystrokes(
    known: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Analysis:
        raise AssertionError("the text was read whole")

    monkeypatch.setattr(documents, "analyse", refuse)
    text = TEXT
    for at in range(5):
        place = text.index(f"sum * {2 * at}\n")
        text = f"{text[:place]}s{text[place:]}"
        assert "sum" in labels(view(known, text), place + 1)


def test_a_piece_is_as_long_as_what_was_edited(known: Documents) -> None:
    shown = view(known, TEXT.replace("sum * 6", "sum * 60"))
    offset = shown.text.index("sum * 60")
    piece = shown.piece(offset, offset)
    following = "/// Number 7."
    expected = FLOW.format(6).replace("* 6", "* 60").strip()
    assert piece.text.strip().removesuffix(following).strip() == expected
    same = view(known, TEXT).piece(offset, offset)
    assert same.text.strip().removesuffix(following).strip() == FLOW.format(6).strip()
    far = shown.piece(shown.text.index("sum * 3"), shown.text.index("sum * 3"))
    assert far.text.count("flow ") == 4  # from the place to the edit


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_a_shift_is_the_smallest(old: str, new: str) -> None:
    edit = shift(old, new)
    assert old[: edit.start] + new[edit.start : edit.new_end] + old[edit.old_end :] == new
    assert edit.is_nothing == (old == new)
    if old != new:
        assert old[edit.start : edit.start + 1] != new[edit.start : edit.start + 1]
