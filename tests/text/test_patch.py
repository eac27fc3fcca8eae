from hypothesis import given
from hypothesis import strategies as st

from flowc.text.diagnostic import Edit
from flowc.text.render.patch import patch
from flowc.text.render.rows import draw
from flowc.text.source import SourceFile
from flowc.text.span import Span
from flowc.text.width import show

TEXTS = st.text(alphabet=st.sampled_from("ab \t名\n"), max_size=30)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), TEXTS), max_size=3), st.data())
def test_lines_shown_are_those_of_the_edited_text(
    text: str, cuts: list[tuple[int, str]], data: st.DataObject
) -> None:
    starts = sorted({min(at, len(text)) for at, _ in cuts})
    edits: list[Edit] = []
    edited, done = "", 0
    for start, until, (_, new) in zip(starts, [*starts[1:], len(text)], cuts, strict=False):
        end = data.draw(st.integers(start, until))
        edits.append(Edit(Span("x", start, end), new))
        edited += text[done:start] + new
        done = end
    lines = [show(line).text for line in (edited + text[done:]).split("\n")]
    rows = patch(edits, {"x": SourceFile("x", text)}, "x")
    for row in rows:
        if row.kind == "line":
            assert "".join(piece for _, piece in row.pieces) == lines[row.number - 1]


def test_an_edit_over_lines_joins_them() -> None:
    source = SourceFile("x", "one\ntwo\nthree\n")
    rows = patch([Edit(Span("x", 2, 9), "~")], {"x": source}, "x")
    assert draw(rows, colour=False) == "  |\n1 | on~hree\n  |   ~\n"


def test_far_edits_leave_a_gap_and_other_files_are_named() -> None:
    sources = {"x": SourceFile("x", "one\ntwo\nthree\n"), "y": SourceFile("y", "four")}
    edits = [Edit(Span("x", 0, 0), "a "), Edit(Span("x", 8, 8), "b "), Edit(Span("y", 4, 4), "!")]
    assert draw(patch(edits, sources, "x"), colour=False) == (
        "  |\n1 | a one\n  | ++\n...\n3 | b three\n  | ++\n ::: y\n  |\n1 | four!\n  |     +\n"
    )


def test_an_edit_that_overlaps_an_earlier_one_is_not_shown() -> None:
    edits = [Edit(Span("x", 0, 2), "a"), Edit(Span("x", 1, 3), "b")]
    rows = patch(edits, {"x": SourceFile("x", "one")}, "x")
    assert draw(rows, colour=False) == "  |\n1 | ae\n  | ~\n"
