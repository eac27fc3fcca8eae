from hypothesis import given
from hypothesis import strategies as st

from flowc.lsp.shift import shift
from flowc.text.span import Span

PIECES = st.text("ab", max_size=6)


@given(PIECES, PIECES, PIECES, PIECES)
def test_what_was_not_edited_is_found_again(head: str, old: str, new: str, tail: str) -> None:
    before, after = head + old + tail, head + new + tail
    moved = shift(before, after)
    for at in range(len(after)):
        was = moved.back(at)
        if was is not None and at != moved.start:
            assert before[was] == after[at]
    edited = after[moved.start : moved.new_end]
    assert before[: moved.start] + edited + before[moved.old_end :] == after


def test_spans_move_with_their_text() -> None:
    moved = shift("let a = 1; b", "let a = 12345; b")
    assert moved.forth(Span("", 4, 5)) == Span("", 4, 5)
    assert moved.forth(Span("", 11, 12)) == Span("", 15, 16)
    assert moved.back(15) == 11


def test_an_edited_span_is_lost() -> None:
    moved = shift("let abc = 1", "let aXc = 1")
    assert moved.forth(Span("", 4, 7)) is None
