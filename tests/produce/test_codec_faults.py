"""What the codec says about texts and values that it refuses."""

import struct
from typing import Any

import pytest
from tests.produce.codec_host import Codec, FaultError

from flowc.frontend import terms as t
from flowc.produce.descriptors import Params

U8, U32, U64, S8, F32, F64 = (
    t.Prim("u8"), t.Prim("u32"), t.Prim("u64"), t.Prim("s8"), t.Prim("f32"), t.Prim("f64"),
)  # fmt: skip
LINE = t.Record(
    (t.Field("sku", t.STRING), t.Field("qty", U32), t.Field("note", t.Option(t.STRING))),
    t.TypeName("shop", "line", "shop.flow"),
)
CART = t.Record((t.Field("cart", t.List(LINE)),))
SHAPE = t.Variant((t.Case("circle", F64), t.Case("none", None)))
PAIR = t.Tuple((U8, t.STRING))
NESTED = t.Option(t.Option(U8))
RESULT = t.Result(None, t.STRING)
COLOUR = t.Enum(("red", "dark-red"))
FLAGS = t.Flags(("read", "write"))

HALVES = "both halves of a surrogate pair"
ESCAPES = 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u'
PAYLOAD = "an object with the case's payload"
BYTES = "list<u8> as base64 or as an array of numbers"
TEXT_OF_3 = "a string of 3 characters"
R401, R402, R403, R404, R405, R406, R407 = (f"R40{i}" for i in range(1, 8))

# type, text, code, path, expected, found, at
REFUSED: list[tuple[t.Type, str, str, str, str, str, int]] = [
    # not JSON, or it ends early
    (U32, "", R401, "", "u32", "end of text", 0),
    (U32, " \n ", R401, "", "u32", "end of text", 3),
    (U32, "seven", R401, "", "u32", "no JSON value", 0),
    (U32, "-", R401, "", "u32", "a malformed number", 0),
    (U32, "007", R401, "", "a number without leading zeros", "one that begins with 0", 0),
    (U32, "7 8", R401, "", "end of text", "a number", 2),
    (U32, "7,", R401, "", "end of text", "`,`", 1),
    (U32, "1.e5", R401, "", "a number", "a malformed number", 0),
    (F64, "1.", R401, "", "a number", "a malformed number", 0),
    (F64, ".5", R401, "", "f64", "no JSON value", 0),
    (F64, "1e", R401, "", "a number", "a malformed number", 0),
    (F64, "-", R401, "", "a number", "a malformed number", 0),
    (F64, "NaN", R401, "", "f64", "no JSON value", 0),
    (F64, "01", R401, "", "a number", "a malformed number", 0),
    (t.BOOL, "tru", R401, "", "bool", "no JSON value", 0),
    (t.STRING, '"ab', R401, "", '`"` to end the string', "end of text", 3),
    (t.STRING, '"a\\', R401, "", '`"` to end the string', "end of text", 3),
    (t.STRING, '"a\nb"', R401, "", "an escape for a control character", "the character itself", 2),
    (t.STRING, '"\\x41"', R401, "", ESCAPES, "another one", 1),
    (t.STRING, '"\\u00g0"', R401, "", "four hexadecimal digits", "other characters", 1),
    (t.STRING, '"\\ud800x"', R401, "", HALVES, "one alone", 1),
    (t.STRING, '"\\udc00\\udc00"', R401, "", HALVES, "one alone", 1),
    (t.STRING, '"\\udc00"', R401, "", HALVES, "one alone", 1),
    (CART, '{"cart":[{"sku"', R401, "cart[0]", "`:`", "end of text", 15),
    (CART, '{"cart":[{"sku":"a" "qty":1}]}', R401, "cart[0]", "`,` or `}`", TEXT_OF_3, 20),
    (CART, "{cart:[]}", R401, "", "a key in double quotes", "no JSON value", 1),
    (CART, '{"cart":[],}', R401, "", "a key in double quotes", "`}`", 11),
    (CART, '{"cart":[1 2]}', R402, "cart[0]", "shop.line", "a number", 9),
    (t.List(U8), "[1 2]", R401, "", "`,` or `]`", "a number", 3),
    (t.List(U32), "[1,]", R401, "[1]", "u32", "`]`", 3),
    (SHAPE, '{"circle" 1}', R401, "", "`:`", "a number", 10),
    # another type
    (U32, "1.0", R402, "", "u32", "a number with a fraction", 0),
    (U32, "1e3", R402, "", "u32", "a number with an exponent", 0),
    (U32, "99999999999999999999.5", R402, "", "u32", "a number with a fraction", 0),
    (U32, '"7"', R402, "", "u32", "a string of 1 character", 0),
    (U64, '"7x"', R402, "", "u64", "a string of 2 characters", 0),
    (U32, "null", R402, "", "u32", "null", 0),
    (t.BOOL, "1", R402, "", "bool", "a number", 0),
    (t.STRING, '{"a": [1, "]"]} ', R402, "", "string", "an object", 0),
    (t.CHAR, '"ab"', R402, "", "char", "a string of 2 characters", 0),
    (t.CHAR, '""', R402, "", "char", "an empty string", 0),
    (CART, "[]", R402, "", "record { cart: list<shop.line> }", "an empty array", 0),
    (CART, '{"cart":{}}', R402, "cart", "list<shop.line>", "an empty object", 8),
    (PAIR, "[1]", R402, "", "tuple<u8, string>", "an array of fewer items", 0),
    (PAIR, '[1,"a",2]', R402, "", "tuple<u8, string>", "an array of more items", 0),
    (PAIR, '[1,"a",]', R402, "", "tuple<u8, string>", "an array of more items", 0),
    (PAIR, "[]", R402, "", "tuple<u8, string>", "an empty array", 0),
    (PAIR, '["a",1]', R402, "[0]", "u8", "a string of 1 character", 1),
    (NESTED, "3", R402, "", "option<option<u8>>", "a number", 0),
    (NESTED, "{}", R402, "", "option<option<u8>>", "an empty object", 0),
    (RESULT, '"ok"', R402, "", "result<_, string>", "a string of 2 characters", 0),
    (RESULT, '{"ok":1}', R402, "ok", "null", "a number", 6),
    (RESULT, '{"ok":null,"err":"x"}', R402, "", "exactly one key", "more than one", 0),
    (SHAPE, '"circle"', R402, "circle", PAYLOAD, "the case's name alone", 0),
    (SHAPE, '{"none":null}', R402, "none", "the case's name alone, without a payload", "null", 8),
    (SHAPE, '{"circle":"big"}', R402, "circle", "f64", "a string of 3 characters", 10),
    (COLOUR, "0", R402, "", "enum { red, dark-red }", "a number", 0),
    (FLAGS, '"read"', R402, "", "flags { read, write }", "a string of 4 characters", 0),
    (FLAGS, "[0]", R402, "[0]", "a label", "a number", 1),
    (t.List(U8), '"AQI"', R402, "", BYTES, "a string that is not base64", 0),
    (t.List(U8), '"A!=="', R402, "", BYTES, "a string that is not base64", 0),
    # out of range
    (U8, "256", R403, "", "u8", "a number that is too large", 0),
    (S8, "-129", R403, "", "s8", "a number that is too small", 0),
    (U32, "-1", R403, "", "u32", "a negative number", 0),
    (U64, "18446744073709551616", R403, "", "u64", "a number that is too large", 0),
    (U64, '"18446744073709551616"', R403, "", "u64", "a number that is too large", 0),
    (U64, "1" * 5000, R403, "", "u64", "a number that is too large", 0),
    (F64, "-1e309", R403, "", "f64", "a number that is too small", 0),
    (F32, "3.5e38", R403, "", "f32", "a number that is too large", 0),
    (CART, '{"cart":[{"sku":"a","qty":-1}]}', R403, "cart[0].qty", "u32", "a negative number", 26),
    (t.List(t.List(U8)), "[[1],[2,300]]", R403, "[1][1]", "u8", "a number that is too large", 8),
    (NESTED, '{"some":300}', R403, "some", "u8", "a number that is too large", 8),
    # keys and names
    (CART, "{}", R404, "cart", "list<shop.line>", "nothing", 0),
    (CART, '{"cart":[{"sku":"a"}]}', R404, "cart[0].qty", "u32", "nothing", 9),
    (LINE, '{"skew":1}', R405, "", "one of sku, qty, note", "a name of 4 characters", 1),
    (LINE, '{"sku\\u0000":1}', R405, "", "one of sku, qty, note", "a name of 4 characters", 1),
    (LINE, '{"qty":1,"qty":2}', R406, "qty", "each key once", "it again", 9),
    (FLAGS, '["read","read"]', R406, "[1]", "each label once", "it again", 8),
    (SHAPE, '"square"', R407, "", "one of circle, none", "a name of 6 characters", 0),
    (SHAPE, '{"square":1}', R407, "", "one of circle, none", "a name of 6 characters", 1),
    (RESULT, '{"error":"x"}', R407, "", "one of ok, err", "a name of 5 characters", 1),
    (COLOUR, '"RED"', R407, "", "one of red, dark-red", "a name of 3 characters", 0),
    (FLAGS, '["execute"]', R407, "[0]", "one of read, write", "a name of 7 characters", 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def codec() -> Codec:
    return Codec({row[0]: None for row in REFUSED})


def refusal(codec: Codec, type_: t.Type | Params, text: bytes) -> dict[str, Any]:
    with pytest.raises(FaultError) as raised:
        codec.decode_params(type_, text) if isinstance(type_, Params) else codec.decode(type_, text)
    return raised.value.fault


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: f"{row[2]}-{row[0]}-{row[1][:20]}")
def test_fault(codec: Codec, row: tuple[t.Type, str, str, str, str, str, int]) -> None:
    type_, text, *rest = row
    fault = refusal(codec, type_, text.encode())
    assert list(fault) == ["code", "path", "expected", "found", "at"]
    assert list(fault.values()) == rest


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b"\xff", 1), (b"a\xc3", 2), (b"\xc0\xaf", 1), (b"\xed\xa0\x80", 1),
        (b"\xf4\x90\x80\x80", 1), (b"0123456789abcdef\x80", 17),
        (b"caf\xc3\xa9\xe2\x82", 6), (b"\\n\xfe", 3),
    ],
)  # fmt: skip
def test_invalid_utf8_is_placed(codec: Codec, raw: bytes, at: int) -> None:
    fault = refusal(codec, t.STRING, b'"' + raw + b'"')
    assert (fault["code"], fault["expected"], fault["at"]) == (R401, "UTF-8", at)
    assert fault["found"] == "a byte that is not"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("é☃😀" * 100, "300 characters"), ('\\n\\u00e9\\"', "3 characters"),
        (r"\\", "1 character"),
        ("\\ud83d\\ude00", "2 characters"), ("a" * 70_000, "70000 characters"),
    ],
)  # fmt: skip
def test_a_string_is_told_by_its_length(codec: Codec, text: str, length: str) -> None:
    assert refusal(codec, t.BOOL, f'"{text}"'.encode())["found"] == f"a string of {length}"


@pytest.mark.parametrize("text", ["ab", "a\\", "\\u00", '\\"', "a" * 100])
def test_a_string_without_an_end_is_told_as_one(codec: Codec, text: str) -> None:
    assert refusal(codec, t.BOOL, f'"{text}'.encode())["found"] == "a string without an end"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("true", "a boolean"), ("[ ]", "an empty array"), ("[[]]", "an array"),
        ("-0", "a negative number"),
    ],
)  # fmt: skip
def test_other_values_are_told_by_their_kind(codec: Codec, text: str, kind: str) -> None:
    assert refusal(codec, t.STRING, text.encode())["found"] == kind


def test_parameters_are_told_apart() -> None:
    params = Params(
        (t.Field("cart", t.List(LINE)), t.Field("country", t.STRING), t.Field("note", NESTED)),
        frozenset(["country"]),
    )
    codec = Codec([params])
    codec.write(codec.call("alloc", 256, 8), b"\xff" * 256)
    codec.call("reset")
    at, present = codec.decode_params(params, b'{"cart":[]}')
    assert present == [True, False, False]
    assert codec.read(at + 8, 9) == b"\xff" * 8 + b"\0"
    assert codec.decode_params(params, b'{"country":"DE","cart":[]}')[1] == [True, True, False]
    assert refusal(codec, params, b"{}")["path"] == "cart"
    assert refusal(codec, params, b'{"cart":[{}]}')["path"] == "cart[0].sku"
    assert refusal(codec, params, b"[]")["expected"].startswith("parameters (cart: list<")


def test_a_flow_without_parameters() -> None:
    params = Params(())
    codec = Codec([params])
    assert codec.decode_params(params, b" { } ")[1] == []
    assert refusal(codec, params, b'{"a":1}')["expected"] == "no keys"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("type_", [F32, F64])
def test_what_json_cannot_express(value: str, type_: t.Prim) -> None:
    form, size = ("<f", 4) if type_ == F32 else ("<d", 8)
    root = t.Record((t.Field("items", t.List(t.Tuple((t.Option(type_), U8)))),))
    codec = Codec([root])
    at = codec.decode(root, b'{"items":[[1.5,1],[2.5,2]]}')
    (items,) = struct.unpack("<I", codec.read(at, 4))
    stride = 3 * size
    codec.write(items + stride + size, struct.pack(form, float(value)))
    codec.call("out_begin", 0)
    codec.call("out_byte", ord("["))
    assert codec.call("out_value", codec.desc(root), at) == 1
    assert codec.cell("out_end") == b"[", "nothing of the value was written"
    with pytest.raises(FaultError) as raised:
        codec.encode(root, at)
    assert raised.value.fault == {
        "code": "R409",
        "path": "items[1][0]",
        "expected": f"a finite {type_}",
        "found": value.replace("inf", "infinity"),
    }


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"some":', b'["', b"-"])
def test_deep_nesting_is_refused_at_once(codec: Codec, opening: bytes) -> None:
    for type_ in codec.table.offset_of:
        codec.call("reset")
        assert refusal(codec, type_, opening * 200_000)["code"] in (R401, R402, R405, R407)
