"""A component opens sockets to what it was not granted: nothing gets there, however written.

`dialer.zig` makes every call of `wasi:sockets` by hand. That nothing came is said by the server on
the other side.
"""

import ctypes
import socket
import sys

import pytest
from tests.network.dialers import TEXT, dial, dialer
from tests.network.peers import Peer, listening
from tests.network.programs import made_of
from tests.network.recipe import built
from tests.segment.waiting import KEY
from wasmtime import wat2wasm

from flowc.seal import describe, write
from flowrt.app import App
from flowrt.engine import capi, engine
from flowrt.engine.system import network
from flowrt.engine.system.count import Count
from flowrt.engine.system.sockets import Rule, Sockets
from flowrt.problems.faults import ComponentTrapped, EngineUnusable, NotGranted
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner

HERE = "7f.0.0.1"
"""127.0.0.1, as lines have it."""


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_a_granted_address_is_connected_to(isolation: Isolation, peer: Peer) -> None:
    app = dialer(f"sockets:127.0.0.1:{peer.port}", isolation=isolation)
    for said in ("one", "two", "x" * 4000):
        assert dial(app, f"connect 4 {HERE} {peer.port} {said}") == [f"echo {said}"]


def test_whoever_may_open_any_is_not_kept_from_one(peer: Peer, post: Peer) -> None:
    lines = (
        f"connect 4 {HERE} {peer.port} hello",
        f"reach localhost {peer.port} hello",
        f"send 4 {HERE} {post.port} hello",
        f"bind t 4 {HERE} 0",
        f"listen 4 {HERE} 0",
    )
    answers = ["echo hello", "echo hello", "echo hello", "bound", "accept 8"]
    for needs in (("sockets",), ("sockets", "sockets:localhost:1")):
        assert dial(dialer(*needs), *lines) == answers
    counted = dialer("sockets", allowed=Allowed(("all",), count=Count()))
    assert dial(counted, *lines) == answers


@pytest.mark.skipif(sys.platform != "linux", reason="pools are for Linux")
def test_it_is_the_same_for_instances_of_a_pool(peer: Peer) -> None:
    app = dialer("http:localhost", f"sockets:127.0.0.1:{peer.port}", pooled=1)
    assert app.runner.pooled == 3  # the others guard requests and sockets
    for _ in range(3):
        assert dial(app, f"connect 4 {HERE} {peer.port} hello") == ["echo hello"]
        assert dial(app, f"connect 4 {HERE} {peer.port + 1} hello") == ["start-connect 1"]


OTHERS = {
    "another port": "connect 4 7f.0.0.1 {other}",
    "no port": "connect 4 7f.0.0.1 0",
    "another address of this machine": "connect 4 7f.0.0.2 {port}",
    "no address": "connect 4 0.0.0.0 {port}",
    "all addresses": "connect 4 ff.ff.ff.ff {port}",
    "the address as one of IPv6": "connect 6 0.0.0.0.0.ffff.7f00.1 {port}",
    "the address at the end of one": "connect 6 0.0.0.0.0.0.7f00.1 {port}",
    "the same of IPv6": "connect 6 0.0.0.0.0.0.0.1 {port}",
    "no address of IPv6": "connect 6 0.0.0.0.0.0.0.0 {port}",
}
SPELLED = [
    "localhost", "LOCALHOST", "localhost.", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
    "127.0.0.2", "0", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "[::1]", "127.0.0.1:{port}",  # noqa: S104 - asked
    "ip6-localhost", "example.com", "*", "", "localhost:{port}", "127.0.0.1.", "\u0661",
]  # fmt: skip


def test_whoever_may_open_any_is_answered_the_same_under_an_audit() -> None:
    lines = [f"resolve {one}" for one in ("a[b", "[::1]", "::1::", "127.1", "0x7f000001", "::1")]
    lines += [one.format(port=1, other=2) + " hello" for one in OTHERS.values()]
    count = Count()
    audited = dialer("sockets", allowed=Allowed(("all",), count=count))
    assert dial(audited, *lines) == dial(dialer("sockets"), *lines)
    assert count.refused == {}


@pytest.mark.parametrize("what", OTHERS)
def test_no_other_address_is_connected_to(what: str, peer: Peer) -> None:
    app, before = dialer(f"sockets:127.0.0.1:{peer.port}"), len(peer.said)
    line = OTHERS[what].format(port=peer.port, other=peer.port + 1)
    assert dial(app, f"{line} hello") == ["start-connect 1"]
    assert len(peer.said) == before


def test_no_other_name_is_resolved(peer: Peer) -> None:
    app = dialer(f"sockets:127.0.0.1:{peer.port}", "sockets:*.b.example:1", "sockets:[::2]:1")
    names = [one.format(port=peer.port) for one in (*SPELLED, "b.example", "xb.example", "::3")]
    found = dict(zip(names, dial(app, *(f"resolve {one}" for one in names)), strict=True))
    allowed = {"127.0.0.1."}  # the dot of the root is no part of the name
    assert {name for name, said in found.items() if said != "resolve-addresses 1"} == allowed


@pytest.mark.parametrize(
    ("rule", "name", "said"),
    [
        ("127.0.0.1", "127.0.0.1", "4"),
        ("[::1]", "::1", "6"),
        ("[::1]", "0:0::1", "6"),
        ("localhost", "LocalHost", "4"),
    ],
)
def test_a_granted_name_has_addresses(rule: str, name: str, said: str) -> None:
    (families,) = dial(dialer(f"sockets:{rule}:1"), f"resolve {name}")
    assert said in families
    assert families.strip("46") == ""


def test_a_name_stands_for_the_addresses_that_it_has(peer: Peer) -> None:
    """It is connected to where this instance asked for it, at the port of the rule."""
    app = dialer(f"sockets:localhost:{peer.port}")
    direct, other = f"connect 4 {HERE} {peer.port} hello", f"connect 4 {HERE} {peer.port + 1} hello"
    assert dial(app, direct) == ["start-connect 1"]
    reach = f"reach localhost {peer.port} hello"
    assert dial(app, direct, reach, direct, other) == [
        "start-connect 1", "echo hello", "echo hello", "start-connect 1",
    ]  # fmt: skip
    assert dial(app, direct) == ["start-connect 1"], "another transaction's addresses are its own"
    assert dial(app, f"resolve ip6-localhost\n{direct}")[-1] == "start-connect 1"


def test_ports_are_those_of_the_rule_that_has_the_name(peer: Peer) -> None:
    reach = f"reach localhost {peer.port} hello"
    assert dial(dialer("sockets:localhost"), reach) == ["echo hello"]
    for rules in (
        ("localhost:1", f"*.localhost:{peer.port}"),
        (f"other:{peer.port}", "localhost:1"),
    ):
        app = dialer(*(f"sockets:{rule}" for rule in rules))
        assert dial(app, reach) == ["start-connect 1"]


def test_an_address_of_ipv6_is_that_address() -> None:
    with listening("::1") as one:
        line = f"connect 6 0.0.0.0.0.0.0.1 {one.port} hello"
        assert dial(dialer(f"sockets:[0:0::1]:{one.port}"), line) == ["echo hello"]
        assert dial(dialer(f"sockets:[::2]:{one.port}"), line) == ["start-connect 1"]


@pytest.mark.parametrize("way", ["send", "talk"])
def test_datagrams_go_to_granted_addresses_alone(way: str, post: Peer) -> None:
    app, before = dialer(f"sockets:127.0.0.1:{post.port}"), len(post.said)
    refused = "send 1" if way == "send" else "stream 1"
    for address, port in (
        (HERE, post.port + 1),
        ("7f.0.0.2", post.port),
        ("ff.ff.ff.ff", post.port),
    ):
        assert dial(app, f"{way} 4 {address} {port} hello") == [refused]
    assert dial(app, f"{way} 6 0.0.0.0.0.ffff.7f00.1 {post.port} hello") == [refused]
    assert len(post.said) == before
    assert dial(app, f"{way} 4 {HERE} {post.port} hello") == ["echo hello"]


def test_of_several_datagrams_those_go_that_come_before_the_first_refused(post: Peer) -> None:
    app, before = dialer(f"sockets:127.0.0.1:{post.port}"), len(post.said)
    ours, other = f"4 {HERE} {post.port}", f"4 {HERE} {post.port + 1}"
    assert dial(app, f"burst {ours} {ours} {other} {ours} hello") == ["2"]
    assert dial(app, f"burst {other} {ours} hello") == ["send 1"]
    assert dial(app, f"send {ours} last") == ["echo last"]
    assert post.said[before:] == ["hello", "hello", "last"]


def test_datagrams_of_strangers_do_not_arrive(post: Peer) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        post.strangers.append(stranger)
        line, count = f"send 4 {HERE} {post.port} hello", Count()
        allowed = Allowed(("all",), count=count)
        assert dial(dialer("sockets"), line) == ["from a stranger"]
        app = dialer(f"sockets:127.0.0.1:{post.port}", allowed=allowed)
        assert dial(app, line) == ["echo hello"]
        post.strangers.clear()
    assert count.refused == {"sockets": 1}
    assert count.reached == {f"sockets:127.0.0.1:{post.port}": 1}


def test_datagrams_of_strangers_are_taken_out_from_between_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In one portion are those that have arrived when it is asked for: nobody can say which."""
    rule = Rule("sockets:ours:7", None)
    monkeypatch.setattr(Sockets, "_rule", lambda _, remote: rule if remote.of.u16 == 7 else None)
    api, count, ports = engine.shared().api, Count(), (7, 8, 7, 9)
    datagrams = capi.Vector()
    api.wasmtime_component_vallist_new_uninit(ctypes.byref(datagrams), len(ports))
    kept = [(capi.Entry * 2)() for _ in ports]
    for slot, fields, port in zip(datagrams.data, kept, ports, strict=False):
        slot.kind, fields[1].value.of.u16 = capi.U8, port
        slot.of.record = capi.Record(2, fields)
    Sockets(api, (rule,), count)._take_out(datagrams)
    left = datagrams.data[: datagrams.size]
    assert [one.of.record.data[1].value.of.u16 for one in left] == [7, 7]
    assert count.refused == {"sockets": 2}
    api.wasmtime_component_vallist_delete(ctypes.byref(datagrams))


def test_nobody_is_accepted_from_and_no_port_is_chosen(peer: Peer, post: Peer) -> None:
    app = dialer(f"sockets:127.0.0.1:{peer.port}", f"sockets:127.0.0.1:{post.port}")
    lines = [f"bind {kind} 4 {HERE} 0" for kind in "tu"]
    assert dial(app, *lines, "bind u 4 0.0.0.0 0") == ["bound"] * 3
    for port in (peer.port, post.port, 1):
        lines = [f"bind {kind} 4 {HERE} {port}" for kind in "tu"]
        assert dial(app, *lines) == ["start-bind 1"] * 2
    assert dial(app, f"listen 4 {HERE} 0", "listen 6 0.0.0.0.0.0.0.0 0") == ["start-listen 1"] * 2


@pytest.mark.parametrize("kind", ["t", "u"])
def test_what_tells_of_a_socket_says_the_same_through_the_guard(kind: str) -> None:
    (direct,), (guarded,) = (
        dial(dialer(need), f"every {kind}") for need in ("sockets", "sockets:a")
    )
    assert guarded == direct
    assert "buffer-size" in direct


def test_a_socket_is_closed_when_it_is_dropped(peer: Peer) -> None:
    """The instance lives on, so nobody else closes it."""
    app = dialer(f"sockets:127.0.0.1:{peer.port}", isolation="stream")
    peer.closed.clear()
    dial(app, f"connect 4 {HERE} {peer.port} hello")
    assert peer.closed.wait(20)


def test_many_sockets_of_one_instance(peer: Peer) -> None:
    app = dialer(f"sockets:127.0.0.1:{peer.port}", isolation="stream")
    lines = [f"connect 4 {HERE} {peer.port} {n}" for n in range(40)]
    assert dial(app, *lines) == [f"echo {n}" for n in range(40)]
    assert (
        dial(app, *[f"connect 4 {HERE} {peer.port + 1} hello"] * 300) == ["start-connect 1"] * 300
    )


def test_it_works_where_memories_and_fuel_are_counted(peer: Peer) -> None:
    limits = Limits(total_memory_bytes=64 << 20, fuel=10**9)
    app = dialer(f"sockets:127.0.0.1:{peer.port}", limits=limits)
    for _ in range(2):
        assert dial(app, f"connect 4 {HERE} {peer.port} hello") == ["echo hello"]


def test_an_operator_allows_sockets_by_name_and_port(peer: Peer) -> None:
    need, line = f"sockets:127.0.0.1:{peer.port}", f"connect 4 {HERE} {peer.port} hello"
    for allow in (need, "sockets:127.0.0.1", "sockets"):
        assert dial(dialer(need, allowed=Allowed((allow,))), line) == ["echo hello"]
    for allow, deny in (
        (f"sockets:127.0.0.1:{peer.port + 1}", "stdio"),
        ("http:127.0.0.1", "stdio"),
        ("sockets", "sockets:127.0.0.1"),
    ):
        with pytest.raises(NotAllowed):
            dialer(need, allowed=Allowed((allow,), denied=(deny,)))
    with pytest.raises(NotAllowed):
        dialer("sockets", allowed=Allowed((need,)))


def test_connections_are_counted_by_what_allows_them(peer: Peer) -> None:
    need, count = f"sockets:localhost:{peer.port}", Count()
    app = dialer(need, allowed=Allowed(("all",), count=count))
    dial(
        app,
        "resolve secret.example",
        f"reach localhost {peer.port} hello",
        f"connect 4 {HERE} 1 hello",
        f"listen 4 {HERE} 0",
    )
    assert (count.reached, count.refused) == ({need: 1}, {"sockets": 3})
    assert "wasi:sockets/tcp@0.2.0" in count.seen
    assert count.calls["wasi:sockets/tcp@0.2.0"]["[method]tcp-socket.start-connect"] == 2


def test_a_mistake_of_ours_lets_nothing_through(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> str:
        raise KeyError("what is not to be told")

    app, before = dialer(f"sockets:127.0.0.1:{peer.port}"), len(peer.said)
    monkeypatch.setattr(Sockets, "before", mistaken)
    with pytest.raises(ComponentTrapped, match=r"create-socket@0\.2\.0: KeyError") as fault:
        dial(app, f"connect 4 {HERE} {peer.port} hello")
    assert "not to be told" not in str(fault.value)
    assert len(peer.said) == before


def test_who_asks_for_no_socket_has_no_relay() -> None:
    """A component that has the type of a network, and no function of what is relayed."""
    code = wat2wasm("""(component (import "wasi:sockets/network@0.2.0" (instance $networks
      (export "network" (type (sub resource)))))
      (core module $m (func (export "f") (result i32) (i32.const 1)))
      (core instance $i (instantiate $m))
      (func (export "one") (result u32) (canon lift (core func $i "f"))))""")
    text = """package test:none@1.0.0; use nobody from "nobody.wasm";
    export flow one() -> u32 needs sockets { nobody.one() }"""
    made = made_of(text, bytes(code))
    manifest = describe(made.plan, made.inputs, engine.host().engine, capabilities=("sockets:db",))
    verified = write(made.plan, made.component, {}, manifest, [KEY]).verified
    assert App(Runner(verified, allowed=Allowed(("sockets:db",)))).call("one") == 1


def test_an_engine_that_is_another_one_inside_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network, "NAMES_AT", network.NAMES_AT + 1)
    with pytest.raises(EngineUnusable, match="sockets cannot be opened"):
        dial(dialer("sockets"), "resolve localhost")


def test_who_was_not_granted_sockets_has_none() -> None:
    made = made_of(TEXT.replace("needs sockets", "needs nothing"), built("dialer").read_bytes())
    manifest = describe(made.plan, made.inputs, engine.host().engine)
    app = App(Runner(write(made.plan, made.component, {}, manifest, [KEY]).verified))
    with pytest.raises(NotGranted, match="sockets"):
        dial(app, "resolve localhost")
