import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from flowc.lsp.positions import Positions
from flowc.text.span import Span

ASTRAL = "a😀b\r\nß́e\rz\n"


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [
        (PositionEncodingKind.Utf8, [0, 1, 5, 6]),
        (PositionEncodingKind.Utf16, [0, 1, 3, 4]),
        (PositionEncodingKind.Utf32, [0, 1, 2, 3]),
    ],
)
def test_columns_count_the_units_that_were_agreed_on(encoding: str, columns: list[int]) -> None:
    positions = Positions(ASTRAL, encoding)
    assert [positions.position(at).character for at in range(4)] == columns


def test_lines_end_as_the_protocol_says() -> None:
    positions = Positions(ASTRAL)
    starts = [ASTRAL.index(one) for one in ("a", "ß", "z")]
    assert [positions.position(at) for at in starts] == [Position(line, 0) for line in range(3)]
    assert positions.position(len(ASTRAL)) == Position(3, 0)


def test_inside_of_a_line_end_is_the_end_of_the_line() -> None:
    assert Positions("ab\r\nc").position(3) == Position(0, 2)


def test_other_separators_do_not_end_a_line() -> None:
    assert Positions("a\u2028b\x0bc\x85d").position(7) == Position(0, 7)


@pytest.mark.parametrize(
    ("place", "offset"),
    [
        (Position(0, 2), 1),  # inside the emoji's two units
        (Position(0, 99), 4 - 1),
        (Position(99, 0), len(ASTRAL)),
        (Position(3, 5), len(ASTRAL)),
    ],
)
def test_positions_outside_stand_for_the_nearest_inside(place: Position, offset: int) -> None:
    assert Positions(ASTRAL).offset(place) == offset


def test_offsets_outside_stand_for_the_nearest_end() -> None:
    span = Span("", -5, 500)
    assert Positions("ab").range(span) == Range(Position(0, 0), Position(0, 2))


TEXTS = st.text(st.sampled_from("ab\r\n😀é\ud800"), max_size=20)


@given(TEXTS, st.sampled_from([one.value for one in PositionEncodingKind]))
def test_there_and_back(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    for at in range(len(text) + 1):
        inside_line_end = text[at - 1 : at + 1] == "\r\n"
        expected = at - 1 if inside_line_end else at
        assert positions.offset(positions.position(at)) == expected
