"""What stands between components and the engine's HTTP client: requests go to granted hosts alone.

The engine's client goes wherever it is told, so `handle` of `wasi:http/outgoing-handler`, by which
every request leaves, is answered here. `guard.wasm` (built from `runtime_stub/guard/guard.wat`)
runs beside the components, in the same store: it tells where a request goes, and then sends it or
refuses it. No timeout of a request is longer than the transaction may last. Bodies, waiting and TLS
are the engine's. Takes capabilities; a component is told `HTTP-request-denied` of what none covers.
"""

from __future__ import annotations

import time
from ctypes import byref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from flowrt.engine import capi
from flowrt.engine.system.linking import binary, interface, put_beside, shadowed
from flowrt.engine.traps import check
from flowrt.rights.hosts import Host, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowrt.engine.engine import Code
    from flowrt.engine.system.count import Count
    from flowrt.engine.system.linking import Answer, Values
    from flowrt.rights.capabilities import Capability

_INTERFACE, _HANDLE = "wasi:http/outgoing-handler", "handle"
_LONGEST, _LEAST = 600.0, 0.001
"""Seconds that the engine waits for anything where nothing is said, and that are never too few."""


@dataclass(slots=True, weakref_slot=True)
class Post:
    """The guard of one store: its functions, and when the transaction is over, if it ever is."""

    target: capi.Func
    send: capi.Func
    refuse: capi.Func
    meter: object
    """What counts its memory, if memories are counted: it has to live as long."""
    until: float | None = None
    takes: tuple[int, int] = (2, 1)
    """Core instances and memories, of the store."""

    @property
    def left(self) -> int:
        """Nanoseconds that anything may take from now."""
        left = _LONGEST if self.until is None else self.until - time.monotonic()
        return int(max(_LEAST, min(left, _LONGEST)) * 1e9)


@dataclass(slots=True)
class Guard:
    """What guards the instances of one component: where they may go, and who counts it."""

    rules: tuple[Capability, ...]
    count: Count | None = None
    _code: Code = field(init=False)
    _functions: tuple[int, int, int] = field(init=False)
    _covering: tuple[tuple[str, Host | None], ...] = field(init=False)
    """The rules as they are written, and the host of each: none where a rule means any."""
    _posts: WeakValueDictionary[int, Post] = field(default_factory=WeakValueDictionary)
    _kept: list[object] = field(default_factory=list)
    """Callbacks, which have to live as long as what calls them."""

    def __post_init__(self) -> None:
        hosts = ((one, host_of(one.argument)) for one in self.rules)
        self._covering = tuple((str(one), host) for one, host in hosts if host or not one.argument)

    def link(self, code: Code, imports: Iterable[str]) -> None:
        """Answer `handle` for a component that was given the engine's WASI; once, at first."""
        api, own = code.api, code.engine.compile(binary("guard"))
        check(api, api.wasmtime_component_linker_add_wasip2(own.linker))
        check(api, api.wasmtime_component_linker_add_wasi_http(own.linker))
        self._code = own
        self._functions = own.exported("target"), own.exported("send"), own.exported("refuse")
        with shadowed(api, code.linker) as root:
            for name in imports:
                if self.count is not None and name.startswith("wasi:http/"):
                    self.count.seen.add(name)
                if name.partition("@")[0] == _INTERFACE:
                    self._define(root, name)

    def _define(self, root: int, name: str) -> None:
        with interface(self._code.api, root, name) as defined:
            self._kept.append(defined.define(_HANDLE, self._answer(name)))

    def enter(self, context: int, number: int) -> Post:
        """Put a guard into a new store, known by a number; what is returned must live with it."""
        code = self._code
        instance, meter = put_beside(code, context)
        found = capi.Func(), capi.Func(), capi.Func()
        for function, index in zip(found, self._functions, strict=True):
            get = code.api.wasmtime_component_instance_get_func
            get(byref(instance), context, index, byref(function))
        post = self._posts[number] = Post(*found, meter)
        return post

    def _answer(self, interface: str) -> Answer:
        def handle(context: int, given: Values, _: int, results: Values) -> int | None:
            if self.count is not None:
                self.count.add(interface, _HANDLE)
            number = self._code.api.wasmtime_context_get_data(context) or 0
            return self._sent(self._posts[number], context, given, results)

        return handle

    def _sent(self, post: Post, context: int, given: Values, results: Values) -> int | None:
        """Send a request where a rule covers it, and refuse it elsewhere; return an error."""
        call, found = self._code.api.wasmtime_component_func_call, capi.Value()
        error: int | None = call(byref(post.target), context, given, 1, byref(found), 1)
        if error:
            return error
        rule = self._rule(_host(found))
        self._code.api.wasmtime_component_val_delete(byref(found))
        passed = (capi.Value * 3)(given[0], given[1])
        passed[2].kind, passed[2].of.u64 = capi.U64, post.left
        if rule is None:
            error = call(byref(post.refuse), context, passed, 2, results, 1)
        else:
            error = call(byref(post.send), context, passed, 3, results, 1)
        if self.count is not None:
            self.count.met("http", rule)
        return error

    def _rule(self, host: Host | None) -> str | None:
        """Return the rule that covers a host, as it is written; None if there is none.

        What is no host is left to the engine by a rule that means any.
        """
        for rule, covering in self._covering:
            if covering is None or (host is not None and covering.covers(host)):
                return rule
        return None


def _host(target: capi.Value) -> Host | None:
    """Return where a request goes: what `target` of the guard says, read."""
    if not target.of.option:
        return None
    port, authority = target.of.option.contents.of.vector.data[:2]
    text = capi.text_of(authority.of.string)
    return host_of(text, port.of.u16)
