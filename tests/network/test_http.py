"""A component asks for what it was not granted: another host, port, spelling; nothing gets there.

`client.zig` makes every call of `wasi:http` by hand. That a request went nowhere is said by the
server on the other side, which counts who connects.
"""

from typing import Any

import pytest
from tests.network.clients import DENIED, TIMED_OUT, client, fetch
from tests.network.recipe import BUILT, build
from tests.network.servers import Server
from tests.network.spellings import OTHERS

from flowrt.engine.standins import Count
from flowrt.problems.faults import DeadlinePassed, MemorySpent, NotStarted
from flowrt.problems.refusals import NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits


def need(server: Server) -> str:
    return f"http:{server.host}"


def test_the_built_client_is_that_of_its_sources() -> None:
    assert build() == BUILT.read_bytes(), "run python -m tests.network.recipe and commit"


def test_a_granted_host_is_asked_and_answers(server: Server) -> None:
    app = client(need(server))
    body = "grüße " * 5000
    found = fetch(app, server.host, method="post", body=body)
    assert (found["ok"]["status"], found["ok"]["body"]) == (200, body)
    assert {"name": "x-answer", "value": "yes"} in found["ok"]["headers"]


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


def test_a_body_that_is_too_large_meets_the_limit_of_memory(server: Server) -> None:
    limits = Limits(memory_bytes=4 << 20)
    app = client(need(server), limits=limits)
    assert len(fetch(app, server.host, path="/large?131072")["ok"]["body"]) == 131072
    with pytest.raises(MemorySpent):
        fetch(app, server.host, path=f"/large?{64 << 20}")


@pytest.mark.parametrize("path", ["/nothing", "/slowly"])
def test_no_answer_is_waited_for_beyond_the_deadline(path: str, stranger: Server) -> None:
    """Without it, the first would wait for minutes and the second for ever."""
    app = client(need(stranger), limits=Limits(wall_ms=300))
    try:
        found = fetch(app, stranger.host, path=path)
    except DeadlinePassed:
        return
    assert path == "/nothing"
    assert found == TIMED_OUT, "it ran out of time just before the transaction did"


def test_in_a_stream_each_transaction_has_its_own_time(server: Server) -> None:
    app = client(need(server), limits=Limits(wall_ms=60_000), isolation="stream")
    for _ in range(3):
        assert "ok" in fetch(app, server.host)
        assert fetch(app, "elsewhere:80") == DENIED


@pytest.mark.parametrize("patience", [0, 1, 10**18])
def test_a_component_may_have_less_patience_but_not_more(patience: int, stranger: Server) -> None:
    app = client(need(stranger), limits=Limits(wall_ms=300))
    if patience > 1:
        with pytest.raises(DeadlinePassed):
            fetch(app, stranger.host, path="/slowly", patience=patience)
    else:
        assert fetch(app, stranger.host, path="/nothing", patience=patience) == TIMED_OUT


@pytest.mark.parametrize("name", ["instances", "memories"])
def test_the_guard_takes_nothing_of_what_an_instance_may_have(name: str, server: Server) -> None:
    """The least bound that is enough without a guard is so with one."""

    def works(need: str, bound: int) -> bool:
        try:
            return "ok" in fetch(client(need, narrowed=Limits(**{name: bound})), server.host)
        except NotStarted:
            return False

    least = next(bound for bound in range(1, 40) if works("http", bound))
    assert works(need(server), least)
    assert not works(need(server), least - 1)


def test_it_works_where_memories_and_fuel_are_counted(server: Server) -> None:
    limits = Limits(total_memory_bytes=64 << 20, fuel=10**9)
    app = client(need(server), limits=limits)
    for _ in range(3):
        assert "ok" in fetch(app, server.host)
        assert fetch(app, "elsewhere:80") == DENIED


def test_many_requests_of_one_transaction(server: Server) -> None:
    app = client(need(server))
    assert "ok" in fetch(app, server.host, times=50)
    assert fetch(app, "elsewhere:80", times=2000) == DENIED


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
