"""The tests of a match against brute force: every value of a small type, tried on every arm."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend.check.checker import codes

from flowc.frontend import tree
from flowc.frontend.checking.matches.matrix import (
    Decision,
    Missing,
    Row,
    Take,
    Test,
    TooComplex,
    decide,
)
from flowc.frontend.checking.matches.shapes import (
    CaseHead,
    LiteralHead,
    Of,
    Shape,
    WholeHead,
    Wild,
    written,
)
from flowc.text.span import Span

NOWHERE = Span("", 0, 0)
Test.__test__ = False  # type: ignore[attr-defined]  # it is a node of a decision, no test of ours

Kind = tuple[Any, ...]
"""A small type: ("choice", payloads or None), ("whole", parts), ("bool",) or ("number",)."""
kinds: st.SearchStrategy[Kind] = st.recursive(
    st.sampled_from([("bool",), ("number",), ("choice", None, None, None)]),
    lambda inner: (
        st.lists(st.none() | inner, min_size=1, max_size=3).map(lambda held: ("choice", *held))
        | st.lists(inner, min_size=1, max_size=3).map(lambda held: ("whole", *held))
    ),
    max_leaves=4,
)
NUMBERS = (0, 1, 7)
"""7 stands for all numbers that no pattern names."""


def values(kind: Kind) -> Iterator[Any]:
    match kind:
        case ("bool",):
            yield from (False, True)
        case ("number",):
            yield from NUMBERS
        case ("whole", *parts):
            yield from product(*(tuple(values(part)) for part in parts))
        case ("choice", *payloads):
            for index, payload in enumerate(payloads):
                for inner in [None] if payload is None else values(payload):
                    yield index, inner


@st.composite
def shapes(draw: Any, kind: Kind) -> Shape:
    if draw(st.integers(0, 2)) == 0:
        return Wild()
    match kind:
        case ("bool",):
            literal = tree.LiteralPattern(draw(st.booleans()), "bool", NOWHERE)
            return Of(LiteralHead(literal, 2), ())
        case ("number",):
            literal = tree.LiteralPattern(draw(st.sampled_from(NUMBERS[:2])), "int", NOWHERE)
            return Of(LiteralHead(literal, None), ())
        case ("whole", *parts):
            return Of(WholeHead(len(parts)), tuple(draw(shapes(part)) for part in parts))
    payloads = kind[1:]
    index = draw(st.integers(0, len(payloads) - 1))
    names = tuple("abcdefg"[: len(payloads)])
    head = CaseHead(index, names, tuple(one is not None for one in payloads))
    inner = () if payloads[index] is None else (draw(shapes(payloads[index])),)
    return Of(head, inner)


def fits(shape: Shape, value: Any) -> bool:
    match shape:
        case Wild():
            return True
        case Of(LiteralHead(literal)):
            return bool(literal.value == value)
        case Of(CaseHead(index), parts):
            return bool(index == value[0]) and all(fits(part, value[1]) for part in parts)
        case Of(WholeHead(), parts):
            return all(map(fits, parts, value))
    raise AssertionError(shape)


def at(value: Any, path: tuple[int, ...], kind: Kind) -> Any:
    for step in path:
        if kind[0] == "choice":
            assert value[0] == step, "a part is read of a case that was not tested"
            value, kind = value[1], kind[1 + step]
        else:
            value, kind = value[step], kind[1 + step]
    return value


def taken(decision: Decision, value: Any, kind: Kind) -> list[int]:
    """Follow the tests; guards all refuse, so that every arm on the way is named."""
    match decision:
        case Missing():
            return []
        case Take(arm, None):
            return [arm]
        case Take(arm, refused):
            assert refused is not None
            return [arm, *taken(refused, value, kind)]
        case Test(path, branches, others):
            found = at(value, path, kind)
            for head, below in branches:
                if fits(Of(head, (Wild(),) * len(head.steps)), found):
                    return taken(below, value, kind)
            assert others is not None, "the last test of a complete set failed"
            return taken(others, value, kind)


@st.composite
def matrices(draw: Any) -> tuple[Kind, tuple[Row, ...]]:
    kind = draw(kinds)
    rows = st.builds(Row, shapes(kind), st.booleans())
    return kind, tuple(draw(st.lists(rows, min_size=1, max_size=6)))


def expected(rows: tuple[Row, ...], value: Any) -> list[int]:
    arms = []
    for arm, row in enumerate(rows):
        if fits(row.shape, value):
            arms.append(arm)
            if not row.guarded:
                break
    return arms


@settings(max_examples=300)
@given(matrices())
def test_every_value_takes_the_first_arm_that_fits(case: tuple[Kind, tuple[Row, ...]]) -> None:
    kind, rows = case
    decided = decide(rows)
    reached: set[int] = set()
    complete = True
    for value in values(kind):
        arms = taken(decided.decision, value, kind)
        assert arms == expected(rows, value)
        reached.update(arms)
        complete &= bool(arms) and not rows[arms[-1]].guarded
    assert {arm for arm, times in enumerate(decided.takes) if times} == reached
    assert (not decided.missing) == complete


@settings(max_examples=200)
@given(matrices(), st.data())
def test_examples_are_values_that_no_arm_takes(
    case: tuple[Kind, tuple[Row, ...]], data: st.DataObject
) -> None:
    """Arms that take the examples, as they are written, make the match complete in the end."""
    del data
    kind, rows = case
    shown = {written(shape): shape for shape in every(kind)}
    for _ in range(200):
        missing = decide(rows).missing
        if not missing:
            return
        assert all(one in shown for one in missing), missing
        wanted = shown[missing[0]]
        refusing = [row.shape for row in rows if not row.guarded]
        untaken = [
            value
            for value in values(kind)
            if fits(wanted, value) and not any(fits(shape, value) for shape in refusing)
        ]
        assert untaken, "an example that some arm takes"
        rows = (*rows, Row(wanted, guarded=False))
    pytest.fail("adding the arms that are asked for never ends")


def every(kind: Kind) -> Iterator[Shape]:
    """Give every pattern that an example may be, names of fields and numbers left out."""
    yield Wild()
    match kind:
        case ("bool",):
            for value in (False, True):
                yield Of(LiteralHead(tree.LiteralPattern(value, "bool", NOWHERE), 2), ())
        case ("number",):
            for number in NUMBERS[:2]:
                yield Of(LiteralHead(tree.LiteralPattern(number, "int", NOWHERE), None), ())
        case ("whole", *parts):
            for held in product(*(tuple(every(part)) for part in parts)):
                yield Of(WholeHead(len(parts)), held)
        case ("choice", *payloads):
            names = tuple("abcdefg"[: len(payloads)])
            carrying = tuple(one is not None for one in payloads)
            for index, payload in enumerate(payloads):
                for inner in [()] if payload is None else ((one,) for one in every(payload)):
                    yield Of(CaseHead(index, names, carrying), inner)


def test_exponentially_many_tests_are_refused() -> None:
    """Each row asks for another diagonal of a wide tuple: the tests have no short form."""
    true, wild = (
        Of(LiteralHead(tree.LiteralPattern(value=True, kind="bool", span=NOWHERE), 2), ()),
        Wild(),
    )
    rows = []
    for i in range(14):
        for j in range(i):
            parts = [true if k in (i, j) else wild for k in range(14)]
            rows.append(Row(Of(WholeHead(14), tuple(parts)), guarded=True))
    with pytest.raises(TooComplex):
        decide((*rows, Row(wild, guarded=False)))


def test_many_arms_are_decided() -> None:
    arms = ", ".join(f"{i} => {i}" for i in range(5000))
    text = f"package t:t; export flow f(a: u32) -> u32 {{ match a {{ {arms}, _ => 1 }} }}"
    assert codes(text) == []


def test_matches_nested_too_deeply_are_refused() -> None:
    body = "1"
    for _ in range(20):
        body = f"match (a, a, a, a) {{ (1, 2, 3, 4) => {body}, _ => 2 }}"
    text = f"package t:t; export flow f(a: u32) -> u32 {{ {body} }}"
    assert set(codes(text)) == {"F274"}
