"""JSON is read and written as Python's `json` does it."""

import json
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrt.archive.json_text import LAST_KNOWN, canonical, loads, quoted

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_a_value_is_written_and_read_as_by_json(value: object) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    assert canonical(value) == text
    assert loads(text) == value
    assert loads(f" {json.dumps(value, indent=1)}\n") == value


@given(st.text())
def test_a_text_is_quoted_as_by_json(text: str) -> None:
    assert quoted(text) == json.dumps(text, ensure_ascii=False)


@given(st.text('{}[]":,tru0-e1. \\u\n\ud800', max_size=9))
def test_a_mistake_is_told_as_by_json(text: str) -> None:
    assert _outcome(loads, text) == _outcome(json.loads, text)


def _outcome(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ValueError as error:
        return f"a mistake: {error}"


@pytest.mark.parametrize("text", ["NaN", "[-Infinity]", " Infinity"])
def test_what_is_no_json_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"the number {text.strip(' []')}"):
        loads(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1}, b"x"])
def test_what_is_no_json_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError), match=r"no JSON|not JSON compliant"):
        canonical(value)


def test_nothing_is_too_deep_to_be_told() -> None:
    with pytest.raises(RecursionError):
        loads("[" * 100_000)


def test_this_python_is_one_whose_parser_is_known() -> None:
    assert sys.version_info[:2] <= LAST_KNOWN, "see whether `_json` is still as it was"
