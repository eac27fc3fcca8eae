"""The WebAssembly engine: component bytes to code, code to instances, texts through the door.

Takes bytes that were verified and gives text back; a trap is raised as `Trapped` with its cause
and frames, anything else the engine refuses as `EngineError`. This is the one module that talks
to wasmtime, through `flowrt.capi`; whatever the engine hands over is freed before a call returns.
"""

import ctypes
import weakref
from ctypes import byref
from dataclasses import dataclass
from functools import cache

from flowrt import capi
from flowrt.format import Engine as EngineName
from flowrt.format import Setting
from flowrt.limits import Limits
from flowrt.target import this_target
from flowrt.verify import Host

ENGINE_NAME = "wasmtime"
ENGINE_VERSION = capi.VERSION
MAX_STACK = 512 << 10
"""Bytes of stack that components may use; a limit can only lower it."""

_TRIPLES = {
    "x86_64-linux": "x86_64-unknown-linux-gnu",
    "aarch64-linux": "aarch64-unknown-linux-gnu",
    "x86_64-macos": "x86_64-apple-darwin",
    "aarch64-macos": "aarch64-apple-darwin",
    "x86_64-windows": "x86_64-pc-windows-msvc",
    "aarch64-windows": "aarch64-pc-windows-msvc",
}
_X86_64_V2 = ("sse3", "ssse3", "sse41", "sse42", "popcnt", "cmpxchg16b")
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Frame:
    """One call in progress: its code offset in the component file, in bytes, and its names."""

    offset: int
    module: str
    function: str


class EngineError(Exception):
    """The engine refused something: bytes that are no component, an import, a limit."""


class Trapped(Exception):  # noqa: N818 - the engine's word for it
    """Code trapped: the cause in the engine's words and the frames, innermost first."""

    def __init__(self, cause: str, frames: tuple[Frame, ...]) -> None:
        super().__init__(cause)
        self.cause = cause
        self.frames = frames


def target() -> str:
    """Return this machine as a target for native code, for instance `x86_64-linux`."""
    return this_target()


def profile(*, fuel: bool = False) -> dict[str, Setting]:
    """Return the settings that native code depends on; `fuel` where a fuel limit is set."""
    cpu = "x86-64-v2" if this_target().startswith("x86_64") else "baseline"
    return {"consume_fuel": fuel, "cpu": cpu, "epoch_interruption": True}


def host(*, fuel: bool = False) -> Host:
    """Return what native code must have been compiled for to be loaded here."""
    return Host(EngineName(ENGINE_NAME, ENGINE_VERSION, profile(fuel=fuel)), this_target())


def compile_native(component: bytes, *, fuel: bool = False) -> bytes:
    """Return a component's native code for this architecture and system, not just this CPU.

    Equal components give equal bytes on every machine of the target, if each instance that they
    export is an instantiated component: the engine keeps the names of one that is merely listed
    (`(instance (export ..) (export ..))`) in no fixed order. Raises `EngineError`.
    """
    return Engine(fuel=fuel, portable_cpu=True).compile(component).serialize()


class Engine:
    """An engine with one setup; `stack_bytes` may only lower the stack that code may use."""

    def __init__(
        self, *, fuel: bool = False, stack_bytes: int | None = None, portable_cpu: bool = False
    ) -> None:
        api = capi.library()
        config = api.wasm_config_new()
        api.wasmtime_config_epoch_interruption_set(config, True)  # noqa: FBT003 - C has no names
        api.wasmtime_config_consume_fuel_set(config, fuel)
        api.wasmtime_config_max_wasm_stack_set(config, min(stack_bytes or MAX_STACK, MAX_STACK))
        if portable_cpu:
            _set_cpu(config)
        self.fuel = fuel
        self.api = api
        self.pointer: int = api.wasm_engine_new_with_config(config)
        _free_with(self, api.wasm_engine_delete, self.pointer)

    def compile(self, component: bytes) -> "Code":
        """Return the code of a component's binary; raises `EngineError`."""
        if not component.startswith(b"\0asm"):
            raise EngineError("the bytes are not WebAssembly")
        return self._code(self.api.wasmtime_component_new, component)

    def load(self, native: bytes) -> "Code":
        """Return the code that `compile_native` made; the bytes must have been verified.

        Raises `EngineError` for another engine's code or a CPU that lacks what it needs. Bytes
        that were not made by this engine can do anything: this is no check of them.
        """
        return self._code(self.api.wasmtime_component_deserialize, native)

    def tick(self) -> None:
        """Advance the epoch by one; an instance traps when its deadline is reached."""
        self.api.wasmtime_engine_increment_epoch(self.pointer)

    def _code(self, make: "ctypes._NamedFuncPointer", data: bytes) -> "Code":
        made = capi.Pointer()
        _check(self.api, make(self.pointer, data, len(data), byref(made)))
        return Code(self, made.value or 0)


@cache
def shared(*, fuel: bool = False, stack_bytes: int | None = None) -> Engine:
    """Return the process's one engine of a setup; engines may be shared by threads."""
    return Engine(fuel=fuel, stack_bytes=stack_bytes)


class Code:
    """A compiled component, ready to be instantiated any number of times, by any thread."""

    def __init__(self, engine: Engine, pointer: int) -> None:
        self.engine = engine
        self.api = engine.api
        self.pointer = pointer
        self.linker: int = engine.api.wasmtime_component_linker_new(engine.pointer)
        _free_with(self, engine.api.wasmtime_component_linker_delete, self.linker)
        _free_with(self, engine.api.wasmtime_component_delete, pointer)

    def serialize(self) -> bytes:
        """Return the code as bytes for `Engine.load`."""
        data = capi.Bytes()
        _check(self.api, self.api.wasmtime_component_serialize(self.pointer, byref(data)))
        copy = capi.copy_of(data)
        self.api.wasm_byte_vec_delete(byref(data))
        return copy

    def export(self, instance: str, function: str) -> int:
        """Return the index of an exported instance's function; raises `EngineError`."""
        outer = self._index(None, instance)
        try:
            index = self._index(outer, function)
        finally:
            self.api.wasmtime_component_export_index_delete(outer)
        _free_with(self, self.api.wasmtime_component_export_index_delete, index)
        return index

    def _index(self, within: int | None, name: str) -> int:
        data = name.encode()
        find = self.api.wasmtime_component_get_export_index
        index: int | None = find(self.pointer, within, data, len(data))
        if not index:
            raise EngineError(f"the component exports no {name}")
        return index


class Live:
    """One instance in a store of its own, for one thread at a time; `close` frees it.

    After a `Trapped` it can only be closed. Raises `EngineError` or `Trapped` while starting.
    """

    __slots__ = ("__weakref__", "api", "context", "fuel", "instance", "store")

    def __init__(self, code: Code, limits: Limits, ticks: int | None = None) -> None:
        self.api = api = code.api
        self.store: int = api.wasmtime_store_new(code.engine.pointer, None, None)
        self.context: int = api.wasmtime_store_context(self.store)
        api.wasmtime_store_limiter(
            self.store,
            _or_none(limits.memory_bytes),
            _or_none(limits.table_elements),
            _or_none(limits.instances),
            -1,
            _or_none(limits.memories),
        )
        self.fuel = limits.fuel if code.engine.fuel else None
        self.instance = capi.Instance()
        try:
            api.wasmtime_context_set_epoch_deadline(self.context, _NEVER)
            self.arm(ticks)
            _check(api, self._instantiate(code))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Free the instance and its memories; closing twice does nothing."""
        if self.store:
            self.api.wasmtime_store_delete(self.store)
            self.store = 0

    def arm(self, ticks: int | None) -> None:
        """Set the deadline to so many epochs from now, unless None, and refill the fuel."""
        if ticks is not None:
            self.api.wasmtime_context_set_epoch_deadline(self.context, ticks)
        if self.fuel is not None:
            _check(self.api, self.api.wasmtime_context_set_fuel(self.context, self.fuel))

    def function(self, index: int) -> capi.Func:
        """Return the function at an index that `Code.export` gave."""
        function = capi.Func()
        get = self.api.wasmtime_component_instance_get_func
        if not get(byref(self.instance), self.context, index, byref(function)):
            raise EngineError("the export is no function")
        return function

    def result_of(self, function: capi.Func) -> tuple[int, ...]:
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

    def call(self, function: capi.Func, entry: int, text: bytes) -> tuple[bool, bytes]:
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
        error = call(byref(function), self.context, arguments, 2, byref(result), 1)
        if error:
            raise _taken(self.api, error)
        try:
            return _read(result)
        finally:
            self.api.wasmtime_component_val_delete(byref(result))

    def _instantiate(self, code: Code) -> int | None:
        error: int | None = self.api.wasmtime_component_linker_instantiate(
            code.linker, self.context, code.pointer, byref(self.instance)
        )
        return error


def _read(value: capi.Value) -> tuple[bool, bytes]:
    if value.kind == capi.STRING:
        return True, capi.copy_of(value.of.string)
    either = value.of.result
    return either.is_ok, capi.copy_of(either.value.contents.of.string)


def _or_none(bound: int | None) -> int:
    return -1 if bound is None else bound


def _set_cpu(config: int) -> None:
    api = capi.library()
    _check(api, api.wasmtime_config_target_set(config, _TRIPLES[this_target()].encode()))
    for name in _X86_64_V2 if this_target().startswith("x86_64") else ():
        api.wasmtime_config_cranelift_flag_enable(config, f"has_{name}".encode())


def _free_with(owner: object, free: "ctypes._NamedFuncPointer", pointer: int) -> None:
    weakref.finalize(owner, free, pointer).atexit = False  # at exit the system frees it faster


def _check(api: ctypes.CDLL, error: int | None) -> None:
    if error:
        raise _taken(api, error)


def _taken(api: ctypes.CDLL, error: int) -> Exception:
    """Return the engine's error as an exception, and free it."""
    try:
        message = _message(api, error)
        _, trapped, cause = message.rpartition("wasm trap: ")
        if trapped:
            return Trapped(cause.splitlines()[0], _frames(api, error))
        return EngineError(_one_line(message))
    finally:
        api.wasmtime_error_delete(error)


def _one_line(message: str) -> str:
    lines = (line.strip() for line in message.splitlines())
    return ": ".join(line for line in lines if line and line != "Caused by:")


def _message(api: ctypes.CDLL, error: int) -> str:
    data = capi.Bytes()
    api.wasmtime_error_message(error, byref(data))
    message = capi.text_of(data)
    api.wasm_byte_vec_delete(byref(data))
    return message


def _frames(api: ctypes.CDLL, error: int) -> tuple[Frame, ...]:
    trace = capi.Pointers()
    api.wasmtime_error_wasm_trace(error, byref(trace))
    frames = tuple(_frame(api, trace.data[i]) for i in range(trace.size))
    api.wasm_frame_vec_delete(byref(trace))
    return frames


def _frame(api: ctypes.CDLL, frame: int) -> Frame:
    names = (api.wasmtime_frame_module_name(frame), api.wasmtime_frame_func_name(frame))
    module, function = (capi.text_of(name.contents) if name else "" for name in names)
    return Frame(api.wasm_frame_module_offset(frame), module, function)
