"""Nested matches and `where`, from source to fused code, against patterns tried in order.

Random patterns over small types are written as a flow; the typed tree, the optimised graph and
the fused component must all take the first arm that fits and bind the same parts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.frontend.check.checker import checked
from tests.produce.test_differential import ENGINE, Built
from tests.strategies import Value
from tests.validity import validate

from flowc import ir, optimise, plan, produce
from flowc.frontend.typed import TypedFlow
from flowc.text.source import SourceFile

DECLARED = """package test:matches@1.0.0;
variant v { a, b(bool), c(tuple<u8, option<string>>) }
record r { x: bool, y: option<u8>, z: v }
enum e { low, mid, high }
"""
Fits = Callable[[Value, dict[str, Value]], bool]


@dataclass(frozen=True)
class Kind:
    """A type: how it is written, its leaves, and its parts by how a pattern names them."""

    text: str
    leaves: tuple[tuple[str, Value], ...] = ()
    cases: "tuple[tuple[str, Kind | None], ...]" = ()
    parts: "tuple[tuple[str, Kind], ...]" = ()

    def values(self) -> st.SearchStrategy[Value]:
        if self.leaves:
            return st.sampled_from([value for _, value in self.leaves])
        if self.cases:
            return st.one_of([_case(self, name, payload) for name, payload in self.cases])
        held = st.tuples(*(part.values() for _, part in self.parts))
        names = [name for name, _ in self.parts]
        return held.map(lambda one: dict(zip(names, one, strict=True))) if self.is_record else held

    @property
    def is_record(self) -> bool:
        return not self.parts[0][0].isdigit()


def _case(kind: Kind, name: str, payload: Kind | None) -> st.SearchStrategy[Value]:
    if kind.text == "e" or (kind.text.startswith("option") and payload is None):
        return st.just(name if kind.text == "e" else None)
    held = st.none() if payload is None else payload.values()
    return held.map(lambda value: (name, value))


BOOL = Kind("bool", (("true", True), ("false", False)))
BYTE = Kind("u8", tuple((str(n), n) for n in (0, 1, 200)))
LONG = Kind("s64", tuple((str(n), n) for n in (-(2**63), -1, 2**63 - 1)))
TEXT = Kind("string", (('""', ""), ('"a"', "a"), ('"ab"', "ab")))
ENUM = Kind("e", cases=(("low", None), ("mid", None), ("high", None)))


def option(inner: Kind) -> Kind:
    return Kind(f"option<{inner.text}>", cases=(("none", None), ("some", inner)))


def result(ok: Kind, err: Kind) -> Kind:
    return Kind(f"result<{ok.text}, {err.text}>", cases=(("ok", ok), ("err", err)))


def whole(*items: Kind) -> Kind:
    named = tuple((str(at), item) for at, item in enumerate(items))
    return Kind(f"tuple<{', '.join(item.text for item in items)}>", parts=named)


VARIANT = Kind("v", cases=(("a", None), ("b", BOOL), ("c", whole(BYTE, option(TEXT)))))
RECORD = Kind("r", parts=(("x", BOOL), ("y", option(BYTE)), ("z", VARIANT)))
kinds = st.recursive(
    st.sampled_from([BOOL, BYTE, LONG, TEXT, ENUM, VARIANT, RECORD]),
    lambda inner: (
        inner.map(option)
        | st.builds(result, inner, inner)
        | st.lists(inner, min_size=1, max_size=3).map(lambda items: whole(*items))
    ),
    max_leaves=4,
)


@dataclass
class Arm:
    """One arm being drawn: its text, what it fits, and what it binds that can be printed."""

    draw: Any
    number: int
    names: list[str] = field(default_factory=list)

    def pattern(self, kind: Kind) -> tuple[str, Fits]:
        chosen = self.draw(st.integers(0, 3))
        if chosen == 0:
            return "_", lambda _value, _bound: True
        if kind.leaves:
            return self.leaf(kind, binds=chosen == 1)
        return self.case(kind) if kind.cases else self.whole(kind)

    def leaf(self, kind: Kind, *, binds: bool) -> tuple[str, Fits]:
        if not binds:
            text, wanted = self.draw(st.sampled_from(kind.leaves))
            return text, lambda value, _bound: value == wanted
        name = f"n{self.number}-{len(self.names)}x"
        self.names.append(name)

        def bind(value: Value, bound: dict[str, Value]) -> bool:
            bound[name] = value
            return True

        return name, bind

    def case(self, kind: Kind) -> tuple[str, Fits]:
        name, payload = self.draw(st.sampled_from(kind.cases))
        inner = None if payload is None else self.pattern(payload)

        def fits(value: Value, bound: dict[str, Value]) -> bool:
            found, held = value if isinstance(value, tuple) else (value or "none", None)
            return bool(found == name) and (inner is None or inner[1](held, bound))

        return (name if inner is None else f"{name}({inner[0]})"), fits

    def whole(self, kind: Kind) -> tuple[str, Fits]:
        inner = {name: self.pattern(part) for name, part in kind.parts}

        def fits(value: Value, bound: dict[str, Value]) -> bool:
            held = value if isinstance(value, dict) else dict(zip(inner, value, strict=True))
            return all(part[1](held[name], bound) for name, part in inner.items())

        if not kind.is_record:
            return f"({', '.join(text for text, _ in inner.values())},)", fits
        told = [f"{name}: {text}" for name, (text, _) in inner.items() if text != "_"]
        return f"{{ {', '.join([*told, '..'])} }}", fits


@st.composite
def matches(draw: Any) -> tuple[Kind, str, list[tuple[Fits, bool, str, list[str]]]]:
    """Draw a match on `s` whose guards are `p`; the last arm takes what is left."""
    kind = draw(kinds)
    arms, lines = [], []
    for number in range(draw(st.integers(1, 5))):
        arm = Arm(draw, number)
        text, fits = arm.pattern(kind)
        guarded = draw(st.booleans())
        shown = "".join(f" {{{name}}}" for name in arm.names)
        lines.append(f'{text}{" if p" if guarded else ""} => "arm {number}{shown}"')
        arms.append((fits, guarded, f"arm {number}", arm.names))
    return kind, ", ".join([*lines, '_ => "rest"']), arms


def built(text: str) -> Built | None:
    """Build a package; None where an arm is a mistake, since no value reaches it."""
    package, report = checked(SourceFile("test.flow", DECLARED + text))
    if package is None:
        assert {one.code for one in report.diagnostics} <= {"F266", "F267"}, text
        return None
    return assembled(package)


def assembled(package: TypedFlow) -> Built:
    graph = optimise.run(ir.lower(package))
    fused = produce.fuse(graph, plan.build(graph), {})
    validate(fused.component)
    return Built(package, graph, fused, ENGINE.compile(fused.component))


def printed(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def agreed(one: Built, args: dict[str, Value]) -> str:
    tree = one.by_tree("f", args)
    assert one.by_graph("f", args) == tree
    assert one.by_door("f", args) == tree
    return tree


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(matches(), st.data())
def test_the_first_arm_that_fits_is_taken(case: Any, data: st.DataObject) -> None:
    kind, lines, arms = case
    head = f"export flow f(s: {kind.text}, p: bool) -> string"
    one = built(f"{head} {{ match s {{ {lines} }} }}")
    assume(one is not None)
    assert one is not None
    for _ in range(6):
        value, p = data.draw(kind.values()), data.draw(st.booleans())
        expected = '"rest"'
        for fits, guarded, text, names in arms:
            bound: dict[str, Value] = {}
            if fits(value, bound) and (p or not guarded):
                expected = f'"{" ".join([text, *(printed(bound[name]) for name in names)])}"'
                break
        assert agreed(one, {"s": value, "p": p}) == expected, lines


@settings(max_examples=20)
@given(st.lists(st.integers(-(2**31), 2**31 - 1), unique=True, min_size=9, max_size=60), st.data())
def test_many_literals_are_searched(numbers: list[int], data: st.DataObject) -> None:
    arms = ", ".join(f"{number} => {at}" for at, number in enumerate(numbers))
    one = built(f"export flow f(s: s32) -> u32 {{ match s {{ {arms}, _ => 99 }} }}")
    assert one is not None
    for _ in range(10):
        number = data.draw(st.sampled_from(numbers) | st.integers(-(2**31), 2**31 - 1))
        expected = numbers.index(number) if number in numbers else 99
        assert agreed(one, {"s": number}) == str(expected)


WHERE = """export flow f(xs: list<tuple<u8, option<string>>>, least: u8) -> list<string> {
  for (n, o) in xs where n >= least and "{n}" != "7" { match o { some(s) => s, none => "{n}" } }
}"""
SUMS = """export flow f(xs: list<u32>, least: u32) -> list<u32> {
  let sum = fold x in xs where x >= least and acc < 1_000 from 0 { acc + x };
  let all = for x in xs where x < least { x };
  let ones = for _ in xs where sum > 10 { 1 };
  let nothing = for x in xs where false { x };
  [sum, length(all), length(ones), length(nothing), fold x in all from 0 { acc + x }]
}"""
pairs = st.tuples(st.integers(0, 9), st.none() | st.just(("some", "text")))


@settings(max_examples=25)
@given(st.lists(pairs, max_size=6), st.integers(0, 9))
def test_where_leaves_elements_out(xs: list[Any], least: int) -> None:
    kept = [(n, o) for n, o in xs if n >= least and n != 7]
    shown = ",".join('"text"' if o else f'"{n}"' for n, o in kept)
    assert agreed(FILTER, {"xs": xs, "least": least}) == f"[{shown}]"


@settings(max_examples=25)
@given(st.lists(st.integers(0, 900), max_size=8), st.integers(0, 900))
def test_where_in_a_fold_sees_the_running_value(xs: list[int], least: int) -> None:
    total = 0
    for x in xs:
        total += x if x >= least and total < 1000 else 0
    low = [x for x in xs if x < least]
    expected = [total, len(low), len(xs) if total > 10 else 0, 0, sum(low)]
    shown = ",".join(map(str, expected))
    assert agreed(SUM, {"xs": xs, "least": least}) == f"[{shown}]"


def sound(text: str) -> Built:
    one = built(text)
    assert one is not None
    return one


FILTER, SUM = sound(WHERE), sound(SUMS)
