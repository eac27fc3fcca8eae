"""A component asks for what it was not granted: another host, port, spelling; nothing gets there.

`client.zig` makes every call of `wasi:http` by hand. That a request went nowhere is said by the
server on the other side, which counts who connects.
"""

import sys
from typing import Any

import pytest
from tests.network.clients import DENIED, client, fetch, need
from tests.network.recipe import WORLDS, build, built
from tests.network.servers import Server
from tests.network.spellings import OTHERS

from flowrt.engine.system.count import Count
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import Allowed


@pytest.mark.parametrize("name", WORLDS)
def test_what_is_built_is_that_of_its_sources(name: str) -> None:
    assert build(name) == built(name).read_bytes(), "run python -m tests.network.recipe and commit"


def test_a_granted_host_is_asked_and_answers(server: Server) -> None:
    app = client(need(server))
    body = "grüße " * 5000
    found = fetch(app, server.host, method="post", body=body)
    assert (found["ok"]["status"], found["ok"]["body"]) == (200, body)
    assert {"name": "x-answer", "value": "yes"} in found["ok"]["headers"]


@pytest.mark.skipif(sys.platform != "linux", reason="pools are for Linux")
def test_it_is_the_same_for_instances_of_a_pool(server: Server, stranger: Server) -> None:
    app = client(need(server), pooled=1)
    assert app.runner.pooled == 2  # the other one guards its requests
    for _ in range(3):
        assert fetch(app, server.host)["ok"]["status"] == 200
        assert fetch(app, stranger.host) == DENIED
    assert stranger.connections == 0


@pytest.mark.parametrize("rule", ["http:localhost", "http"])
def test_a_host_without_a_port_is_all_of_its_ports(rule: str, server: Server) -> None:
    assert "ok" in fetch(client(rule), server.host)
    assert "ok" in fetch(client(rule, "http:example.com"), server.host)


@pytest.mark.parametrize("host", ["LOCALHOST", "LocalHost", "localhost."])
def test_other_spellings_of_a_name_are_that_name(host: str, server: Server) -> None:
    found = fetch(client(need(server)), f"{host}:{server.port}")
    assert "ok" in found or (host.endswith(".") and found != DENIED)


def test_a_star_stands_for_all_below_and_nothing_else(server: Server) -> None:
    app = client("http:*.localhost")
    assert fetch(app, f"a.b.{server.host}") != DENIED
    assert fetch(app, server.host) == DENIED


@pytest.mark.parametrize("what", OTHERS)
def test_nothing_else_is_reached(what: str, server: Server) -> None:
    app, before = client(need(server)), server.connections
    found = fetch(app, OTHERS[what](server.port))
    assert found in (DENIED, {"err": "set-authority"})
    assert server.connections == before


@pytest.mark.parametrize("scheme", ["gopher", "http+unix", ""])
def test_no_other_scheme_is_spoken(scheme: str, server: Server) -> None:
    app, before = client(need(server)), server.connections
    assert fetch(app, server.host, scheme=scheme) in (DENIED, {"err": "set-scheme"})
    assert server.connections == before


@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 443), (None, 443)])
def test_a_scheme_stands_for_its_port(scheme: str | None, port: int) -> None:
    granted, other = client(f"http:localhost:{port}"), client(f"http:localhost:{523 - port}")
    assert fetch(granted, "localhost", scheme=scheme) != DENIED
    assert fetch(other, "localhost", scheme=scheme) == DENIED


def test_an_address_that_is_granted_is_reached(server: Server) -> None:
    app = client(f"http:127.0.0.1:{server.port}")
    assert "ok" in fetch(app, f"127.0.0.1:{server.port}")
    assert fetch(app, server.host) == DENIED


def test_a_redirect_is_not_followed_and_leads_nowhere(server: Server, stranger: Server) -> None:
    app = client(need(server))
    target = f"http://{stranger.host}/echo"
    found = fetch(app, server.host, path=f"/elsewhere?{target}")["ok"]
    assert found["status"] == 302
    assert {"name": "location", "value": target} in found["headers"]
    assert fetch(app, stranger.host) == DENIED
    assert stranger.connections == 0


SMUGGLED: dict[str, tuple[dict[str, Any], str]] = {
    "a header's value": (
        {"headers": [{"name": "x", "value": "1\r\nhost: evil"}]},
        "header: invalid syntax",
    ),
    "a header's name": (
        {"headers": [{"name": "x: 1\r\nhost", "value": "evil"}]},
        "header: invalid syntax",
    ),
    "another host": ({"headers": [{"name": "Host", "value": "evil"}]}, "header: forbidden"),
    "another length": (
        {"headers": [{"name": "transfer-encoding", "value": "chunked"}]},
        "header: forbidden",
    ),
    "a path": ({"path": "/echo HTTP/1.1\r\nhost: evil\r\n\r\nGET /"}, "set-path-with-query"),
    "a method": ({"method": "GET / HTTP/1.1\r\nhost: evil\r\n\r\nGET"}, "set-method"),
}


@pytest.mark.parametrize("what", SMUGGLED)
def test_nothing_is_smuggled_into_a_request(what: str, server: Server) -> None:
    asked, refused = SMUGGLED[what]
    before = server.connections
    assert fetch(client(need(server)), server.host, **asked) == {"err": refused}
    assert server.connections == before


def test_the_host_header_is_the_host_that_was_compared(server: Server) -> None:
    fetch(client(need(server)), f"LOCALHOST:{server.port}", path="/echo?compared")
    asked = next(one for one in server.requests if "/echo?compared" in one)
    assert asked.lower().count("host: ") == 1
    assert f"host: localhost:{server.port}" in asked.lower()


def test_an_operator_allows_hosts_by_name_and_port(server: Server) -> None:
    for allow in (need(server), "http:localhost", "http"):
        assert "ok" in fetch(client(need(server), allowed=Allowed((allow,))), server.host)
    for allow, deny in (
        (f"http:localhost:{server.port + 1}", "stdio"),
        (f"http:127.0.0.1:{server.port}", "stdio"),
        ("http", "http:localhost"),
        ("http", "http"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            client(need(server), allowed=Allowed((allow,), denied=(deny,)))
        assert refusal.value.found == need(server)
    with pytest.raises(NotAllowed):
        client("http", allowed=Allowed((need(server),)))


def test_requests_are_counted_by_what_allows_them(server: Server) -> None:
    count = Count()
    app = client(need(server), "http:*.example.com", allowed=Allowed(("all",), count=count))
    fetch(app, server.host, times=2)
    fetch(app, "secret.elsewhere:80", times=3)
    assert count.reached == {need(server): 2}
    assert count.refused == {"http": 3}
    whole = Count()
    fetch(client("http", allowed=Allowed(("all",), count=whole)), server.host)
    assert (whole.reached, whole.refused) == ({"http": 1}, {})
    assert "wasi:http/outgoing-handler@0.2.0" in whole.seen


def test_whoever_may_ask_any_is_answered_the_same_under_an_audit() -> None:
    plain, count = client("http"), Count()
    audited = client("http", allowed=Allowed(("all",), count=count))
    for scheme, authority in (("gopher", "localhost"), ("http", "user@localhost:1"), ("http", "")):
        asked = fetch(plain, authority, scheme=scheme)
        assert fetch(audited, authority, scheme=scheme) == asked
    assert count.refused == {}
