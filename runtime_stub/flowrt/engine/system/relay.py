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

from flowrt.engine import capi, capi_rest
from flowrt.engine.kept import compiled
from flowrt.engine.system.linking import binary, interface, put_beside, shadowed
from flowrt.engine.system.seats import Seat
from flowrt.engine.system.watched import Call, Kinds, Watch
from flowrt.engine.traps import check

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable, Iterable, Mapping

    from flowrt.engine.engine import Code
    from flowrt.engine.system.linking import Answer, Values
    from flowrt.engine.system.standins import Count


@dataclass(slots=True)
class Relay:
    """What relays the calls of the instances of one component."""

    kinds: Kinds
    watch: Callable[[ctypes.CDLL], Watch]
    """What makes the watch of a store."""
    count: Count | None = None
    _code: Code = field(init=False)
    _functions: dict[str, int] = field(default_factory=dict)
    _seats: WeakValueDictionary[int, Seat] = field(default_factory=WeakValueDictionary)
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
                self._define_resource(defined.instance, resource)
            for label in labels:
                self._kept.append(defined.define(label, self._answer(name, label)))

    def _define_resource(self, instance: capi.Pointer, name: str) -> None:
        api, text = self._code.api, name.encode()
        kind = api.wasmtime_component_resource_type_new_host(self.kinds.numbers[name])
        dropped = capi_rest.DROPPED(self._dropped)
        self._kept.append(dropped)
        try:
            define = api.wasmtime_component_linker_instance_add_resource
            free = capi_rest.FINALIZER()
            check(api, define(instance, text, len(text), kind, dropped, None, free))
        finally:
            api.wasmtime_component_resource_type_delete(kind)

    def enter(self, context: int, number: int) -> Seat:
        """Put a relay into a new store, known by a number; what is returned must live with it."""
        code = self._code
        instance, meter = put_beside(code, context)
        watch, indices = self.watch(code.api), self._functions
        seat = self._seats[number] = Seat(code.api, self.kinds, watch, instance, indices, meter)
        return seat

    def _seat(self, context: int) -> Seat:
        return self._seats[self._code.api.wasmtime_context_get_data(context) or 0]

    def _answer(self, interface: str, label: str) -> Answer:
        def answer(context: int, given: Values, size: int, results: Values) -> int | None:
            if self.count is not None:
                self.count.add(interface, label)
            call = Call(label, (capi.Value * size)(*given[:size]))
            return self._seat(context).called(context, call, given, results)

        return answer

    def _dropped(self, _: int, context: int, number: int) -> int | None:
        return self._seat(context).drop(context, number)


def _base(interface: str) -> str:
    return interface.partition("@")[0].removeprefix("wasi:")


def _plain(label: str) -> str:
    """Return what a relay exports a function as: `tcp-socket-accept` for a method."""
    return label.rpartition("]")[2].replace(".", "-")
