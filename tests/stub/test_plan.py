"""The plan: what is written reads back, and its reader takes no other bytes."""

from dataclasses import replace
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub.forge import BAD_ROUTES, BAD_TRIGGERS, PLAN
from tests.stub.second_plan import planned
from tests.stub.second_values import Broken

from flowrt.plan import shapes as s
from flowrt.plan.cuts import MAX_CALLS, MAX_SLEEP, Breaker, Cut, Service, ServiceFunction
from flowrt.plan.plan import Entry, Parameter, Plan, Site, encode_plan, read_plan
from flowrt.plan.triggers import MAX_EVERY, METHODS, Route, Trigger
from flowrt.problems.report import Refused

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
DECLARED = st.none() | NAMES


@st.composite
def shapes(draw: st.DrawFn, depth: int = 2) -> s.Shape:
    """Return any type of at most `depth` levels below its first."""
    prim = s.Prim(draw(st.sampled_from(s.PRIMS)))
    form = draw(st.integers(0, 8)) if depth else 0
    names = tuple(draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))) if form > 3 else ()
    inner = shapes(depth=depth - 1) if depth else st.nothing()
    maybe = st.none() | inner
    match form:
        case 1:
            return s.ListOf(draw(inner))
        case 2:
            return s.OptionOf(draw(inner))
        case 3:
            return s.ResultOf(draw(maybe), draw(maybe))
        case 4:
            return s.TupleOf(tuple(draw(inner) for _ in names))
        case 5:
            return s.RecordOf(draw(DECLARED), tuple((name, draw(inner)) for name in names))
        case 6:
            return s.VariantOf(draw(DECLARED), tuple((name, draw(maybe)) for name in names))
        case 7:
            return s.EnumOf(draw(DECLARED), names)
        case 8:
            return s.FlagsOf(draw(DECLARED), names)
        case _:
            return prim


SHAPES = shapes()
DEFAULTS = st.just((True, None)) | st.tuples(st.just(False), st.none() | st.text())  # noqa: FBT003 - data
PARAMETER = st.builds(
    lambda name, shape, doc, default: Parameter(name, shape, doc, *default),
    NAMES,
    SHAPES,
    st.text(),
    DEFAULTS,
)
PARAMETERS = st.lists(PARAMETER, max_size=3, unique_by=lambda one: one.name).map(tuple)
TIMED = st.integers(1, MAX_EVERY).map(lambda ms: Trigger("every", "", ms)) | st.sampled_from(
    [Trigger("cron", "*/5 0-3 1,2 jan mon", 0), Trigger("cron", "0 0 29 2 *", 0)]
)


@st.composite
def started(draw: st.DrawFn, index: int) -> Entry:
    """Return the entry at a place; its routes and subjects are those of no other place."""
    params = draw(PARAMETERS)
    named = [f"{{{p.name}}}" for p in params if draw(st.booleans())]
    path = "/".join(("", f"e{index}", *named))
    routes = tuple(Route(method, path) for method in METHODS if draw(st.booleans()))
    triggers = (*draw(st.lists(TIMED, max_size=2)), Trigger("subject", f"e{index}.$~", 0))
    return Entry(
        f"e-{draw(NAMES)}{index}",
        (draw(st.integers(0, 1 << 28)) << 2) + index,
        draw(st.text()),
        params,
        draw(SHAPES),
        draw(st.booleans()),
        routes,
        triggers[draw(st.integers(0, 1)) :],
    )


ENTRIES = st.integers(0, 3).flatmap(lambda count: st.tuples(*map(started, range(count))))
LABELS = st.text(st.characters(categories=["L", "N", "P"]), max_size=12)
SITES = st.lists(
    st.builds(
        Site,
        st.integers(0, (1 << 32) - 1),
        st.sampled_from(["call", "overflow"]),
        *[LABELS] * 4,
    ),
    unique_by=lambda site: site.offset,
).map(lambda sites: tuple(sorted(sites, key=lambda site: site.offset)))
SERVICES = st.lists(
    st.builds(
        Service,
        LABELS,
        st.lists(
            st.builds(
                ServiceFunction,
                LABELS,
                LABELS,
                st.lists(st.tuples(NAMES, SHAPES), max_size=2).map(tuple),
                st.none() | SHAPES,
            ),
            max_size=2,
        ).map(tuple),
    ),
    max_size=2,
    unique_by=lambda one: one.name,
).map(tuple)
DOORS = st.integers(0, (1 << 31) - 1)
TIMES = st.none() | st.integers(1, 1 << 53).map(lambda n: n - (n == 1 << 53))
KINDS = st.sampled_from(
    [("call", 1), ("flow", 1), ("list", 1), ("tuple", 3), ("try", 1), ("sleep", 0), ("next", 0)]
)
CUTS = st.lists(
    KINDS.flatmap(
        lambda kind: st.builds(
            Cut,
            st.just(kind[0]),
            DOORS,
            st.tuples(*[DOORS] * kind[1]),
            *[LABELS] * 5,
            TIMES,
            st.integers(0, 100),
            TIMES,
            st.booleans(),
            st.booleans() if kind[0] == "call" else st.just(value=False),
            st.booleans() if kind[0] in ("list", "tuple", "try") else st.just(value=False),
            st.integers(1, MAX_SLEEP) if kind[0] == "sleep" else st.none(),
        )
    ),
    max_size=3,
).map(tuple)
PLANS = st.builds(
    Plan,
    st.builds("{}:{}".format, NAMES, NAMES),
    st.sampled_from(["1.0.0", "0.2.13-rc.1+b7"]),
    LABELS,
    LABELS,
    ENTRIES,
    SITES,
    SERVICES,
    CUTS,
)


@given(PLANS)
def test_a_plan_reads_back(plan: Plan) -> None:
    assert read_plan(encode_plan(plan)) == plan


SOUND = {"failures": 5, "of": None, "within": None, "open": 1, "probes": 1}
BREAKERS = st.integers(1, MAX_CALLS).flatmap(
    lambda failures: st.builds(
        Breaker,
        st.just(failures),
        st.none() | st.integers(failures, MAX_CALLS),
        TIMES,
        TIMES.map(lambda time: time or 1),
        st.integers(1, MAX_CALLS),
    )
)


@given(BREAKERS)
def test_a_breaker_reads_back_and_a_second_reader_agrees(breaker: Breaker) -> None:
    plan = replace(PLAN, cuts=(replace(PLAN.cuts[0], breaker=breaker),))
    data = encode_plan(plan)
    assert read_plan(data) == plan
    assert planned(data)["cuts"][0]["breaker"] == breaker.as_dict()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"failures": 0}, ".failures"),
        ({"failures": MAX_CALLS + 1}, ".failures"),
        ({"of": 4}, ".of"),
        ({"within": 0}, ".within"),
        ({"open": 0}, ".open"),
        ({"open": None}, ".open"),
        ({"probes": MAX_CALLS + 1}, ".probes"),
        ({"colour": 1}, ""),
    ],
)
def test_a_breaker_that_could_not_be_kept_is_refused(
    changes: dict[str, object], place: str
) -> None:
    data = changed(("cuts", 0, "breaker"), SOUND | changes)
    with pytest.raises(Refused) as caught:
        read_plan(data)
    assert (caught.value.code, caught.value.place) == ("R302", f"plan.cuts[0].breaker{place}")
    with pytest.raises(Broken):
        planned(data)


def test_a_breaker_where_nothing_is_asked_is_refused() -> None:
    cut = replace(PLAN.cuts[0], kind="call", targets=(1,), breaker=Breaker(1, None, None, 1, 1))
    data = encode_plan(replace(PLAN, cuts=(cut,)))
    with pytest.raises(Refused) as caught:
        read_plan(data)
    assert caught.value.place == "plan.cuts[0].breaker"
    with pytest.raises(Broken):
        planned(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_plan(data)
    assert caught.value.code in {"R301", "R302", "R303"}


@given(PLANS, st.data())
def test_changed_bytes_are_refused_or_another_plan(plan: Plan, data: st.DataObject) -> None:
    packed = encode_plan(plan)
    at = data.draw(st.integers(0, len(packed) - 1))
    changed = packed[:at] + data.draw(st.binary(max_size=3)) + packed[at + 1 :]
    try:
        other = read_plan(changed)
    except Refused:
        return
    assert encode_plan(other) == changed


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 1 << 60) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
PATHS = [
    ("version",), ("package",), ("package_version",), ("interface",), ("door",), ("entries",),
    ("sites",), ("services",), ("cuts",), ("services", 0, "functions", 0, "params", 0),
    ("services", 0, "functions", 0, "result"), ("cuts", 0, "kind"), ("cuts", 0, "targets"),
    ("cuts", 0, "timeout"), ("cuts", 0, "retry"), ("cuts", 0, "leaves"), ("cuts", 0, "ms"),
    ("entries", 0, "waits"),
    ("entries", 0), ("entries", 0, "name"), ("entries", 0, "index"),
    ("entries", 0, "doc"), ("entries", 0, "params"), ("entries", 0, "result"),
    ("entries", 0, "params", 0), ("entries", 0, "params", 0, "name"),
    ("entries", 0, "params", 0, "type"), ("entries", 0, "params", 0, "doc"),
    ("entries", 0, "params", 0, "required"), ("entries", 0, "params", 0, "default"),
    ("entries", 0, "routes"), ("entries", 0, "routes", 0), ("entries", 0, "routes", 0, 0),
    ("entries", 0, "routes", 0, 1), ("entries", 0, "triggers"), ("entries", 0, "triggers", 0),
    ("entries", 0, "triggers", 0, 0), ("entries", 0, "triggers", 0, 2),
    ("entries", 0, "triggers", 1, 1),
    ("sites", 0), ("sites", 0, 0), ("sites", 0, 1), ("sites", 0, 5),
]  # fmt: skip


PARAM = ("entries", 0, "params", 0)


def changed(path: tuple[str | int, ...], value: object) -> bytes:
    """Return the sample plan with one part replaced."""
    fields: Any = msgpack.unpackb(encode_plan(PLAN))
    part = fields
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    packed: bytes = msgpack.packb(fields)
    return packed


@given(st.sampled_from(PATHS), VALUES)
def test_any_value_anywhere_is_read_as_it_is_or_refused(path: Any, value: object) -> None:
    data = changed(path, value)
    try:
        plan = read_plan(data)
    except Refused as refusal:
        assert refusal.code in {"R301", "R302", "R303", "R305"}  # noqa: PT017 - both are sound
    else:
        assert encode_plan(plan) == data


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        (("version",), 1, "R303", "plan.version"),
        (("package",), "acme", "R302", "plan.package"),
        (("extra",), 1, "R302", "plan"),
        (("door",), "a\nb", "R302", "plan.door"),
        (("entries", 0, "index"), 1 << 32, "R302", "plan.entries[0].index"),
        (("entries", 0, "name"), "Greet me", "R302", "plan.entries[0].name"),
        (("entries", 0, "params", 0, "required"), 1, "R302", "plan.entries[0].params[0].required"),
        (
            ("entries", 0, "params", 0, "required"),
            True,
            "R302",
            "plan.entries[0].params[0].default",
        ),
        (("entries", 0, "params", 0, "doc"), "x" * 65537, "R302", "plan.entries[0].params[0].doc"),
        (("sites", 0), [1, "call"], "R302", "plan.sites[0]"),
        (("entries", 0, "waits"), 1, "R302", "plan.entries[0].waits"),
        *(
            (("entries", 0, "routes", 0, *at), value, "R302", "plan.entries[0].routes[0]")
            for at, value in BAD_ROUTES
        ),
        (("entries", 0, "routes", 0, 1), "/{me}", "R302", "plan.entries[0].routes"),
        (("entries", 0, "routes", 0, 1), "/{name}/{name}", "R302", "plan.entries[0].routes"),
        *(
            (("entries", 0, "triggers", 1), value, "R302", "plan.entries[0].triggers[1]")
            for value in BAD_TRIGGERS
        ),
        (("cuts", 0, "kind"), "wait", "R302", "plan.cuts[0].kind"),
        (("cuts", 0, "kind"), "next", "R302", "plan.cuts[0].fallback"),
        (("cuts", 0, "targets"), [1], "R302", "plan.cuts[0].targets"),
        (("cuts", 0, "resume"), 1 << 31, "R302", "plan.cuts[0].resume"),
        (("cuts", 0, "retry"), 101, "R302", "plan.cuts[0].retry"),
        (("cuts", 0, "backoff"), 0, "R302", "plan.cuts[0].backoff"),
        (("cuts", 0, "leaves"), True, "R302", "plan.cuts[0].leaves"),
        (("cuts", 0, "ms"), 5, "R302", "plan.cuts[0].ms"),
        (("cuts", 0, "ms"), MAX_SLEEP + 1, "R302", "plan.cuts[0].ms"),
        (("cuts", 0, "function"), "other", "R302", "plan.cuts[0].function"),
        (("services", 0, "name"), "other", "R302", "plan.cuts[0].function"),
        (
            ("services", 0, "functions", 0, "params", 0),
            ["net"],
            "R302",
            "plan.services[0].functions[0].params[0]",
        ),
        (
            ("services", 0, "functions", 0, "result"),
            ["prim", "int"],
            "R305",
            "plan.services[0].functions[0].result",
        ),
        (("sites", 0, 0), 1.0, "R302", "plan.sites[0].offset"),
        (("sites", 0, 1), "Call", "R302", "plan.sites[0].kind"),
        (("sites", 0, 5), "\u202e", "R302", "plan.sites[0].place"),
        (("entries", 0, "result"), ["prim", "int"], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), [], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), "u8", "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), [["u8"], 1], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), ["enum", None, []], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), ["enum", 7, ["a"]], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), ["flags", "f", ["a", "a"]], "R305", "plan.entries[0].result"),
        (("entries", 0, "result"), ["record", None, [["a"]]], "R305", "plan.entries[0].result"),
        (
            ("entries", 0, "result"),
            ["variant", None, [["a", None], ["b", ["list", 3]]]],
            "R305",
            "plan.entries[0].result.b.list",
        ),
    ],
)
def test_a_wrong_part_is_named(path: Any, value: object, code: str, place: str) -> None:
    with pytest.raises(Refused) as caught:
        read_plan(changed(path, value))
    assert (caught.value.code, caught.value.place) == (code, place)


ENTRY, SITE = PLAN.entries[0], PLAN.sites[0]
OTHER = replace(ENTRY, name="b", index=1, routes=(), triggers=())
SAME = (Route("get", "/greet/{name}"),)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (replace(PLAN, entries=(ENTRY, replace(OTHER, name=ENTRY.name))), "each name once"),
        (replace(PLAN, entries=(ENTRY, replace(OTHER, index=ENTRY.index))), "each index once"),
        (replace(PLAN, entries=(replace(ENTRY, params=ENTRY.params * 2),)), "each name once"),
        (replace(PLAN, entries=(ENTRY, replace(OTHER, routes=SAME))), "each route once"),
        (replace(PLAN, entries=(ENTRY, replace(OTHER, triggers=ENTRY.triggers))), "each subject"),
        (replace(PLAN, sites=(SITE, SITE)), "ascending offsets"),
        (replace(PLAN, services=PLAN.services * 2), "each name once"),
    ],
)
def test_names_numbers_and_offsets_do_not_repeat(plan: Plan, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        read_plan(encode_plan(plan))
    assert caught.value.code == "R302"


PACKED = encode_plan(PLAN)


@pytest.mark.parametrize(
    "data",
    [
        PACKED + b"\0",
        PACKED[:-1],
        b"\xde\0\x09" + PACKED[1:],
        PACKED.replace(b"\xa7version\3", b"\xa7version\xcc\3"),
        b"\x8a" + PACKED[1:] + b"\xa7version\3",
        b"\x91" * 5000,
        b"\xdd\xff\xff\xff\xff",
        b"\xa1\xff",
        b"\x81\1\2",
    ],
)
def test_another_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_plan(data)
    assert caught.value.code == "R301"


def test_types_nest_to_a_depth_and_no_deeper() -> None:
    def nested(levels: int) -> Plan:
        shape: s.Shape = s.Prim("u8")
        for _ in range(levels - 1):
            shape = s.OptionOf(shape)
        return replace(PLAN, entries=(replace(ENTRY, result=shape),))

    assert read_plan(encode_plan(nested(s.MAX_DEPTH))) == nested(s.MAX_DEPTH)
    with pytest.raises(Refused, match="R305"):
        read_plan(encode_plan(nested(s.MAX_DEPTH + 1)))


U8, TEXT = s.Prim("u8"), s.Prim("string")


@pytest.mark.parametrize(
    ("shape", "short", "long"),
    [
        (U8, "u8", "u8"),
        (s.ListOf(U8), "list<u8>", "list<u8>"),
        (s.OptionOf(TEXT), "option<string>", "option<string>"),
        (s.ResultOf(None, None), "result", "result"),
        (s.ResultOf(U8, None), "result<u8>", "result<u8>"),
        (s.ResultOf(None, U8), "result<_, u8>", "result<_, u8>"),
        (s.TupleOf((U8, TEXT)), "tuple<u8, string>", "tuple<u8, string>"),
        (s.RecordOf("line", (("sku", TEXT),)), "line", "record { sku: string }"),
        (s.RecordOf(None, (("sku", TEXT),)), "record { sku: string }", "record { sku: string }"),
        (s.VariantOf("v", (("a", U8), ("b", None))), "v", "variant { a(u8), b }"),
        (s.EnumOf("e", ("a", "b")), "e", "enum { a, b }"),
        (s.FlagsOf("f", ("a",)), "f", "flags { a }"),
    ],
)
def test_a_shape_is_printed_as_wit(shape: s.Shape, short: str, long: str) -> None:
    assert (str(shape), s.spelled(shape)) == (short, long)


def test_an_entry_is_found_by_name_and_printed_as_a_signature() -> None:
    assert str(PLAN.entry("greet")) == "greet: func(name: string) -> string"
    assert PLAN.entry("bye") is None
