"""What a transaction's components see of the system: WASI 0.2, narrowed to what was granted.

Takes granted capabilities, gives a `Wasi` that a linker and each new store are set up with. What
is not granted is not there: no folder, no variable, no network. A component's output goes to
stderr, as stdout carries results, and its input is empty, as stdin carries parameters.
"""

from __future__ import annotations

import ctypes
import os
import time
from itertools import count as numbers
from typing import TYPE_CHECKING

from flowrt.engine import capi_rare
from flowrt.engine.system.printing import printed
from flowrt.engine.traps import check
from flowrt.problems.refusals.files import Unreadable
from flowrt.rights.capabilities import NOTHING, Allowed, Capability
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flowrt.engine.engine import Code
    from flowrt.engine.system.folders import Folder
    from flowrt.engine.system.guard import Guard, Post
    from flowrt.engine.system.relay import Relay
    from flowrt.engine.system.standins import StandIns, State
    from flowrt.engine.system.store_relay import StoreRelay


class System:
    """What a store must keep alive, and the guard in it that knows when a transaction ends."""

    __slots__ = ("post", "relays", "state")

    def __init__(
        self,
        state: State | None = None,
        post: Post | None = None,
        relays: tuple[StoreRelay, ...] = (),
    ) -> None:
        self.state = state
        self.post = post
        self.relays = relays

    @property
    def beside(self) -> tuple[int, int]:
        """Core instances and memories in the store that are not the component's."""
        taken = [one.takes for one in (self.post, *self.relays) if one is not None]
        return sum(instances for instances, _ in taken), sum(memories for _, memories in taken)

    def last(self, seconds: float | None) -> None:
        """Say how long the transaction may go on from now, None for ever."""
        if self.post is not None:
            self.post.until = None if seconds is None else time.monotonic() + seconds


class Wasi(Value):
    """What is there; `variables` are names and values of the environment."""

    variables: tuple[tuple[bytes, bytes], ...] = ()
    folders: tuple[Folder, ...] = ()
    network: bool = False
    http: bool = False
    output: bool = False
    stand_ins: StandIns | None = None
    guard: Guard | None = None
    """What keeps `http` to some hosts."""
    relays: tuple[Relay, ...] = ()
    """What looks at the calls of other interfaces."""
    writers: tuple[object, ...] = ()
    """What stdout and stderr go through where it is counted."""

    @classmethod
    def of(cls, granted: Iterable[Capability], allowed: Allowed = NOTHING) -> Wasi:
        """Return what capabilities open, as the operator says it.

        Raises `Unreadable` for a folder that does not exist, and `NotAllowed` for one that links
        lead to where it may not be.
        """
        by_name: dict[str, list[Capability]] = {}
        for one in granted:
            by_name.setdefault(one.name, []).append(one)
        variables = _variables(by_name.get("env", ()))
        folders = _folders(by_name.get("files", ()), allowed)
        return cls(
            variables,
            folders,
            "sockets" in by_name,
            "http" in by_name,
            "stdio" in by_name,
            _stand_ins(allowed, variables),
            _guard(by_name.get("http", ()), allowed),
            _relays(by_name.get("sockets", ()), folders, allowed),
            () if allowed.count is None else tuple(map(allowed.count.writer, ("stdout", "stderr"))),
        )

    def link(self, code: Code, functions: Callable[[], dict[str, tuple[str, ...]]]) -> None:
        """Define WASI's interfaces for a component to import; `functions` says which it does."""
        api, linker = code.api, code.linker
        check(api, api.wasmtime_component_linker_add_wasip2(linker))
        if self.http:
            check(api, api.wasmtime_component_linker_add_wasi_http(linker))
        if self.stand_ins is not None:
            self.stand_ins.link(api, linker, functions())
        if self.guard is not None:
            self.guard.link(code, functions())
        for relay in self.relays:
            relay.link(code, functions())

    def enter(self, api: ctypes.CDLL, context: int) -> System:
        """Give a new store its own view of the system; without it, a call aborts the process.

        What is returned must live as long as the store.
        """
        check(api, api.wasmtime_context_set_wasi(context, self._configured(api)))
        if self.http:
            api.wasmtime_context_set_wasi_http(context)
        if self.stand_ins is None and self.guard is None and not self.relays:
            return System()
        number = next(_NUMBERS)
        api.wasmtime_context_set_data(context, number)
        return System(
            None if self.stand_ins is None else self.stand_ins.enter(number),
            None if self.guard is None else self.guard.enter(context, number),
            tuple(one.enter(context, number) for one in self.relays if one.is_asked),
        )

    def _configured(self, api: ctypes.CDLL) -> int:
        """Return a configuration of what a store may see."""
        places = [os.fsencode(folder.path()) for folder in self.folders]
        config: int = api.wasi_config_new()
        if self.variables:
            names, values = zip(*self.variables, strict=True)
            array = ctypes.c_char_p * len(names)
            api.wasi_config_set_env(config, len(names), array(*names), array(*values))
        for folder, place in zip(self.folders, places, strict=True):
            guest = folder.guest.encode()
            if not api.wasi_config_preopen_dir(config, place, guest, folder.writes):
                api.wasi_config_delete(config)
                raise Unreadable(folder.host, "the folder cannot be opened")
        if self.network:
            from flowrt.engine.system.network import opened  # noqa: PLC0415 - few archives open sockets

            opened(api, config)
        self._let_write(api, config)
        return config

    def _let_write(self, api: ctypes.CDLL, config: int) -> None:
        """Let output be written, if it may be: to what takes it, or else all of it to stderr."""
        if self.output and self.writers:
            out, err = self.writers
            api.wasi_config_set_stdout_custom(config, out, None, _NOTHING_TO_FREE)
            api.wasi_config_set_stderr_custom(config, err, None, _NOTHING_TO_FREE)
        elif self.output:
            api.wasi_config_inherit_stderr(config)
            api.wasi_config_set_stdout_custom(config, _TO_STDERR, None, _NOTHING_TO_FREE)


_NUMBERS = numbers(1)
"""What stores are known by to the functions that they call."""


def _folders(granted: Sequence[Capability], allowed: Allowed) -> tuple[Folder, ...]:
    """Return the folders that are opened; importing what does takes time, and few runs need it."""
    if not granted:
        return ()
    from flowrt.engine.system.folders import folders_of  # noqa: PLC0415 - see above

    return folders_of(granted, allowed)


def _stand_ins(allowed: Allowed, variables: tuple[tuple[bytes, bytes], ...]) -> StandIns | None:
    """Return what is answered here; importing it takes time, and few runs need it."""
    fixed, count = allowed.fixed, allowed.count
    if not fixed.names and count is None:
        return None
    from flowrt.engine.system import standins  # noqa: PLC0415 - see above

    answers = standins.real(variables, count) if count is not None else {}
    if fixed.clock is not None:
        answers |= standins.fixed_clock(fixed.clock)
    if fixed.random is not None:
        answers |= standins.fixed_random(fixed.random)
    return standins.StandIns(answers, count, fixed.names)


def _guard(granted: Iterable[Capability], allowed: Allowed) -> Guard | None:
    """Return what keeps requests to the granted hosts, or counts them; any host needs neither."""
    rules = tuple(granted)
    if not rules or (allowed.count is None and not all(one.argument for one in rules)):
        return None
    from flowrt.engine.system.guard import Guard  # noqa: PLC0415 - as above

    return Guard(rules, allowed.count)


def _relays(
    granted: Iterable[Capability], folders: tuple[Folder, ...], allowed: Allowed
) -> tuple[Relay, ...]:
    """Return what keeps sockets to the granted hosts, and what counts uses of them and of files."""
    rules, count = tuple(granted), allowed.count
    found = []
    if rules and (count is not None or all(one.argument for one in rules)):
        from flowrt.engine.system.sockets import kept_to  # noqa: PLC0415 - as above

        found.append(kept_to(rules, count))
    if folders and count is not None:
        from flowrt.engine.system.files import watched  # noqa: PLC0415 - as above

        found.append(watched({one.guest: one.host for one in folders}, count))
    return tuple(found)


_TO_STDERR = capi_rare.WRITER(printed)
_NOTHING_TO_FREE = capi_rare.FINALIZER()


def _variables(granted: Iterable[Capability]) -> tuple[tuple[bytes, bytes], ...]:
    names = {one.argument for one in granted}
    every = "" in names
    found = [(k, v) for k, v in os.environ.items() if every or k in names]
    return tuple(pair for one in sorted(found) if (pair := _encoded(*one)) is not None)


def _encoded(name: str, value: str) -> tuple[bytes, bytes] | None:
    """Return both as the engine takes them, which has text only: the rest is none's to read."""
    try:
        return name.encode(), value.encode()
    except UnicodeEncodeError:
        return None
