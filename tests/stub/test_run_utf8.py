"""Bytes that are looked at in pieces are UTF-8 exactly where the whole is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrt.engine import utf8

PIECE = utf8._PIECE


def reference(text: bytes) -> int | None:
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_short_texts(text: bytes) -> None:
    assert utf8.fault_in(text) == reference(text)


@pytest.mark.parametrize("shift", range(-4, 5))
@pytest.mark.parametrize(
    "char",
    ["\u00e9".encode(), "\u2603".encode(), "\U0001f600".encode(), b"\xe2\x98", b"\xff", b"\xc3("],
)
def test_characters_across_the_edge_of_a_piece(char: bytes, shift: int) -> None:
    for edge in (PIECE, 2 * PIECE):
        for behind in (b"", b"x", b"x" * PIECE, "\u00e9".encode() * PIECE):
            text = b"a" * (edge + shift) + char + behind
            assert utf8.fault_in(text) == reference(text)
            text = "\u00e9".encode() * ((edge + shift) // 2) + char + behind
            assert utf8.fault_in(text) == reference(text)
