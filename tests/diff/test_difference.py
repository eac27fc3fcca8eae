"""Every kind of change between two archives, one at a time: whom it breaks and what is said."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, MANIFEST

from flowc.diff import Change, difference
from flowc.seal import write
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import EnumOf, OptionOf, Prim
from flowrt.plan.triggers import Route, Trigger
from flowrt.verify import Apart, Native, VerifiedArchive, verify

STRING, U32, U64 = Prim("string"), Prim("u32"), Prim("u64")
GREET = replace(forge.PLAN.entries[0], routes=(), triggers=())
NAME = GREET.params[0]
PLAN = replace(forge.PLAN, entries=(GREET,))


def archive(
    plan: Plan = PLAN,
    manifest: f.Manifest = MANIFEST,
    natives: dict[str, Native] | None = None,
    documents: dict[f.Document, bytes] | None = None,
    component: bytes = forge.COMPONENT,
) -> VerifiedArchive:
    native = {forge.TARGET: Native(forge.NATIVE)} if natives is None else natives
    manifest = replace(manifest, package=plan.package, version=plan.package_version)
    return write(plan, component, native, manifest, [ALICE], documents=documents or {}).verified


OLD = archive()


def entries(*some: Entry) -> VerifiedArchive:
    return archive(replace(PLAN, entries=some))


def params(*some: Parameter) -> VerifiedArchive:
    return entries(replace(GREET, params=some))


def changes(new: VerifiedArchive, old: VerifiedArchive = OLD) -> list[tuple[str, str, str, str]]:
    return [(c.level, c.kind, c.name, c.what) for c in difference(old, new)]


def test_an_archive_is_not_changed_against_itself() -> None:
    assert difference(OLD, OLD) == ()
    assert difference(OLD, archive()) == ()


EXTRA = Parameter("loud", Prim("bool"), "", required=True, default=None)
TYPED = ("typed", "flow", "greet", "its type is another")
CASES: dict[str, tuple[VerifiedArchive, list[tuple[str, str, str, str]]]] = {
    "a flow more": (
        entries(GREET, replace(GREET, name="bye", index=1)),
        [("compatible", "flow", "bye", "it is new")],
    ),
    "no flow": (entries(), [("breaking", "flow", "greet", "it is gone")]),
    "a text": (
        entries(replace(GREET, doc="x")),
        [("note", "flow", "greet", "its text is another")],
    ),
    "a parameter's text": (
        params(replace(NAME, doc="x")),
        [("note", "parameter", "greet(name)", "its text is another")],
    ),
    "a parameter that is needed": (
        params(NAME, EXTRA),
        [("breaking", "parameter", "greet(loud)", "it is new, and needed"), TYPED],
    ),
    "a parameter that may be left out": (
        params(NAME, replace(EXTRA, required=False, default="true")),
        [TYPED, ("compatible", "parameter", "greet(loud)", "it is new")],
    ),
    "a parameter less": (
        params(),
        [("breaking", "parameter", "greet(name)", "it is gone"), TYPED],
    ),
    "another default": (
        params(replace(NAME, default='"you"')),
        [("note", "parameter", "greet(name)", "it has another default")],
    ),
    "no default any more": (
        params(replace(NAME, required=True, default=None)),
        [("breaking", "parameter", "greet(name)", "it is needed now")],
    ),
    "a narrower parameter": (
        params(replace(NAME, type=U32, default="1")),
        [
            ("breaking", "parameter", "greet(name)", "`string` is no `u32`"),
            TYPED,
            ("note", "parameter", "greet(name)", "it has another default"),
        ],
    ),
    "a wider parameter": (
        params(replace(NAME, type=OptionOf(STRING))),
        [TYPED, ("compatible", "parameter", "greet(name)", "it takes all that it took")],
    ),
    "another result": (
        entries(replace(GREET, result=U32)),
        [("breaking", "result", "greet", "`u32` is no `string`"), TYPED],
    ),
    "a flow that waits now": (
        entries(replace(GREET, waits=True)),
        [("typed", "flow", "greet", "it waits now, and so is no function any more")],
    ),
    "a route": (
        entries(replace(GREET, routes=(Route("get", "/greet/{name}"),))),
        [("compatible", "route", "greet", "it is new")],
    ),
    "a subject": (
        entries(replace(GREET, triggers=(Trigger("subject", "greets", 0),))),
        [("note", "trigger", "greet", "it is new")],
    ),
    "another package": (
        archive(replace(PLAN, package="acme:other")),
        [("breaking", "package", "acme:other", "it is another package")],
    ),
    "a right": (
        archive(manifest=replace(MANIFEST, capabilities=("clock",))),
        [("breaking", "capability", "clock", "it is needed now")],
    ),
    "no services": (
        archive(replace(PLAN, services=(), cuts=())),
        [("compatible", "service", "fraud: a:b/c/screen", "it is asked no more")],
    ),
    "another limit": (
        archive(manifest=replace(MANIFEST, limits={"wall_ms": 500, "fuel": 9})),
        [
            ("note", "limit", "fuel", "it is tighter"),
            ("note", "limit", "wall_ms", "it is tighter"),
        ],
    ),
    "no limit": (
        archive(manifest=replace(MANIFEST, limits=None)),
        [("note", "limit", "wall_ms", "it is wider")],
    ),
    "other inputs": (
        archive(manifest=replace(MANIFEST, inputs=(f.Input("x.wasm", "0" * 64),))),
        [
            ("note", "component", "hello.flow", "it is gone"),
            ("note", "component", "x.wasm", "it is new"),
        ],
    ),
    "another compiler": (
        archive(manifest=replace(MANIFEST, compiler=f.Compiler("flowc", "0.2.0"))),
        [("note", "engine", "compiler", "it is another")],
    ),
    "another engine": (
        archive(manifest=replace(MANIFEST, engine=f.Engine("wasmtime", "51.0.0", {"cpu": "x"}))),
        [
            ("note", "engine", "engine", "it is another"),
            ("note", "engine", "consume_fuel", "it is set otherwise"),
            ("note", "engine", "cpu", "it is set otherwise"),
        ],
    ),
    "code for another machine": (
        archive(natives={"z80-cpm": Native(b"code")}),
        [
            ("note", "code", forge.TARGET, "there is no code for it any more"),
            ("note", "code", "z80-cpm", "there is code for it now"),
        ],
    ),
    "other code than the component's": (
        archive(natives={forge.TARGET: Native(forge.NATIVE[:-1] + b"!")}),
        [("note", "code", forge.TARGET, "it is other code, of the same component")],
    ),
    "a module of it": (
        archive(natives={forge.TARGET: Native(forge.NATIVE, {"0" * 64: Apart(b"code", 9)})}),
        [("note", "code", forge.TARGET, "it is other code, of the same component")],
    ),
    "another component than that of the sources": (
        archive(component=forge.COMPONENT + b"\0\2\1n"),
        [("note", "code", "component", "it is another, of the same sources")],
    ),
    "another component, of other sources": (
        archive(
            manifest=replace(MANIFEST, inputs=(f.Input("hello.flow", "0" * 64),)),
            component=forge.COMPONENT + b"\0\2\1n",
        ),
        [("note", "component", "hello.flow", "it is another")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told_with_whom_it_breaks(name: str) -> None:
    new, expected = CASES[name]
    assert changes(new) == expected


def test_what_is_new_one_way_is_gone_the_other_way() -> None:
    one = entries(
        replace(
            GREET,
            routes=(Route("get", "/greet"),),
            triggers=(Trigger("subject", "greets", 0), Trigger("every", "", 5)),
        )
    )
    assert changes(OLD, one) == [
        ("breaking", "route", "greet", "it is gone"),
        ("breaking", "trigger", "greet", "it is gone"),
        ("note", "trigger", "greet", "it is gone"),
    ]


def test_what_was_needed_may_be_left_out() -> None:
    old = params(replace(NAME, required=True, default=None))
    assert changes(OLD, old) == [
        ("compatible", "parameter", "greet(name)", "it may be left out now")
    ]


def test_a_flow_that_waits_no_longer_is_a_function_again() -> None:
    old = entries(replace(GREET, waits=True, doc="x"))
    assert changes(entries(replace(GREET, doc="x")), old) == [
        ("compatible", "flow", "greet", "it waits no longer, and is a function now")
    ]


def test_a_route_is_the_same_whatever_its_parameters_are_called() -> None:
    both = (NAME, replace(NAME, name="other"))
    one, other = (
        entries(replace(GREET, routes=(Route("get", f"/greet/{{{name}}}"),), params=both))
        for name in ("name", "other")
    )
    assert changes(other, one) == []


RIGHTS: list[tuple[tuple[str, ...], tuple[str, ...], list[tuple[str, str]]]] = [
    (("files",), ("files:data=read",), []),
    (("env",), ("env:HOME",), []),
    (("files:data=read",), ("files:data/in=read",), []),
    (("files:data=read",), ("files:data=write",), [("breaking", "files:data=write")]),
    (("clock", "env:A"), ("clock",), [("compatible", "env:A")]),
    (("http:a.b",), ("http:c.d",), [("breaking", "http:c.d"), ("compatible", "http:a.b")]),
    (("new-right",), ("newer-right",), [("breaking", "newer-right"), ("compatible", "new-right")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), RIGHTS, ids=str)
def test_rights_are_compared_by_what_they_cover(
    old: tuple[str, ...], new: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    one, other = (archive(manifest=replace(MANIFEST, capabilities=one)) for one in (old, new))
    found = [(c.level, c.name) for c in difference(one, other)]
    assert [pair for pair in found if pair[0] == "breaking"] == [
        pair for pair in expected if pair[0] == "breaking"
    ]
    assert {pair for pair in expected if pair[0] != "breaking"} <= set(found)


SCREEN = PLAN.services[0].functions[0]


def test_a_service_that_nobody_was_asked_to_bind_breaks() -> None:
    more = replace(PLAN, services=(*PLAN.services, Service("mail", (SCREEN,))))
    assert changes(archive(more)) == [
        ("breaking", "service", "mail: a:b/c/screen", "it is asked now")
    ]


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (replace(SCREEN, params=(("net", U32),)), "it has another type"),
        (replace(SCREEN, params=(("net", STRING),)), "parameter `net`: `string` is no `u64`"),
        (replace(SCREEN, params=(("gross", U64),)), "it is asked with other parameters"),
        (replace(SCREEN, result=U32), "it has another type"),
    ],
)
def test_a_service_must_be_asked_as_before(function: ServiceFunction, why: str) -> None:
    new = archive(replace(PLAN, services=(Service("fraud", (function,)),)))
    assert changes(new) == [("breaking", "service", "fraud: a:b/c/screen", why)]


def bom(version: object, path: object = "hello.flow") -> bytes:
    properties: list[Any] = [7, {"name": "flowc:path", "value": path}]
    one = {"version": version, "properties": properties}
    return json.dumps({"components": [one, "?"]}).encode()


def test_versions_of_components_come_from_the_bill_of_materials() -> None:
    other = replace(MANIFEST, inputs=(f.Input("hello.flow", "0" * 64),))
    old = archive(documents={"sbom": bom("1.2.3")})
    [change] = difference(old, archive(manifest=other, documents={"sbom": bom("1.3.0")}))
    assert change.old.startswith("1.2.3 sha256:")
    assert change.new == "1.3.0 sha256:000000000000"


@pytest.mark.parametrize("document", [b"{", b"[" * 100_000, b"[]", b"7", bom(7), bom("1", 7)])
def test_a_bill_that_is_none_says_nothing(document: bytes) -> None:
    other = replace(MANIFEST, inputs=(f.Input("hello.flow", "0" * 64),))
    [change] = difference(OLD, archive(manifest=other, documents={"sbom": document}))
    assert change.new == "sha256:000000000000"


def test_cases_of_an_enum_break_where_they_are_new_to_who_reads() -> None:
    def mood(*names: str) -> EnumOf:
        return EnumOf("mood", names)

    old = params(replace(NAME, type=mood("a", "b"), default=None, required=True))
    new = params(replace(NAME, type=mood("a", "b", "c"), default=None, required=True))
    assert [c.level for c in difference(old, new)] == ["typed", "compatible"]
    assert [c.level for c in difference(new, old)] == ["breaking", "typed"]
    one = entries(replace(GREET, result=mood("a", "b")))
    two = entries(replace(GREET, result=mood("a", "b", "c")))
    assert [c.level for c in difference(one, two)] == ["breaking", "typed"]
    assert [c.level for c in difference(two, one)] == ["typed", "compatible"]


def test_types_that_are_called_the_same_are_spelled_out() -> None:
    old, new = (
        entries(replace(GREET, result=EnumOf("mood", names))) for names in (("a",), ("a", "b"))
    )
    one, typed = difference(old, new)
    assert (one.old, one.new) == ("enum { a }", "enum { a, b }")
    assert (typed.old, typed.new) == ("", "")


def test_who_signed_and_until_when_is_told() -> None:
    trust = forge.trusting(ALICE, BOB)
    header = forge.header_bytes(replace(MANIFEST, not_after=forge.NOW))
    old = verify(open_archive(forge.seal(header)), trust, forge.NOW)
    new = verify(open_archive(forge.seal(keys=(ALICE, BOB))), trust, forge.NOW)
    assert changes(new, old) == [
        ("note", "signers", "acme", "other keys signed"),
        ("note", "expiry", "acme:hello", "it ends otherwise"),
    ]
    signers, expiry = difference(old, new)
    assert signers.old == ALICE.public.line
    assert set(signers.new.split(", ")) == {ALICE.public.line, BOB.public.line}
    assert (expiry.old, expiry.new) == (str(forge.NOW), "never")


def test_changes_are_values() -> None:
    assert Change("note", "flow", "a", "b") == Change("note", "flow", "a", "b", "", "")
