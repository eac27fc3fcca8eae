"""The heap, the open buffers and strings built from values."""

import struct

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.produce.codec_host import Codec, FaultError

from flowc.frontend import terms as t
from flowc.produce import codec as produced

TEXTS = t.List(t.STRING)
U8S = t.List(t.Prim("u8"))
NESTED = t.List(t.List(t.Prim("u16")))
MIB = 1 << 20


@pytest.fixture
def codec() -> Codec:
    return Codec([TEXTS, U8S, NESTED])


def test_the_static_area_is_where_the_compiler_thinks(codec: Codec) -> None:
    assert codec.base == produced.static_base()
    assert codec.base % 16 == 0
    assert codec.call("mark") >= codec.base + len(codec.table.data)


def test_a_large_static_area_is_backed_by_memory() -> None:
    codec = Codec([])
    base = codec.call("boot", 5 * MIB)
    assert codec.call("mark") == base + 5 * MIB
    codec.write(base, b"x" * 5 * MIB)


def test_nothing_is_imported() -> None:
    assert wasmtime.Module(wasmtime.Engine(), produced.module()).imports == []


def test_allocations_are_aligned_and_apart(codec: Codec) -> None:
    random = strategies.repeatable(1)
    end = codec.call("mark")
    for _ in range(500):
        size, align = random.choice((0, 1, 7, 100, 70_000)), random.choice((1, 2, 4, 8, 16))
        at = codec.call("alloc", size, align)
        assert at >= end
        assert at % align == 0
        end = at + size
        codec.write(at, b"x" * size)


def test_realloc_keeps_what_was_there(codec: Codec) -> None:
    at = codec.call("realloc", 0, 0, 8, 16)
    codec.write(at, bytes(range(16)))
    assert codec.call("realloc", at, 16, 8, 64) == at, "at the top it grows in place"
    assert codec.call("realloc", at, 64, 8, 8) == at
    codec.call("alloc", 1, 1)
    moved = codec.call("realloc", at, 64, 8, 128)
    assert moved != at
    assert moved % 8 == 0
    assert codec.read(moved, 16) == bytes(range(16))


def test_mark_release_and_reset(codec: Codec) -> None:
    start = codec.call("mark")
    codec.call("alloc", 100, 1)
    mark = codec.call("mark")
    codec.call("alloc", 100_000, 1)
    codec.call("release", mark)
    assert codec.call("mark") == mark
    codec.call("reset")
    assert codec.call("mark") == start


def test_a_refused_text_leaves_nothing_behind(codec: Codec) -> None:
    text = b'["a\\n","b\\n",' + b'"\\u0041",' * 1000 + b"1]"
    at, where = codec.call("alloc", 8, 4), codec.put(text)
    before = codec.call("mark")
    assert codec.call("decode", codec.desc(TEXTS), where, len(text), at) == 1
    assert codec.call("mark") == before


def test_memory_that_cannot_grow() -> None:
    codec = Codec([TEXTS, U8S, NESTED], limit=2 * MIB)
    for root, text in (
        (U8S, b"[" + b"1," * 600_000 + b"1]"),
        (U8S, b'"' + b"AAAA" * 300_000 + b'"'),
        (TEXTS, b'["' + b"\\n" * 700_000 + b'"]'),
        (NESTED, b"[" + b"[]," * 200_000 + b"[]]"),
    ):
        codec.call("reset")
        with pytest.raises(FaultError) as raised:
            codec.decode(root, text)
        assert raised.value.fault["code"] == "R408"
        assert raised.value.fault["found"] in {"a longer one", "more of them"}
    codec.call("reset")
    with pytest.raises(wasmtime.Trap):
        codec.call("alloc", 2 * MIB, 1)
    with pytest.raises(wasmtime.Trap):
        codec.call("alloc", -1, 8)


def test_an_open_buffer_outlives_release(codec: Codec) -> None:
    random = strategies.repeatable(3)
    lines = [random.randbytes(random.randrange(3000)) for _ in range(200)]
    codec.call("out_begin", 0)
    for line in lines:
        mark = codec.call("mark")
        codec.put(b"#" * random.randrange(5000))
        codec.call("out_bytes", codec.put(line), len(line))
        codec.call("out_byte", ord("\n"))
        codec.call("release", mark)
        mark = codec.call("mark")
        codec.put(b"!" * 20_000)
        codec.call("release", mark)
    assert codec.cell("out_end") == b"".join(line + b"\n" for line in lines)


def test_floats_are_equal_by_value() -> None:
    for form, root in (("f", t.Prim("f32")), ("d", t.Prim("f64"))):
        codec = Codec([root])
        nan, zero, minus_zero, one = (
            codec.put(struct.pack(f"<{form}", x)) for x in (float("nan"), 0.0, -0.0, 1.0)
        )
        pairs = ((nan, nan, 0), (zero, minus_zero, 1), (zero, one, 0), (one, one, 1))
        for left, right, same in pairs:
            assert codec.call("equal", codec.desc(root), left, right) == same


def test_a_stream_of_lines_takes_memory_for_one_batch() -> None:
    codec = Codec([NESTED])
    line = b"[" + b",".join(b"[1,2,3]" for _ in range(200)) + b"]"
    for _ in range(50):
        codec.call("reset")
        codec.call("out_begin", 0)
        for _ in range(20):
            mark = codec.call("mark")
            at = codec.decode(NESTED, line)
            assert codec.call("out_value", codec.desc(NESTED), at) == 0
            codec.call("out_byte", ord("\n"))
            codec.call("release", mark)
        assert codec.cell("out_end") == (line + b"\n") * 20
    assert codec.memory.data_len(codec.store) <= 2 * MIB


@pytest.mark.parametrize("text", [b'"', b'"a', b'"a"', b'"\\', b'"0123456789abcde"', b'"x\\u0041"'])
@pytest.mark.parametrize("behind", range(0, 80, 8))
def test_a_text_at_the_very_end_of_memory(text: bytes, behind: int) -> None:
    codec = Codec([t.STRING])
    at = codec.call("alloc", 8, 4)
    end = codec.memory.data_len(codec.store)
    codec.store.set_limits(memory_size=end)
    where = end - behind - len(text)
    try:
        codec.call("alloc", where - codec.call("mark"), 1)
        codec.call("alloc", len(text), 1)
    except wasmtime.Trap:
        assert behind < 64, "so much is kept free, and no more"
        return
    codec.write(where, text)
    refused = codec.call("decode", codec.desc(t.STRING), where, len(text), at)
    assert refused == (not text.endswith(b'"') or len(text) == 1 or (b"\\" in text and behind < 72))


def test_the_byte_behind_a_text_is_put_back(codec: Codec) -> None:
    at = codec.call("alloc", 8, 4)
    where = codec.put(b'["a"]   [[1],[2,3]]1')
    for start, length, root in ((0, 5, TEXTS), (8, 11, NESTED), (0, 4, TEXTS), (8, 10, NESTED)):
        before = codec.read(where, 20)
        codec.call("decode", codec.desc(root), where + start, length, at)
        assert codec.read(where, 20) == before


def test_a_number_ends_where_the_text_does() -> None:
    codec = Codec([t.Prim("u64"), t.Prim("f64")])
    at = codec.call("alloc", 8, 8)
    where = codec.put(b"1234567890123456789012345.5e99")
    for root, form in ((t.Prim("u64"), "<Q"), (t.Prim("f64"), "<d")):
        for length in range(1, 20):
            assert codec.call("decode", codec.desc(root), where, length, at) == 0
            (found,) = struct.unpack(form, codec.read(at, 8))
            assert found == (int if form == "<Q" else float)(b"1234567890123456789"[:length])


def test_strings_without_escapes_are_not_copied(codec: Codec) -> None:
    text = codec.put(b'["plain","with \\n"]')
    at = codec.call("alloc", 8, 4)
    assert codec.call("decode", codec.desc(TEXTS), text, 19, at) == 0
    (first,) = struct.unpack("<I", codec.read(at, 4))
    plain, _, copied, length = struct.unpack("<4I", codec.read(first, 16))
    assert plain == text + 2
    assert copied > first
    assert codec.read(copied, length) == b"with \n"


SCALARS: list[tuple[t.Type, str, str]] = [
    (t.BOOL, "true", "true"),
    (t.Prim("u8"), "255", "255"),
    (t.Prim("s8"), "-128", "-128"),
    (t.Prim("u16"), "65535", "65535"),
    (t.Prim("s16"), "-1", "-1"),
    (t.Prim("u32"), "4294967295", "4294967295"),
    (t.Prim("s32"), "-2147483648", "-2147483648"),
    (t.Prim("u64"), "18446744073709551615", "18446744073709551615"),
    (t.Prim("s64"), "-9223372036854775808", "-9223372036854775808"),
    (t.Prim("f32"), "0.1", "0.1"),
    (t.Prim("f64"), "7", "7.0"),
    (t.CHAR, '"\\ud83d\\ude00"', "😀"),
    (t.STRING, '"say \\"hi\\"\\n"', 'say "hi"\n'),
    (t.Enum(("red", "dark-red")), '"dark-red"', "dark-red"),
]


def test_interpolation_nests_within_itself_and_an_open_output() -> None:
    codec = Codec({row[0]: None for row in SCALARS})
    places = [codec.decode(type_, text.encode()) for type_, text, _ in SCALARS]
    quote = codec.put(b"<>" * 200)
    codec.call("out_begin", 0)
    for (type_, _, plain), at in zip(SCALARS, places, strict=True):
        codec.call("text_begin")
        codec.call("text_bytes", quote, 1)
        codec.call("text_begin")
        codec.call("text_bytes", quote, 400)
        inner = codec.cell("text_end")
        codec.call("text_value", codec.desc(type_), at)
        codec.call("text_bytes", quote + 1, 1)
        assert inner == b"<>" * 200
        assert codec.cell("text_end").decode() == f"<{plain}>"
        assert codec.call("out_value", codec.desc(type_), at) == 0
        codec.call("out_byte", ord(" "))
    written = codec.cell("out_end").decode().split(" ")
    assert written[:3] == ["true", "255", "-128"]
    assert written[-5:] == ['"😀"', '"say', '\\"hi\\"\\n"', '"dark-red"', ""]


def test_interpolation_nests_deeply(codec: Codec) -> None:
    letters = codec.put(b"abcd")
    for i in range(4):
        codec.call("text_begin")
        codec.call("text_bytes", letters + i, 1)
    built = []
    for i in range(4):
        codec.call("text_bytes", letters + 3 - i, 1)
        codec.call("text_bytes", 0, 0)
        built.append(codec.cell("text_end"))
    assert built == [b"dd", b"cc", b"bb", b"aa"]
    mark = codec.call("mark")
    codec.call("release", codec.base)
    assert codec.call("mark") == codec.base < mark, "nothing is open"


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_interpolation_writes_every_float(number: str) -> None:
    codec = Codec([t.Prim("f64")])
    at = codec.put(struct.pack("<d", float(number)))
    codec.call("text_begin")
    codec.call("text_value", codec.desc(t.Prim("f64")), at)
    assert codec.cell("text_end").decode() == number


@given(st.lists(st.sampled_from(b"\n\rab\x8a"), max_size=60).map(bytes), st.integers(0, 60))
@settings(max_examples=100)
def test_lines_are_found(text: bytes, skipped: int) -> None:
    codec = Codec([])
    at = codec.put(text)
    codec.put(b"\n" * 64)
    found = codec.call("line_end", at + skipped, at + len(text)) - at
    first = text.find(b"\n", skipped)
    assert found == (len(text) if first < 0 else first)


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=100)
def test_texts_are_ordered_by_code_points(left: str, right: str) -> None:
    codec = Codec([])
    for one, other in ((left, right), (left, left), (left, left + right)):
        args = [n for s in (one, other) for n in (codec.put(s.encode()), len(s.encode()))]
        order = (one > other) - (one < other)
        assert codec.call("compare_text", *args) == order & 0xFFFF_FFFF
