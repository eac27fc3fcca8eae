"""What one store has of a relay, and how a call goes through it.

The resources that components have are numbers; `behind` each is the engine's own, which is put in
its place before a call goes on. What the call gives is put behind numbers in turn.
"""

from __future__ import annotations

import weakref
from ctypes import byref
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING

from flowrt.engine import capi
from flowrt.engine.system.handles import dropped, freed, handle_of, handles_in, number_of, refused
from flowrt.engine.traps import check

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Mapping

    from flowrt.engine.system.watched import Call, Kinds, Watch


@dataclass(slots=True, weakref_slot=True)
class StoreRelay:
    """The functions of a relay in one store, and its resources."""

    api: ctypes.CDLL
    kinds: Kinds
    watch: Watch
    instance: capi.Instance
    indices: Mapping[str, int]
    """Where the relay has each function."""
    meter: object
    """What counts the relay's memory, if memories are counted: it has to live as long."""
    behind: dict[int, int] = field(default_factory=dict)
    """The engine's handle of each resource that is not dropped yet."""
    functions: dict[str, capi.Func] = field(default_factory=dict)
    """Those that were called."""
    last: int = 0
    takes: tuple[int, int] = (2, 1)
    """Core instances and memories, of the store."""

    def __post_init__(self) -> None:
        weakref.finalize(self, _free, self.api, self.behind).atexit = False

    def called(
        self,
        context: int,
        call: Call,
        given: ctypes._Pointer[capi.Value],
        results: ctypes._Pointer[capi.Value],
    ) -> int | None:
        """Make a call, or answer it with a refusal; return an error. Raises `EngineError`."""
        for index in self.kinds.subjects(call.label):
            number = number_of(self.api, context, given[index])
            call.subjects.append(number)
            call.given[index].of.resource = self.behind[number]
        refusal, error = self.watch.before(call), None
        if refusal:
            refused(self.api, results[0], refusal)
        else:
            function, size = self._function(context, call.label), len(call.given)
            invoke = self.api.wasmtime_component_func_call
            error = invoke(byref(function), context, call.given, size, results, 1)
        self._give_back(context, call)
        if not refusal and not error:
            self._take(context, call, results[0])
            self.watch.after(call, results[0])
        return error

    def _function(self, context: int, label: str) -> capi.Func:
        function = self.functions.get(label)
        if function is None:
            function = self.functions[label] = capi.Func()
            get = self.api.wasmtime_component_instance_get_func
            get(byref(self.instance), context, self.indices[label], byref(function))
        return function

    def _give_back(self, context: int, call: Call) -> None:
        """Drop what was lent besides resources of ours, as the engine sees to it that all is."""
        drop, ours = self.api.wasmtime_component_resource_any_drop, self.kinds.subjects(call.label)
        for index, one in enumerate(call.given):
            if one.kind == capi.RESOURCE and index not in ours:
                check(self.api, drop(context, one.of.resource))

    def _take(self, context: int, call: Call, result: capi.Value) -> None:
        """Put numbers in the place of the resources that a call gave."""
        kinds, numbers = self.kinds.gives.get(call.label, ()), self.kinds.numbers
        if not kinds:
            return
        each = repeat(kinds[0]) if result.kind == capi.LIST else kinds
        for name, slot in zip(each, handles_in(result), strict=False):
            self.last += 1
            call.made.append(self.last)
            self.behind[self.last] = slot.of.resource
            slot.of.resource = handle_of(self.api, context, self.last, numbers[name])

    def drop(self, context: int, number: int) -> int | None:
        """Drop what stands behind a number; return the engine's error."""
        self.watch.dropped(number)
        return dropped(self.api, context, self.behind.pop(number))


def _free(api: ctypes.CDLL, behind: dict[int, int]) -> None:
    freed(api, behind.values())
