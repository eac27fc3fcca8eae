"""Integers of 64 bits as strings, wherever a type has them, and nothing else changed."""

import pytest

from flowrt.plan.big import quoted
from flowrt.plan.shapes import (
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
)

BIG, SMALL = Prim("u64"), Prim("u32")


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        (BIG, b"7", b'"7"'),
        (Prim("s64"), b"-9223372036854775808", b'"-9223372036854775808"'),
        (SMALL, b"7", b"7"),
        (Prim("f64"), b"7", b"7"),
        (ListOf(BIG), b"[1,2]", b'["1","2"]'),
        (TupleOf((SMALL, BIG)), b"[1,2]", b'[1,"2"]'),
        (RecordOf("r", (("a", BIG), ("b", SMALL))), b'{"a":1,"b":2}', b'{"a":"1","b":2}'),
        (OptionOf(BIG), b"1", b'"1"'),
        (OptionOf(BIG), b"null", b"null"),
        (OptionOf(OptionOf(BIG)), b'{"some":1}', b'{"some":"1"}'),
        (OptionOf(OptionOf(BIG)), b'{"some":null}', b'{"some":null}'),
        (OptionOf(OptionOf(BIG)), b"null", b"null"),
        (ResultOf(BIG, SMALL), b'{"ok":1}', b'{"ok":"1"}'),
        (ResultOf(BIG, SMALL), b'{"err":1}', b'{"err":1}'),
        (ResultOf(None, BIG), b'{"ok":null}', b'{"ok":null}'),
        (VariantOf("v", (("a", BIG), ("b", None))), b'{"a":1}', b'{"a":"1"}'),
        (VariantOf("v", (("a", BIG), ("b", None))), b'"b"', b'"b"'),
        (Prim("string"), '"é\\n"'.encode(), '"é\\n"'.encode()),
    ],
)
def test_integers_of_64_bits_are_quoted(shape: Shape, text: bytes, expected: bytes) -> None:
    assert quoted(shape, text) == expected
