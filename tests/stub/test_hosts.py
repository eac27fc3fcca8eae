"""Hosts have one spelling, and what resolvers would read in another way is none."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrt.rights.hosts import Host, host_of

NAMES = st.sampled_from(["a", "b.a", "*.a", "c.b.a", "*.b.a", "1.2.3.4", "[::1]", "xn--a.a"])
ANY_HOST = st.builds(Host, NAMES, st.sampled_from([0, 1, 443, 65535]))


HOSTS = {
    "API.Example.COM:8443": Host("api.example.com", 8443),
    "example.com.": Host("example.com", 80),
    "_srv.a-b.example.com": Host("_srv.a-b.example.com", 80),
    "*.example.com": Host("*.example.com", 80),
    "[0:0:0:0:0:0:0:1]:1": Host("[::1]", 1),
    "[::FFFF:1.2.3.4]": Host("[::ffff:1.2.3.4]", 80),
    "1.example": Host("1.example", 80),
}
"""How hosts are spelled, with 80 for the port where none is."""
NO_HOSTS = [
    "", ".", "..", "a..b", ".a", "-a", "a-.b", "*", "*.", "*a.b", "a.*.b", "a b", "ä.example",
    "a/b", "a?b", "a#b", "a@b", "a%2eb", "a\n", "a\0", "a:", "a:0", "a:01", "a:65536", "a:+1",
    "a:1:2", "a:x", "1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "1.2.3.04", "1.2.3.256",
    "1.2.3.4.5", "*.0.0.1", "::1", "[::1", "[]", "[::1]x", "[::1]:", "[fe80::1%1]", "[1.2.3.4]",
    "[:::1]", f"{'a' * 254}", "\u0661.2.3.4", "a:\u0661",
]  # fmt: skip


@given(ANY_HOST)
def test_writing_and_reading_is_identity(host: Host) -> None:
    assert host_of(str(host)) == host


@given(ANY_HOST, ANY_HOST, ANY_HOST)
def test_covering_is_a_partial_order(a: Host, b: Host, c: Host) -> None:
    assert a.covers(a)
    assert not (a.covers(b) and b.covers(c)) or a.covers(c)
    assert not (a.covers(b) and b.covers(a)) or a == b


@given(ANY_HOST, ANY_HOST)
def test_meeting_is_mutual_and_follows_from_covering(a: Host, b: Host) -> None:
    assert a.meets(b) == b.meets(a)
    assert not a.covers(b) or a.meets(b)


@given(st.ip_addresses(v=6), st.booleans())
def test_an_address_of_ipv6_has_one_spelling(address: ipaddress.IPv6Address, full: bool) -> None:  # noqa: FBT001 - given
    text = address.exploded.upper() if full else str(address)
    if address.scope_id is None:
        assert host_of(f"[{text}]:80") == host_of(f"[{address}]", 80)


@given(st.ip_addresses(v=4))
def test_an_address_of_ipv4_is_itself(address: ipaddress.IPv4Address) -> None:
    assert host_of(str(address), 80) == Host(str(address), 80)


@pytest.mark.parametrize("text", HOSTS)
def test_a_host_is_read(text: str) -> None:
    assert host_of(text, 80) == HOSTS[text]


@pytest.mark.parametrize("text", NO_HOSTS)
def test_what_is_no_host_is_none(text: str) -> None:
    assert host_of(text, 80) is None
