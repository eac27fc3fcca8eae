"""Covering is a partial order, and joining gives the least set that covers both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowc.frontend.capability import Capabilities, Capability
from flowc.frontend.kinds import KINDS
from flowrt.rights.capabilities import capability as capability_named

HOSTS = ["a.org", "x.a.org", "y.x.a.org", "b.org", "[::1]"]
ADDRESSES = [
    *HOSTS,
    *(f"{host}:80" for host in HOSTS),
    *("a.org:81", "*.a.org", "*.a.org:80", "*.x.a.org"),
]
PATHS = [".", "/", "data", "data/x", "data/x/y", "database", "/etc", "/etc/ssl"]


def capability() -> st.SearchStrategy[Capability]:
    scoped = st.sampled_from(["", *ADDRESSES])
    return st.one_of(
        st.builds(Capability, st.sampled_from(["http", "sockets"]), scoped),
        st.builds(Capability, st.just("files"), st.sampled_from(PATHS), st.booleans()),
        st.just(Capability("files", write=True)),
        st.builds(Capability, st.just("env"), st.sampled_from(["", "HOME", "USER"])),
        st.builds(Capability, st.sampled_from(["clock", "random", "stdio"])),
    )


def capabilities() -> st.SearchStrategy[Capabilities]:
    return st.builds(Capabilities.of, st.lists(capability(), max_size=4))


@given(capability(), capability(), capability())
def test_covering_one_capability_is_a_partial_order(
    a: Capability, b: Capability, c: Capability
) -> None:
    assert a.covers(a)
    if a.covers(b) and b.covers(a):
        assert a == b
    if a.covers(b) and b.covers(c):
        assert a.covers(c)


@given(capabilities(), capabilities(), capabilities())
def test_covering_is_a_partial_order(a: Capabilities, b: Capabilities, c: Capabilities) -> None:
    assert a.covers(a)
    assert a.covers(Capabilities())
    if a.covers(b) and b.covers(a):
        assert a == b
    if a.covers(b) and b.covers(c):
        assert a.covers(c)


@given(capabilities(), capabilities(), capabilities())
def test_joining_gives_the_least_that_covers_both(
    a: Capabilities, b: Capabilities, c: Capabilities
) -> None:
    joined = a | b
    assert joined.covers(a)
    assert joined.covers(b)
    if c.covers(a) and c.covers(b):
        assert c.covers(joined)
    assert joined == b | a
    assert (a | b) | c == a | (b | c)
    assert a | a == a


@given(capabilities(), capabilities())
def test_what_is_beyond_a_limit_is_all_that_is_missing(a: Capabilities, b: Capabilities) -> None:
    assert (b | Capabilities.of(a.beyond(b))).covers(a)
    assert all(not b.covers(Capabilities.of([one])) for one in a.beyond(b))


@pytest.mark.parametrize("kind", KINDS)
def test_a_capability_without_scope_covers_all_of_its_kind(kind: str) -> None:
    assert str(Capability(kind, write=kind == "files")) == kind  # type: ignore[arg-type]  # a `Kind`
    assert not Capability("clock").covers(Capability("random"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Capability("files", "data", write=True), Capability("files", "data/x"), True),
        (Capability("files", "data"), Capability("files", "data", write=True), False),
        (Capability("files", "data", write=True), Capability("files", "database"), False),
        (Capability("files", "."), Capability("files", "data"), True),
        (Capability("files", "."), Capability("files", "/etc"), False),
        (Capability("files", "/"), Capability("files", "/etc"), True),
        (Capability("http", "a.org"), Capability("http"), False),
        (Capability("http", "a.org"), Capability("http", "a.org:8080"), True),
        (Capability("http", "a.org:80"), Capability("http", "a.org"), False),
        (Capability("http", "*.a.org"), Capability("http", "x.a.org"), True),
        (Capability("http", "*.a.org"), Capability("http", "a.org"), False),
        (Capability("http", "*.a.org"), Capability("http", "xa.org"), False),
        (Capability("sockets", "[::1]"), Capability("sockets", "[::1]:80"), True),
        (Capability("env", "HOME"), Capability("env", "USER"), False),
    ],
)
def test_what_covers_what(one: Capability, other: Capability, expected: object) -> None:
    assert one.covers(other) is expected


def test_they_are_written_as_a_source_has_them() -> None:
    both = Capabilities.of(
        [
            Capability("clock"),
            Capability("http", "b.org"),
            Capability("http", "a.org"),
            Capability("files", 'a"{b', write=True),
            Capability("files", "data"),
            Capability("env", "HOME"),
        ]
    )
    text = (
        'http("a.org", "b.org"), files("a\\"{{b", write), files("data", read), clock, env("HOME")'
    )
    assert str(both) == text
    assert str(Capabilities()) == "nothing"


@pytest.mark.parametrize(
    ("one", "label"),
    [
        (Capability("clock"), "clock"),
        (Capability("http", "*.a.org:80"), "http:*.a.org:80"),
        (Capability("files", write=True), "files"),
        (Capability("files", "data/x"), "files:data/x=read"),
        (Capability("files", "data", write=True), "files:data=write"),
        (Capability("env", "HOME"), "env:HOME"),
    ],
)
def test_an_archive_names_them_so_that_the_stub_reads_the_same(one: Capability, label: str) -> None:
    assert one.label == label
    read = capability_named(label)
    assert read is not None
    assert (read.name, read.argument, read.writes) == (one.kind, one.scope, one.write)
