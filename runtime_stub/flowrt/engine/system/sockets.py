"""What keeps sockets to granted hosts and ports: a look at each call that says where bytes may go.

A name is resolved where a rule has it, at whatever port. An address is connected to, or sent to,
where a rule has that address and port, or a name that this instance resolved to it. Datagrams that
others have sent are dropped. There is no host that could be granted to accept from: to listen, or
to choose a port of one's own, takes sockets whole. What is not covered is `access-denied`.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrt.engine import capi
from flowrt.engine.system import addresses
from flowrt.engine.system.relay import Relay
from flowrt.engine.system.watched import Call, Kinds
from flowrt.rights.hosts import Host, host_of
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowrt.engine.system.count import Count
    from flowrt.rights.capabilities import Capability

KINDS = Kinds(
    "sockets",
    first=1,
    resources={
        "sockets/tcp": ("tcp-socket",),
        "sockets/tcp-create-socket": (),
        "sockets/udp": ("udp-socket", "incoming-datagram-stream", "outgoing-datagram-stream"),
        "sockets/udp-create-socket": (),
        "sockets/ip-name-lookup": ("resolve-address-stream",),
    },
    gives={
        "create-tcp-socket": ("tcp-socket",),
        "[method]tcp-socket.accept": ("tcp-socket",),
        "create-udp-socket": ("udp-socket",),
        "[method]udp-socket.stream": ("incoming-datagram-stream", "outgoing-datagram-stream"),
        "resolve-addresses": ("resolve-address-stream",),
    },
)
RIGHT = "sockets"
DENIED = "access-denied"
_CONNECT = "[method]tcp-socket.start-connect"
_BIND = ("[method]tcp-socket.start-bind", "[method]udp-socket.start-bind")
_LISTEN = ("[method]tcp-socket.start-listen", "[method]tcp-socket.accept")
_STREAM = "[method]udp-socket.stream"
_SEND = "[method]outgoing-datagram-stream.send"
_RECEIVE = "[method]incoming-datagram-stream.receive"
_RESOLVE = "resolve-addresses"
_NEXT = "[method]resolve-address-stream.resolve-next-address"


class Rule(Value):
    """A capability as it is written, and its host; none where it means any."""

    text: str
    host: Host | None

    def covers(self, target: Host) -> bool:
        """Return whether a host is meant at its port."""
        return self.host is None or self.host.covers(target)

    def names(self, asked: Host | None) -> bool:
        """Return whether a name is meant, at whatever port; what is none may be asked by any."""
        if self.host is None or asked is None:
            return self.host is None
        return self.host.covers(Host(asked.name, self.host.port))

    def has(self, port: int) -> bool:
        """Return whether a port is meant."""
        return self.host is None or self.host.port in (0, port)


def kept_to(granted: Iterable[Capability], count: Count | None = None) -> Relay:
    """Return what keeps a component's sockets to what was granted, and counts what they reach."""
    hosts = ((one, host_of(one.argument)) for one in granted)
    rules = tuple(Rule(str(one), host) for one, host in hosts if host or not one.argument)
    return Relay(KINDS, lambda api: Sockets(api, rules, count), count)


@dataclass(slots=True)
class Sockets:
    """The rules of one store, and the addresses that names of theirs were resolved to there."""

    api: ctypes.CDLL
    rules: tuple[Rule, ...]
    count: Count | None = None
    _asked: dict[int, tuple[Rule, ...]] = field(default_factory=dict)
    """The rules that allow each lookup."""
    _known: dict[str, set[Rule]] = field(default_factory=dict)

    def before(self, call: Call) -> str:
        """Say whether bytes may go where a call would have them go."""
        label, given = call.label, call.given
        if label == _CONNECT:
            return self._judged(is_granted=self._reaches(given[2]))
        if label == _STREAM and given[1].of.option:
            return self._judged(is_granted=self._reaches(given[1].of.option.contents))
        if label == _SEND:
            return self._judged(is_granted=self._sends(given[1].of.vector))
        if label == _RESOLVE:
            return self._judged(is_granted=bool(self._naming(given[1])))
        if label in _BIND:
            return self._judged(is_granted=self._is_whole or not addresses.target(given[2]).port)
        return self._judged(is_granted=self._is_whole or label not in _LISTEN)

    def after(self, call: Call, result: capi.Value) -> None:
        """Learn the addresses of a name, and take out what others have sent."""
        if not result.of.result.is_ok:
            return
        if call.label == _RESOLVE:
            self._asked[call.made[0]] = self._naming(call.given[1])
        elif call.label == _NEXT:
            found = result.of.result.value.contents.of.option
            if found:
                known = self._known.setdefault(addresses.address(found.contents), set())
                known.update(self._asked[call.subjects[0]])
        elif call.label == _RECEIVE:
            self._take_out(result.of.result.value.contents.of.vector)

    def dropped(self, number: int) -> None:
        """Forget a lookup."""
        self._asked.pop(number, None)

    @property
    def _is_whole(self) -> bool:
        return any(rule.host is None for rule in self.rules)

    def _judged(self, *, is_granted: bool) -> str:
        if not is_granted and self.count is not None:
            self.count.met(RIGHT, None)
        return "" if is_granted else DENIED

    def _naming(self, name: capi.Value) -> tuple[Rule, ...]:
        """Return the rules that have a name."""
        asked = addresses.named(capi.text_of(name.of.string))
        return tuple(one for one in self.rules if one.names(asked))

    def _rule(self, remote: capi.Value) -> Rule | None:
        """Return the first rule that covers an address, if there is any."""
        target = addresses.target(remote)
        known = self._known.get(target.name, ())
        for rule in self.rules:
            if rule.covers(target) or (rule in known and rule.has(target.port)):
                return rule
        return None

    def _reaches(self, remote: capi.Value) -> bool:
        """Return whether an address is covered, and count it if it is."""
        rule = self._rule(remote)
        if rule is not None and self.count is not None:
            self.count.met(RIGHT, rule.text)
        return rule is not None

    def _sends(self, datagrams: capi.Vector) -> bool:
        """Let go those datagrams that come before the first which may not; say whether any does."""
        allowed = 0
        for one in datagrams.data[: datagrams.size]:
            remote = one.of.record.data[1].value.of.option
            if remote and not self._reaches(remote.contents):
                break
            allowed += 1
        is_any = allowed > 0 or not datagrams.size
        datagrams.size = allowed
        return is_any

    def _take_out(self, datagrams: capi.Vector) -> None:
        """Drop datagrams that come from where none may be sent to."""
        every = datagrams.data[: datagrams.size]
        ours = [one for one in every if self._rule(one.of.record.data[1].value) is not None]
        if len(ours) == len(every):
            return
        for _ in range(len(every) - len(ours)):
            self._judged(is_granted=False)
        left = capi.Vector()
        self.api.wasmtime_component_vallist_new_uninit(ctypes.byref(left), len(ours))
        for slot, one in enumerate(ours):
            left.data[slot] = one
            one.kind = capi.U8
        self.api.wasmtime_component_vallist_delete(ctypes.byref(datagrams))
        datagrams.size, datagrams.data = left.size, left.data
