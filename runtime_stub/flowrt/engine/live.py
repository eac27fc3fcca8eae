"""An instance: a store of its own, limits, a deadline, and texts through the door.

Takes code and limits; gives text for text, or raises `Trapped` or `EngineError`. What the engine
hands over is freed before a call returns, the instance itself by `close`.
"""

from __future__ import annotations

from ctypes import byref

from flowrt.engine import capi
from flowrt.engine.traps import EngineError, Trapped, check, taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableSequence
    from typing import TypeAlias

    from flowrt.engine.engine import Code
    from flowrt.engine.system.wasi import System
    from flowrt.rights.limits import Limits

Function: TypeAlias = capi.Func
Watch: TypeAlias = object
TEXT = (capi.TYPE_STRING,)
TEXT_OR_FAULT = (capi.TYPE_RESULT, capi.TYPE_STRING, capi.TYPE_STRING)
"""Results that `Live.call` can take, as `Live.result_of` says them."""

PERIOD = 0.005
"""Seconds between two epochs: deadlines are late by at most about this much."""
NEVER = 1 << 62
INTERRUPTED = b"wasm trap: interrupt"
"""What the engine says, too, when it stops code at a deadline."""


class Live:
    """One instance in a store of its own, for one thread at a time; `close` frees it.

    After a `Trapped` it can only be closed. Raises `EngineError` or `Trapped` while starting. Where
    there is a `may_go_on`, it is asked at every epoch, and the instance is interrupted at its no.
    """

    __slots__ = (
        "__weakref__", "api", "bound", "context", "fuel", "instance", "may_go_on", "meter",
        "starts", "store", "system", "watch",
    )  # fmt: skip

    def __init__(
        self,
        code: Code,
        limits: Limits,
        ticks: int | None = None,
        may_go_on: Callable[[], bool] | None = None,
    ) -> None:
        self.api = api = code.api
        self.starts = code.starts
        maker = code.engine.maker
        self.meter = None if maker is None else maker.meter(limits)
        self.bound = limits.memory_bytes if maker is None else None
        self.store: int = api.wasmtime_store_new(code.engine.pointer, None, None)
        self.context: int = api.wasmtime_store_context(self.store)
        self.fuel = limits.fuel if code.engine.fuel else None
        self.instance = capi.Instance()
        self.may_go_on: Callable[[], bool] | None = None
        self.watch: Watch | None = None
        self.system: System | None = None
        try:
            api.wasmtime_context_set_epoch_deadline(self.context, NEVER)
            self.system = None if code.wasi is None else code.wasi.enter(api, self.context)
            self._bind(limits)
            self.arm(ticks, may_go_on)
            self._check(self._instantiate(code))
        except BaseException:
            self.close()
            raise

    def _bind(self, limits: Limits) -> None:
        """Bound what the instance may have; what stands beside it in the store is not its own."""
        beside = (0, 0) if self.system is None else self.system.beside
        instances, memories = limits.instances, limits.memories
        self.api.wasmtime_store_limiter(
            self.store,
            or_none(limits.memory_bytes if self.meter is None else None),
            or_none(limits.table_elements),
            -1 if instances is None else instances + beside[0],
            -1,
            -1 if memories is None else memories + beside[1],
        )

    def close(self) -> None:
        """Free the instance and its memories; closing twice does nothing."""
        if self.store:
            self.api.wasmtime_store_delete(self.store)
            self.store = 0
            self.watch = self.system = None

    def arm(self, ticks: int | None, may_go_on: Callable[[], bool] | None = None) -> None:
        """Set the deadline to so many epochs from now, unless None, and refill the fuel.

        With `may_go_on` there is a look at every epoch instead.
        """
        self.may_go_on = may_go_on
        if self.system is not None:
            self.system.last(None if ticks is None else ticks * PERIOD)
        if self.meter is not None:
            self.meter.begin()
        if may_go_on is not None:
            self.watch = self.watch or _watch(self)
            ticks = 1
        if ticks is not None:
            self.api.wasmtime_context_set_epoch_deadline(self.context, ticks)
        if self.fuel is not None:
            check(self.api, self.api.wasmtime_context_set_fuel(self.context, self.fuel))

    def function(self, index: int) -> Function:
        """Return the function at an index that `Code.export` gave."""
        function = capi.Func()
        get = self.api.wasmtime_component_instance_get_func
        if not get(byref(self.instance), self.context, index, byref(function)):
            raise EngineError("the export is no function")
        return function

    def result_of(self, function: Function) -> tuple[int, ...]:
        """Return the kind of a function's result type and of its payloads; empty for none.

        The engine aborts the process when it has to hand out a stream or a future, so a function
        is called only after its result type is known.
        """
        kind = self.api.wasmtime_component_func_type(byref(function), self.context)
        result = capi.Type()
        known = self.api.wasmtime_component_func_type_result(kind, byref(result))
        self.api.wasmtime_component_func_type_delete(kind)
        if not known:
            return ()
        kinds = [result.kind]
        if result.kind == capi.TYPE_RESULT:
            kinds += [self._payload(result, side) for side in ("ok", "err")]
        self.api.wasmtime_component_valtype_delete(byref(result))
        return tuple(kinds)

    def _payload(self, result: capi.Type, side: str) -> int:
        payload = capi.Type()
        get = getattr(self.api, f"wasmtime_component_result_type_{side}")
        if not get(result.of, byref(payload)):
            return -1
        kind: int = payload.kind
        self.api.wasmtime_component_valtype_delete(byref(payload))
        return kind

    def call(self, function: Function, entry: int, text: bytes) -> tuple[bool, bytes]:
        """Call a door function with UTF-8 text; return whether it went well, and its text.

        The text must be valid UTF-8, and the function's result a string or a result of two.
        Raises `Trapped`, after which the instance is unusable.
        """
        arguments = (capi.Value * 2)()
        arguments[0].kind, arguments[0].of.u32 = capi.U32, entry
        arguments[1].kind = capi.STRING
        arguments[1].of.text.size, arguments[1].of.text.data = len(text), text
        result = capi.Value()
        call = self.api.wasmtime_component_func_call
        self._check(call(byref(function), self.context, arguments, 2, byref(result), 1))
        try:
            return _read(result)
        finally:
            self.api.wasmtime_component_val_delete(byref(result))

    def _instantiate(self, code: Code) -> int | None:
        instantiate = self.api.wasmtime_component_linker_instantiate
        given = (code.linker, self.context, code.pointer, byref(self.instance))
        if self.meter is None:
            error: int | None = instantiate(*given)
        else:
            with self.meter.counting():
                error = instantiate(*given)
        return error

    def _check(self, error: int | None) -> None:
        """Raise the engine's error, if there is one, with the bound of memory that was met."""
        if not error:
            return
        raised, spent = (
            taken(self.api, error, self.starts),
            None if self.meter is None else self.meter.spent,
        )
        if isinstance(raised, Trapped):
            raised.spent, raised.bound = spent, self.bound
        elif spent:
            raised = EngineError(str(spent))
        raise raised


def _read(value: capi.Value) -> tuple[bool, bytes]:
    if value.kind == capi.STRING:
        return True, capi.copy_of(value.of.string)
    either = value.of.result
    return either.is_ok, capi.copy_of(either.value.contents.of.string)


def _watch(live: Live) -> Watch:
    """Have an instance look at every epoch whether it may go on; what is returned must live on."""
    from flowrt.engine.capi_rare import FINALIZER, WATCH  # noqa: PLC0415 - for flows that wait

    def look(_: int, __: int, delta: MutableSequence[int], ___: int) -> int | None:
        if live.may_go_on is not None and live.may_go_on():
            delta[0] = 1
            return None
        error: int | None = live.api.wasmtime_error_new(INTERRUPTED)
        return error

    watch = WATCH(look)
    live.api.wasmtime_store_epoch_deadline_callback(live.store, watch, None, FINALIZER())
    return watch


def or_none(bound: int | None) -> int:
    """Return a bound as the engine has it: below zero for none."""
    return -1 if bound is None else bound
