"""Hypothesis strategies for type terms and for values of a type.

A value is written in Python as: bool, int, float, str (char, string and an enum's case), bytes
(`list<u8>`), list, tuple, dict (record, in declaration order), frozenset of labels (flags), None or
("some", payload) (option), ("ok", payload) or ("err", payload) (result), (case, payload) (variant);
a payload that a case does not have is None.

What is made for a type is kept: Hypothesis checks every strategy before it draws from it, which
takes longer than the drawing.
"""

from functools import cache
from random import Random
from typing import Any, Literal, TypeAlias, assert_never

from hypothesis import strategies as st

from flowc.frontend import terms as t

Value: TypeAlias = Any

PRIMITIVES = (
    "bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string",
)  # fmt: skip
MAX_PARTS = 5
# Lengths on both sides of 8 and 16 bytes, and names that begin alike.
_NAMES = (
    "a", "b", "id", "qty", "name", "some", "ok", "price", "unit-p", "unit-price", "unit-price-x",
    "is-eight", "sixteen-letters-", "sixteen-letters-and-more", "sixteen-letters-and-mere",
)  # fmt: skip


def repeatable(seed: int) -> Random:
    """Return a source of the same random choices on every run."""
    return Random(seed)


@cache
def below(end: int) -> st.SearchStrategy[int]:
    """Return the numbers from zero up to an end."""
    return st.integers(0, end - 1)


@cache
def names(least: int = 1) -> st.SearchStrategy[list[str]]:
    """Return distinct names, at least so many."""
    return st.lists(st.sampled_from(_NAMES), min_size=least, max_size=MAX_PARTS, unique=True)


@cache
def types(max_leaves: int = 12) -> st.SearchStrategy[t.Type]:
    """Return every kind of type that a flow may hold."""
    leaves = st.sampled_from([t.Prim(name) for name in PRIMITIVES]) | st.one_of(  # type: ignore[arg-type]
        names().map(lambda cases: t.Enum(tuple(cases))),
        names().map(lambda labels: t.Flags(tuple(labels))),
        st.just(t.List(t.Prim("u8"))),
    )
    return st.recursive(leaves, _composites, max_leaves=max_leaves)


def _composites(inner: st.SearchStrategy[t.Type]) -> st.SearchStrategy[t.Type]:
    maybe = st.none() | inner
    return st.one_of(
        inner.map(t.List),
        inner.map(t.Option),
        st.builds(t.Result, maybe, maybe),
        st.lists(inner, min_size=1, max_size=MAX_PARTS).map(lambda items: t.Tuple(tuple(items))),
        names().flatmap(lambda ns: _zipped(t.Field, ns, inner)).map(t.Record),
        names().flatmap(lambda ns: _zipped(t.Case, ns, maybe)).map(t.Variant),
    )


def _zipped(make: Any, labels: list[str], parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(*(st.builds(make, st.just(label), parts) for label in labels))


@cache
def values(type_: t.Type) -> st.SearchStrategy[Value]:
    """Return values of a type that JSON can express; floats are finite."""
    match type_:
        case t.Prim(name):
            return _primitives(name)
        case t.List(t.Prim("u8")):
            return st.binary(max_size=20)
        case t.List(item):
            return st.lists(values(item), max_size=6)
        case t.Tuple(items):
            return st.tuples(*map(values, items))
        case t.Record(fields):
            parts = st.tuples(*(values(f.type) for f in fields))
            return parts.map(lambda vs: dict(zip((f.name for f in fields), vs, strict=True)))
        case t.Option(some):
            return st.none() | st.tuples(st.just("some"), values(some))
        case t.Result() | t.Variant():
            return st.one_of(*map(_case, t.cases_of(type_)))
        case t.Enum(cases):
            return st.sampled_from(cases)
        case t.Flags(labels):
            return st.frozensets(st.sampled_from(labels))
        case t.Opaque() | t.Resource() | t.Handle() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


def _case(case: t.Case) -> st.SearchStrategy[Value]:
    payload = st.none() if case.payload is None else values(case.payload)
    return st.tuples(st.just(case.name), payload)


def _primitives(name: str) -> st.SearchStrategy[Value]:
    bits = int(name.lstrip("usf")) if name[0] in "usf" and name[1:].isdigit() else 0
    scalars = st.characters(exclude_categories=["Cs"])
    match name[0], bits:
        case "u", n if n:
            return st.integers(0, 2**n - 1)
        case "s", n if n:
            return st.integers(-(2 ** (n - 1)), 2 ** (n - 1) - 1)
        case "f", n if n:
            width: Literal[32, 64] = 32 if n == 32 else 64
            return st.floats(allow_nan=False, allow_infinity=False, width=width)
        case _:
            others = {"bool": st.booleans(), "char": scalars, "string": st.text(scalars)}
            return others[name]
