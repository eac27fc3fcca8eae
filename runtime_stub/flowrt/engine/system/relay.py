"""What stands between components and some of the engine's interfaces: each call is looked at first.

The engine lets its host answer an interface whole or not at all, and its resources with it. So the
resources that components get here are numbers of ours, and each stands for one of the engine's,
which is reached through a component that runs in the same store and has all functions of those
interfaces for export (built by `runtime_stub/guard/relay.py`). Streams and what is waited for stay
the engine's. Takes a `Watch`, which says of each call whether it goes on, and learns what it gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from flowrt.engine import capi
from flowrt.engine.kept import compiled
from flowrt.engine.system.linking import binary, interface, put_beside, shadowed
from flowrt.engine.system.store_relay import StoreRelay
from flowrt.engine.system.watched import Call, Kinds, Watch
from flowrt.engine.traps import check

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable, Iterable, Mapping

    from flowrt.engine.engine import Code
    from flowrt.engine.system.count import Count
    from flowrt.engine.system.linking import Answer, Values


@dataclass(slots=True)
class Relay:
    """What relays the calls of the instances of one component."""

    kinds: Kinds
    watch: Callable[[ctypes.CDLL], Watch]
    """What makes the watch of a store."""
    count: Count | None = None
    _code: Code = field(init=False)
    _functions: dict[str, int] = field(default_factory=dict)
    _stores: WeakValueDictionary[int, StoreRelay] = field(default_factory=WeakValueDictionary)
    _kept: list[object] = field(default_factory=list)
    """Callbacks, which have to live as long as what calls them."""

    @property
    def is_asked(self) -> bool:
        """Whether the component calls anything of these interfaces."""
        return bool(self._functions)

    def link(self, code: Code, imports: Mapping[str, tuple[str, ...]]) -> None:
        """Answer a component that was given the engine's WASI; once, at first."""
        asked = {name: of for name, of in imports.items() if _base(name) in self.kinds.resources}
        labels = {label for of in asked.values() for label in of}
        if not labels:
            return
        api, (own, _) = code.api, compiled(code.engine, binary(self.kinds.package))
        check(api, api.wasmtime_component_linker_add_wasip2(own.linker))
        self._code = own
        self._functions = {label: own.exported(_plain(label)) for label in labels}
        if self.count is not None:  # what is not relayed of them gives handles, and does nothing
            package = f"wasi:{self.kinds.package}/"
            self.count.seen.update(name for name in imports if name.startswith(package))
        with shadowed(api, code.linker) as root:
            for name, of in asked.items():
                self._define(root, name, of)

    def _define(self, root: int, name: str, labels: Iterable[str]) -> None:
        with interface(self._code.api, root, name) as defined:
            for resource in self.kinds.resources[_base(name)]:
                kind = self.kinds.numbers[resource]
                self._kept.append(defined.resource(resource, kind, self._dropped))
            for label in labels:
                self._kept.append(defined.define(label, self._answer(name, label)))

    def enter(self, context: int, number: int) -> StoreRelay:
        """Put a relay into a new store, known by a number; what is returned must live with it."""
        code = self._code
        instance, meter = put_beside(code, context)
        watch, indices = self.watch(code.api), self._functions
        made = self._stores[number] = StoreRelay(
            code.api, self.kinds, watch, instance, indices, meter
        )
        return made

    def _of(self, context: int) -> StoreRelay:
        return self._stores[self._code.api.wasmtime_context_get_data(context) or 0]

    def _answer(self, interface: str, label: str) -> Answer:
        def answer(context: int, given: Values, size: int, results: Values) -> int | None:
            if self.count is not None:
                self.count.add(interface, label)
            call = Call(label, (capi.Value * size)(*given[:size]))
            return self._of(context).called(context, call, given, results)

        return answer

    def _dropped(self, context: int, number: int) -> int | None:
        return self._of(context).drop(context, number)


def _base(interface: str) -> str:
    return interface.partition("@")[0].removeprefix("wasi:")


def _plain(label: str) -> str:
    """Return what a relay exports a function as: `tcp-socket-accept` for a method."""
    return label.rpartition("]")[2].replace(".", "-")
