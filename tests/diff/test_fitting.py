"""Subtyping: each rule by an example, and all of them against what the format says of texts."""

import base64
import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowc.diff.fitting import Reader, misfits
from flowrt.plan import shapes as s

U8, U16, U32, U64, S8, S64, F32, F64, CHAR, STRING, BOOL = map(
    s.Prim, ("u8", "u16", "u32", "u64", "s8", "s64", "f32", "f64", "char", "string", "bool")
)
RANGES = {f"u{n}": (0, 2**n - 1) for n in (8, 16, 32, 64)} | {
    f"s{n}": (-(2 ** (n - 1)), 2 ** (n - 1) - 1) for n in (8, 16, 32, 64)
}


def record(**fields: s.Shape) -> s.RecordOf:
    return s.RecordOf("r", tuple(fields.items()))


def variant(**cases: s.Shape | None) -> s.VariantOf:
    return s.VariantOf("v", tuple(cases.items()))


def enum(*names: str) -> s.EnumOf:
    return s.EnumOf("e", names)


def result(ok: s.Shape | None, err: s.Shape | None = None) -> s.ResultOf:
    return s.ResultOf(ok, err)


def why(given_: s.Shape, wanted: s.Shape, reader: Reader) -> list[str]:
    return [str(one) for one in misfits(given_, wanted, reader)]


FIT_ALL: list[tuple[s.Shape, s.Shape]] = [
    (U8, U8),
    (U8, U16),
    (U32, S64),
    (S8, F32),
    (U32, F64),
    (F32, F64),
    (s.ListOf(U16), s.ListOf(U32)),
    (s.TupleOf((U8, BOOL)), s.TupleOf((U16, BOOL))),
    (U8, s.OptionOf(U16)),
    (s.OptionOf(U8), s.OptionOf(U16)),
    (s.OptionOf(s.OptionOf(U8)), s.OptionOf(s.OptionOf(U16))),
    (enum("a"), enum("a", "b")),
    (enum("a"), variant(a=None, b=U8)),
    (variant(a=U8), variant(a=U16, b=None)),
    (result(U8), result(U16)),
    (s.FlagsOf("f", ("a",)), s.FlagsOf("g", ("b", "a"))),
    (record(a=U8, b=BOOL), s.RecordOf("other", (("b", BOOL), ("a", U16)))),
]
FIT_NONE: list[tuple[s.Shape, s.Shape, str]] = [
    (U16, U8, "`u16` is no `u8`"),
    (U64, F64, "`u64` is no `f64`"),
    (F64, F32, "`f64` is no `f32`"),
    (S8, U64, "`s8` is no `u64`"),
    (U8, STRING, "`u8` is no `string`"),
    (CHAR, STRING, "`char` is no `string`"),
    (s.OptionOf(U8), U8, "`option<u8>` is no `u8`"),
    (s.OptionOf(U8), s.OptionOf(s.OptionOf(U8)), "`option<u8>` is no `option<option<u8>>`"),
    (U8, s.OptionOf(s.OptionOf(U8)), "`u8` is no `option<option<u8>>`"),
    (s.ListOf(U8), s.ListOf(U16), "`list<u8>` is no `list<u16>`"),
    (s.ListOf(U32), s.ListOf(U16), "`[]`: `u32` is no `u16`"),
    (s.TupleOf((U8,)), s.TupleOf((U8, U8)), "`tuple<u8>` is no `tuple<u8, u8>`"),
    (result(U8), variant(ok=U8, err=None), "`result<u8>` is no `variant { ok(u8), err }`"),
]
BY_READER: list[tuple[s.Shape, s.Shape, str, str]] = [
    (record(a=U8, b=U8), record(a=U8), "`b`: this field is not taken any more", ""),
    (record(a=U8), record(a=U8, b=U8), "`b`: this field is needed now", "`b`: this field is gone"),
    (record(a=U8), record(a=U8, b=s.OptionOf(U8)), "", "`b`: this field is gone"),
    (
        enum("a", "b"),
        enum("a"),
        "the case `b` is not taken any more",
        "the case `b` is new to callers",
    ),
    (
        s.FlagsOf("f", ("a", "b")),
        s.FlagsOf("f", ("a",)),
        "the label `b` is not taken any more",
        "the label `b` is new to callers",
    ),
    (
        variant(a=U8),
        variant(a=None),
        "`(a)`: its payload is gone",
        "`(a)`: it has a payload now",
    ),
    (result(None), result(U8), "`(ok)`: it has a payload now", "`(ok)`: its payload is gone"),
    (
        s.ListOf(record(a=record(b=enum("x", "y")))),
        s.ListOf(record(a=record(b=enum("x")))),
        "`[].a.b`: the case `y` is not taken any more",
        "`[].a.b`: the case `y` is new to callers",
    ),
]


@pytest.mark.parametrize(("one", "other"), FIT_ALL, ids=s.spelled)
def test_it_fits_whoever_reads(one: s.Shape, other: s.Shape) -> None:
    assert why(one, other, "door") == why(one, other, "caller") == []


@pytest.mark.parametrize(("one", "other", "said"), FIT_NONE, ids=str)
def test_it_fits_nobody(one: s.Shape, other: s.Shape, said: str) -> None:
    assert why(one, other, "door") == why(one, other, "caller") == [said]


@pytest.mark.parametrize(("one", "other", "door", "caller"), BY_READER, ids=str)
def test_it_depends_on_who_reads(one: s.Shape, other: s.Shape, door: str, caller: str) -> None:
    assert why(one, other, "door") == ([door] if door else [])
    assert why(one, other, "caller") == ([caller] if caller else [])


NAMES = st.sampled_from(["a", "b", "c"])
PRIMS = st.sampled_from(s.PRIMS).map(s.Prim)


def named(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.dictionaries(NAMES, parts, min_size=1).map(lambda d: tuple(d.items()))


def compound(inner: st.SearchStrategy[s.Shape]) -> st.SearchStrategy[s.Shape]:
    labels = st.lists(NAMES, min_size=1, unique=True).map(tuple)
    return st.one_of(
        st.builds(s.ListOf, inner),
        st.builds(s.OptionOf, inner),
        st.builds(s.ResultOf, st.none() | inner, st.none() | inner),
        st.builds(s.TupleOf, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(s.RecordOf, st.none(), named(inner)),
        st.builds(s.VariantOf, st.none(), named(st.none() | inner)),
        st.builds(s.EnumOf, st.none(), labels),
        st.builds(s.FlagsOf, st.none(), labels),
    )


SHAPES = st.recursive(PRIMS, compound, max_leaves=5)


@given(SHAPES)
def test_a_type_fits_itself(shape: s.Shape) -> None:
    assert why(shape, shape, "door") == why(shape, shape, "caller") == []


@given(SHAPES, SHAPES, SHAPES)
def test_what_fits_what_fits_fits(one: s.Shape, two: s.Shape, three: s.Shape) -> None:
    for reader in ("door", "caller"):
        if not why(one, two, reader) and not why(two, three, reader):
            assert why(one, three, reader) == []


def number(name: str) -> st.SearchStrategy[Any]:
    if name == "f32":
        return st.floats(width=32, allow_nan=False, allow_infinity=False)
    if name == "f64":
        return st.floats(allow_nan=False, allow_infinity=False)
    return st.integers(*RANGES[name]) | st.sampled_from(RANGES[name])


def texts(shape: s.Shape) -> st.SearchStrategy[Any]:
    """Return what the door would read as a value of a type, as JSON values; FORMAT 8.1."""
    match shape:
        case s.Prim("bool"):
            return st.booleans()
        case s.Prim("string"):
            return st.text(max_size=3)
        case s.Prim("char"):
            return st.characters()
        case s.Prim(name):
            return number(name)
        case s.ListOf(s.Prim("u8")):
            return st.binary(max_size=4).map(lambda data: base64.b64encode(data).decode())
        case s.ListOf(part):
            return st.lists(texts(part), max_size=2)
        case s.OptionOf(part):
            value = texts(part)
            wrapped = value.map(lambda v: {"some": v}) if isinstance(part, s.OptionOf) else value
            return st.none() | wrapped
        case s.ResultOf(ok, err):
            return case_of((("ok", ok), ("err", err)), bare=False)
        case s.TupleOf(items):
            return st.tuples(*map(texts, items)).map(list)
        case s.RecordOf(_, fields):
            return fields_of(dict(fields))
        case s.VariantOf(_, cases):
            return case_of(cases, bare=True)
        case s.EnumOf(_, names):
            return st.sampled_from(names)
        case s.FlagsOf(_, labels):
            return st.lists(st.sampled_from(labels), unique=True)


def case_of(cases: Any, *, bare: bool) -> st.SearchStrategy[Any]:
    return st.one_of([one_case(name, payload, bare=bare) for name, payload in cases])


def one_case(name: str, payload: s.Shape | None, *, bare: bool) -> st.SearchStrategy[Any]:
    if payload is None:
        return st.just(name if bare else {name: None})
    return st.fixed_dictionaries({name: texts(payload)})


def fields_of(fields: dict[str, s.Shape]) -> st.SearchStrategy[Any]:
    optional = {name for name, shape in fields.items() if isinstance(shape, s.OptionOf)}
    given_ = {name: texts(shape) for name, shape in fields.items()}
    return st.fixed_dictionaries(
        {name: value for name, value in given_.items() if name not in optional},
        optional={name: given_[name] for name in optional},
    )


def reads(shape: s.Shape, value: Any) -> bool:
    """Return whether the door reads a JSON value as one of a type; FORMAT 8.1."""
    match shape:
        case s.Prim("bool"):
            return isinstance(value, bool)
        case s.Prim("string"):
            return isinstance(value, str)
        case s.Prim("char"):
            return isinstance(value, str) and len(value) == 1
        case s.Prim("f32" | "f64" as name):
            plain = isinstance(value, (int, float)) and not isinstance(value, bool)
            return plain and (name == "f64" or abs(value) <= 3.4028235e38 or math.isnan(value))
        case s.Prim(name):
            low, high = RANGES[name]
            return type(value) is int and low <= value <= high
        case s.ListOf(s.Prim("u8")) if isinstance(value, str):
            return is_base64(value)
        case s.ListOf(part):
            return isinstance(value, list) and all(reads(part, one) for one in value)
        case s.OptionOf(s.OptionOf() as part):
            wrapped = isinstance(value, dict) and list(value) == ["some"]
            return value is None or (wrapped and reads(part, value["some"]))
        case s.OptionOf(part):
            return value is None or reads(part, value)
        case s.ResultOf(ok, err):
            payloads = {"ok": ok, "err": err}
            return isinstance(value, dict) and has_case(payloads, value, empty=None)
        case s.TupleOf(items):
            same = isinstance(value, list) and len(value) == len(items)
            return same and all(map(reads, items, value))
        case s.RecordOf(_, fields):
            return isinstance(value, dict) and has_fields(dict(fields), value)
        case s.VariantOf(_, cases):
            known = dict(cases)
            if isinstance(value, str):
                return value in known and known[value] is None
            return isinstance(value, dict) and has_case(known, value, empty=...)
        case s.EnumOf(_, names):
            return value in names
        case s.FlagsOf(_, labels):
            return isinstance(value, list) and all(one in labels for one in value)


def is_base64(value: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except ValueError:
        return False


def has_case(cases: dict[str, s.Shape | None], value: dict[str, Any], empty: Any) -> bool:
    if len(value) != 1:
        return False
    [(name, payload)] = value.items()
    if name not in cases:
        return False
    shape = cases[name]
    return payload is empty if shape is None else reads(shape, payload)


def has_fields(fields: dict[str, s.Shape], value: dict[str, Any]) -> bool:
    needed = {name for name, shape in fields.items() if not isinstance(shape, s.OptionOf)}
    if not needed <= value.keys() <= fields.keys():
        return False
    return all(reads(fields[name], one) for name, one in value.items())


@given(SHAPES, SHAPES, st.data())
def test_what_fits_is_read_whatever_the_value(
    one: s.Shape, other: s.Shape, data: st.DataObject
) -> None:
    """By the format's own words, which know nothing of subtyping."""
    value = data.draw(texts(one))
    assert reads(one, value)
    if not why(one, other, "door"):
        assert reads(other, value)


@given(SHAPES, st.data())
def test_what_is_a_little_wider_is_read_too(shape: s.Shape, data: st.DataObject) -> None:
    other = data.draw(wider(shape))
    assume(other != shape)
    assert why(shape, other, "door") == []
    assert reads(other, data.draw(texts(shape)))


@st.composite
def wider(draw: st.DrawFn, shape: s.Shape) -> s.Shape:
    """Return a type that takes more."""
    match shape:
        case s.Prim("u8"):
            return draw(st.sampled_from([U8, U16, S64, F64]))
        case s.ListOf(s.Prim("u8")):
            return shape
        case s.ListOf(part):
            wide = draw(wider(part))
            return s.ListOf(wide) if wide != U8 else shape
        case s.OptionOf(part):
            inner = draw(wider(part))
            same = isinstance(inner, s.OptionOf) == isinstance(part, s.OptionOf)
            return s.OptionOf(inner) if same else shape
        case s.RecordOf(name, fields):
            widened = tuple((field, draw(wider(part))) for field, part in fields)
            return s.RecordOf(name, (*widened, ("more", s.OptionOf(U8))))
        case s.EnumOf(name, cases):
            return s.EnumOf(name, ("more", *cases))
        case s.VariantOf(name, cases):
            return s.VariantOf(name, (*cases, ("more", None)))
        case _:
            return s.OptionOf(shape)
