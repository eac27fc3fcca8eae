from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowc.text.decode import KEY, decode
from flowc.text.report import Report, Stopped
from flowc.text.source import Place, SourceFile
from flowc.text.span import Span
from flowc.text.width import columns, safe_line, show

AWKWARD = st.text(alphabet=st.sampled_from("ab \t\r\n名😀e\u0301\u202e\x1b\u2028\ufeff"))
TEXTS = AWKWARD | st.text()


@given(TEXTS, st.data())
def test_offset_to_place_and_back(text: str, data: st.DataObject) -> None:
    source = SourceFile("x.flow", text)
    offset = data.draw(st.integers(0, len(text)))
    place = source.place(offset)
    assert source.offset(place) == offset
    assert place == Place(text[:offset].count("\n") + 1, offset - (text.rfind("\n", 0, offset)))


@given(TEXTS)
def test_lines_are_the_text_without_its_ends(text: str) -> None:
    source = SourceFile("x.flow", text)
    lines = [source.line(number) for number in range(1, source.line_count + 1)]
    *whole, last = text.split("\n")
    assert lines == [line.removesuffix("\r") for line in whole] + [last]


@given(TEXTS, st.integers(-3, 30), st.integers(-3, 30))
def test_ends_stand_in_order_on_lines_that_exist(text: str, start: int, end: int) -> None:
    source = SourceFile("x.flow", text)
    first, last = source.ends(Span("x.flow", start, end))
    assert first <= last
    assert last.line <= source.line_count


def test_a_span_that_ends_with_a_newline_stays_on_its_line() -> None:
    source = SourceFile("x.flow", "one\r\ntwo\n")
    assert source.ends(Span("x.flow", 0, 5)) == (Place(1, 1), Place(1, 5))
    assert source.ends(Span("x.flow", 5, 9)) == (Place(2, 1), Place(2, 4))


def test_places_are_counted_in_code_points() -> None:
    source = SourceFile("x.flow", "\t名😀x")
    assert source.place(3) == Place(1, 4)
    assert source.place(99) == Place(1, 5)
    assert source.place(-1) == Place(1, 1)
    assert source.slice(Span("x.flow", 1, 3)) == "名😀"


def test_there_is_no_such_line() -> None:
    with pytest.raises(IndexError):
        SourceFile("x.flow", "one").offset(Place(2, 1))


@given(TEXTS)
def test_a_shown_line_holds_nothing_that_moves_the_cursor(text: str) -> None:
    line = text.replace("\n", "")
    shown = show(line)
    assert not set(shown.text) & set("\t\r\x1b\u202e\u2028\ufeff")
    assert columns(safe_line(line)) == shown.at[-1]


def test_what_is_shown_and_how_wide() -> None:
    assert show("\ta\u202eb").text == "    a\\u{202e}b"
    assert show("\t名e\u0301x").at == (0, 4, 6, 7, 7, 8)


def test_decode_drops_a_byte_order_mark() -> None:
    assert decode("x.flow", b"\xef\xbb\xbfflow", Report()).text == "flow"


def test_decode_names_the_byte() -> None:
    with pytest.raises(Stopped) as stopped:
        decode("x.flow", b"ab\xffc", Report())
    (error,) = stopped.value.report.errors
    assert error.code == "F002"
    assert error.label == "`x.flow`: byte 2 is 0xff, which is not UTF-8 here"


@given(st.binary())
def test_decode_gives_a_source_or_stops(data: bytes) -> None:
    report = Report()
    try:
        text = decode("x.flow", data, report).text.encode()
    except Stopped:
        text = None
    refused = ["F040" if KEY in data else "F002"]
    assert [error.code for error in report.errors] == (refused if text is None else [])
    assert text in (None, data.removeprefix(b"\xef\xbb\xbf"))


def test_a_component_given_as_source_is_no_text() -> None:
    samples = Path(__file__).parents[2] / "samples"
    wasm = next(iter(sorted(samples.rglob("*.wasm"))))
    with pytest.raises(Stopped):
        decode("x.wasm", wasm.read_bytes(), Report())
