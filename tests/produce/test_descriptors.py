"""The type table: deterministic, each type once, parts behind wholes, limits reported."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.produce.codec_host import Codec

from flowc.frontend import terms as t
from flowc.produce import descriptors, layout

U8 = t.Prim("u8")


@given(st.lists(strategies.types(), max_size=4))
@settings(max_examples=50)
def test_equal_types_are_stored_once_and_bytes_are_stable(roots: list[t.Type]) -> None:
    table = descriptors.build(roots)
    again = descriptors.build([*roots, *roots])
    assert (again.data, again.offset_of) == (table.data, table.offset_of)
    assert len(set(table.offset_of.values())) == len(table.offset_of)
    assert all(offset % 4 == 0 for offset in table.offset_of.values())
    for root in roots:
        at = table.offset_of[root]
        assert int.from_bytes(table.data[at + 4 : at + 8], "little") == layout.size_of(root)


def test_a_table_works_wherever_it_lies() -> None:
    root = t.Record((t.Field("a", t.List(U8)), t.Field("b", t.Option(t.STRING))))
    codec = Codec([root])
    moved = codec.call("alloc", len(codec.table.data), 4)
    codec.write(moved, codec.table.data)
    codec.base = moved
    at = codec.decode(root, b'{"b":"x","a":[1]}')
    assert codec.encode(root, at) == b'{"a":"AQ==","b":"x"}'


def nested(depth: int) -> t.Type:
    type_: t.Type = U8
    for _ in range(depth):
        type_ = t.Tuple((type_,))
    return type_


def test_the_deepest_type_fits_the_stack_and_a_deeper_one_is_refused() -> None:
    deepest = nested(descriptors.MAX_DEPTH)
    codec = Codec([deepest])
    text = b"[" * 128 + b"7" + b"]" * 128
    assert codec.recode(deepest, text) == text
    with pytest.raises(ValueError, match="nested more than 128 deep"):
        descriptors.build([nested(descriptors.MAX_DEPTH + 1)])


def test_deep_and_wide_records_fit_the_stack() -> None:
    type_: t.Type = t.Record((t.Field("last", t.Prim("f64")),))
    others = tuple(t.Field(f"field-{i}", t.Option(U8)) for i in range(64))
    for _ in range(63):
        type_ = t.Record((t.Field("a", t.List(type_)), *others))
    codec = Codec([type_])
    text = b'{"a":[' * 63 + b'{"last":1e-300000000000000000000000000000}' + b"]}" * 63
    at = codec.decode(type_, text)
    assert codec.call("equal", codec.desc(type_), at, at) == 1
    assert codec.encode(type_, at).count(b'"field-63":null') == 63


def test_wide_records() -> None:
    fields = tuple(t.Field(f"field-{i}", t.Option(U8) if i % 3 else U8) for i in range(1024))
    codec = Codec([t.Record(fields)])
    given_keys = [f'"field-{i}":{i % 256}' for i in range(1024) if i % 3 == 0 or i % 5 == 0]
    written = codec.recode(t.Record(fields), f"{{{','.join(reversed(given_keys))}}}".encode())
    expected = [
        f'"field-{i}":{i % 256 if i % 3 == 0 or i % 5 == 0 else "null"}' for i in range(1024)
    ]
    assert written.decode() == f"{{{','.join(expected)}}}"
    with pytest.raises(ValueError, match="has 1025 parts; 1024 are possible"):
        descriptors.build([t.Record((*fields, t.Field("one-more", U8)))])


@pytest.mark.parametrize("count", [1, 8, 9, 16, 17, 32])
def test_flags_of_every_width(count: int) -> None:
    root = t.Flags(tuple(f"f{i}" for i in range(count)))
    codec = Codec([root])
    text = "[" + ",".join(f'"{label}"' for label in root.labels) + "]"
    assert codec.recode(root, text.encode()).decode() == text
    assert codec.recode(root, b"[]") == b"[]"


@pytest.mark.parametrize("count", [1, 2, 256, 257, 300])
def test_enums_of_every_width(count: int) -> None:
    root = t.Enum(tuple(f"case-{i}" for i in range(count)))
    codec = Codec([root])
    text = f'"case-{count - 1}"'
    assert codec.recode(root, text.encode()).decode() == text


def test_too_many_flags_are_refused() -> None:
    with pytest.raises(ValueError, match="has 33 parts; 32 are possible"):
        descriptors.build([t.Flags(tuple(f"f{i}" for i in range(33)))])
