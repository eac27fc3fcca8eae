"""What is allowed, and what covers what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import (
    ALL,
    NAMES,
    OF_HOSTS,
    WITH_ARGUMENT,
    Capability,
    capability,
    granted,
    needed_by,
)
from flowrt.rights.hosts import Host

WORDS = st.text("abc/.-", min_size=1, max_size=6)
NAMES_OF_HOSTS = st.sampled_from(["a", "b.a", "*.a", "c.b.a", "*.b.a", "1.2.3.4", "[::1]"])
HOSTS = st.builds(Host, NAMES_OF_HOSTS, st.sampled_from([0, 1, 443, 65535]))
CAPABILITIES = st.one_of(
    st.builds(Capability, st.sampled_from([n for n in NAMES if n not in WITH_ARGUMENT])),
    st.builds(Capability, st.just("env"), st.just("") | WORDS),
    st.builds(Capability, st.sampled_from(OF_HOSTS), st.just("") | HOSTS.map(str)),
    st.builds(Capability, st.just("files"), WORDS, st.booleans()),
    st.just(Capability("files", "", writes=True)),
)


@given(CAPABILITIES)
def test_writing_and_reading_is_identity(one: Capability) -> None:
    assert capability(str(one)) == one


@given(CAPABILITIES, CAPABILITIES, CAPABILITIES)
def test_covering_is_a_preorder(a: Capability, b: Capability, c: Capability) -> None:
    assert a.covers(a)
    assert not (a.covers(b) and b.covers(c)) or a.covers(c)


@pytest.mark.parametrize(
    ("allowed", "need"),
    [
        ("clock", "clock"),
        ("env", "env:HOME"),
        ("files", "files:data=write"),
        ("files:data", "files:data=write"),
        ("files:data=write", "files:data/in=read"),
        ("files:data/=read", "files:data=read"),
        ("files:.=read", "files:data=read"),
        ("files:/", "files:/data/in=write"),
        ("http", "http:api.example.com"),
        ("http:api.example.com", "http:api.example.com"),
        ("http:API.example.com.", "http:api.example.com"),
        ("http:api.example.com", "http:api.example.com:8443"),
        ("http:api.example.com:8443", "http:api.example.com:8443"),
        ("http:*.example.com", "http:api.example.com:80"),
        ("http:*.example.com:443", "http:*.api.example.com:443"),
        ("http:[0:0::1]:80", "http:[::1]:80"),
        (ALL, "sockets"),
        ("sockets", "sockets:localhost:1"),
        ("sockets:localhost", "sockets:localhost:1"),
    ],
)
def test_allowed(allowed: str, need: str) -> None:
    assert [str(one) for one in granted([need], [allowed])] == [need]


@pytest.mark.parametrize(
    ("allowed", "need"),
    [
        ("random", "clock"),
        ("env:HOME", "env"),
        ("env:HOME", "env:HOM"),
        ("files:data=read", "files:data=write"),
        ("files:data", "files:database=read"),
        ("files:data", "files"),
        ("files:.", "files:/etc=read"),
        ("files:.", "files:../x=read"),
        ("files:.", "files:c:/x=read"),
        ("files:data", "files:data/../x=read"),
        ("http:api.example.com:443", "http:api.example.com"),
        ("http:api.example.com:443", "http:api.example.com:80"),
        ("http:api.example.com", "http:example.com"),
        ("http:example.com", "http:api.example.com"),
        ("http:*.example.com", "http:example.com"),
        ("http:*.example.com", "http:badexample.com"),
        ("http:*.example.com", "http:*.com"),
        ("http:*.0.0.1", "http:127.0.0.1"),
        ("http:localhost", "http:127.0.0.1"),
        ("http:localhost", "http"),
        ("sockets:localhost:1", "sockets:localhost:2"),
        ("sockets:localhost:1", "sockets"),
        ("http:localhost:1", "sockets:localhost:1"),
        (ALL, "http:https://example.com"),
        (ALL, "http:example.com:0"),
        (ALL, "teleport"),
        (ALL, "clock:x"),
        (ALL, "env:"),
    ],
)
def test_not_allowed(allowed: str, need: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        granted([need], [allowed])
    assert refusal.value.found == need


@given(CAPABILITIES, CAPABILITIES)
def test_what_covers_a_need_also_denies_it(one: Capability, need: Capability) -> None:
    assert not one.covers(need) or one.meets(need) or (one.writes and not need.writes)
    assert one.meets(one)


@pytest.mark.parametrize(
    ("ban", "need"),
    [
        ("clock", "clock"),
        ("env", "env:HOME"),
        ("env:HOME", "env"),
        ("files", "files"),
        ("files:data=read", "files:data=read"),
        ("files:data=read", "files:data=write"),
        ("files:data=write", "files:data=write"),
        ("files:data=write", "files"),
        ("files:data/in=read", "files:data=read"),
        ("files:data=read", "files:data/in=read"),
        ("files:/etc=read", "files:data=read"),
        ("files:a/../b=read", "files:c=read"),
        ("http", "http:api.example.com"),
        ("http:api.example.com", "http"),
        ("http:api.example.com", "http:api.example.com:443"),
        ("http:api.example.com:443", "http:api.example.com"),
        ("http:*.example.com", "http:api.example.com:443"),
        ("http:api.example.com", "http:*.example.com:443"),
        ("sockets:db:5432", "sockets:db"),
    ],
)
def test_denied(ban: str, need: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        granted([need], [ALL], [ban])
    assert refusal.value.found == need


@pytest.mark.parametrize(
    ("ban", "need"),
    [
        ("clock", "random"),
        ("env:HOME", "env:HOM"),
        ("files:data=write", "files:data=read"),
        ("files:data=read", "files:database=read"),
        ("files", "env"),
        ("http:api.example.com", "http:api.example.co"),
        ("http:api.example.com:443", "http:api.example.com:80"),
    ],
)
def test_not_denied(ban: str, need: str) -> None:
    assert [str(one) for one in granted([need], [ALL], [ban])] == [need]


@pytest.mark.parametrize(
    ("interface", "name"),
    [
        ("wasi:clocks/wall-clock@0.2.0", "clock"),
        ("wasi:cli/environment@0.2.9", "env"),
        ("wasi:cli/stdout@0.2.9", "stdio"),
        ("wasi:cli/exit@0.2.9", ""),
        ("wasi:io/streams@0.2.12", ""),
        ("wasi:http/outgoing-handler@0.2.3", "http"),
        ("wasi:cli/run@0.2.0", None),
        ("wasi:gpu/device@0.2.0", None),
        ("acme:io/streams@0.2.0", None),
    ],
)
def test_interfaces_belong_to_capabilities(interface: str, name: str | None) -> None:
    assert needed_by(interface) == name
