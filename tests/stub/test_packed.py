"""What is read and written by hand is what msgpack's library reads and writes."""

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowrt.plan import packed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, (1 << 64) - 1) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=24,
)


def library(value: object) -> bytes:
    data: bytes = msgpack.packb(value, use_bin_type=True)
    return data


@given(VALUES)
@example([0, 127, 128, 255, 256, 65535, 65536, (1 << 32) - 1, 1 << 32])
@example(["a" * size for size in (31, 32, 255, 256)])
@example([[None] * size for size in (15, 16)])
@example({f"{i}": i for i in range(16)})
def test_a_value_is_written_and_read_as_by_the_library(value: object) -> None:
    data = library(value)
    assert packed.unpack(data) == value
    assert packed.spells(data, value)
    assert packed.pack(value) == data


@given(VALUES, st.data())
def test_other_bytes_are_read_as_by_the_library(value: object, data: st.DataObject) -> None:
    good = bytearray(library(value))
    good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    bad = bytes(good)[: data.draw(st.integers(0, len(good)))]
    assert _outcome(packed.unpack, bad) == _outcome(_by_library, bad)


def _by_library(data: bytes) -> object:
    value: object = msgpack.unpackb(data, max_array_len=packed.MOST, max_ext_len=0)
    return value


def _outcome(read: object, data: bytes) -> object:
    try:
        value: object = read(data)  # type: ignore[operator]  # one of the two
    except ValueError as error:
        return repr(error)
    return repr(value)


@pytest.mark.parametrize("data", [b"\x90\x90", b"\xd9\x01a", b"\xcc\x01", b"\xdc\0\0", b"\xde\0\0"])
def test_a_longer_spelling_is_told(data: bytes) -> None:
    if data != b"\x90\x90":
        assert not packed.spells(data, packed.unpack(data))
    else:
        with pytest.raises(ValueError, match="extra"):
            packed.unpack(data)


def test_what_is_large_is_for_the_library() -> None:
    value = ["x" * 40] * 1000
    data = library(value)
    assert len(data) > packed.SMALL
    assert packed.unpack(data) == value
    assert packed.spells(data, value)


def test_what_no_plan_has_is_not_written_by_hand() -> None:
    with pytest.raises(TypeError, match="a plan has no float"):
        packed.spells(b"", 1.5)
