"""The WebAssembly engine: what it is called, and component bytes to code.

The front door of all that talks to wasmtime: `live` runs code, `traps` says what stopped it, `capi`
is the C interface, and nothing outside this package uses these three. Bytes must have been
verified; what the engine refuses is raised as `EngineError`.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import byref
from types import MappingProxyType

from flowrt.archive.format import Engine as EngineName
from flowrt.archive.format import Setting, fingerprint, module_import
from flowrt.engine import capi
from flowrt.engine.live import TEXT, TEXT_OR_FAULT, Function, Live
from flowrt.engine.traps import EngineError, Frame, StartError, Trapped, check
from flowrt.rights.limits import PLAIN, Limits, Setup
from flowrt.target import this_target
from flowrt.verify import Apart, Host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flowrt.engine.meter import Maker
    from flowrt.engine.once import Once
    from flowrt.engine.system.wasi import Wasi
    from flowrt.verify import Data

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "TEXT",
    "TEXT_OR_FAULT",
    "Code",
    "Engine",
    "EngineError",
    "Frame",
    "Function",
    "Live",
    "StartError",
    "Trapped",
    "compile_native",
    "compile_native_module",
    "host",
    "profile",
    "shared",
]

ENGINE_NAME = "wasmtime"
ENGINE_VERSION = capi.VERSION
NO_MODULES: Mapping[str, Apart] = MappingProxyType({})
LARGE = 1 << 20
"""Bytes of native code from which on a file of it is worth its making."""
MAX_STACK = 512 << 10
"""Bytes of stack that components may use; a limit can only lower it."""


def profile(setup: Setup = PLAIN) -> dict[str, Setting]:
    """Return the settings that native code depends on."""
    cpu = "x86-64-v2" if this_target().startswith("x86_64") else "baseline"
    found: dict[str, Setting] = {
        "concurrency": False,
        "consume_fuel": setup.fuel,
        "cpu": cpu,
        "epoch_interruption": True,
    }
    return found | ({"memory_init_cow": False} if is_metered(setup) else {})


def is_metered(setup: Setup) -> bool:
    """Return whether memory is counted in engines of a setup, which takes a system that can."""
    if not setup.metered:
        return False
    from flowrt.engine import meter  # noqa: PLC0415 - few archives bound their memory

    return meter.is_there()


def host(setup: Setup = PLAIN) -> Host:
    """Return what native code must have been compiled for to be loaded here."""
    return Host(EngineName(ENGINE_NAME, ENGINE_VERSION, profile(setup)), this_target())


def compile_native(component: bytes, setup: Setup = PLAIN) -> bytes:
    """Return a component's native code for this architecture and system, not just this CPU.

    Equal components give equal bytes on every machine of the target, if each instance that they
    export is an instantiated component: the engine keeps the names of one that is merely listed
    (`(instance (export ..) (export ..))`) in no fixed order. Raises `EngineError`.
    """
    return Engine(setup, portable_cpu=True).compile(component).serialize()


def compile_native_module(module: bytes, setup: Setup = PLAIN) -> bytes:
    """Return the native code of a core module, for the same machines; raises `EngineError`."""
    from flowrt.engine.modules import compile_module  # noqa: PLC0415 - flows are run without

    return compile_module(Engine(setup, portable_cpu=True), module)


class _Owner:
    """What has pointers of the engine's, and frees them when it goes, the latest first."""

    def __init__(self) -> None:
        self._owned: list[tuple[ctypes._NamedFuncPointer, int]] = []

    def own(self, pointer: int, free: ctypes._NamedFuncPointer) -> int:
        """Free a pointer at the end, and return it."""
        self._owned.append((free, pointer))
        return pointer

    def __del__(self, is_at_exit: Callable[[], bool] = sys.is_finalizing) -> None:
        # At exit the system frees it faster, and what a module names may be gone.
        for free, pointer in () if is_at_exit() else reversed(self._owned):
            free(pointer)


class Engine(_Owner):
    """An engine with one setup; `stack_bytes` may only lower the stack that code may use."""

    def __init__(
        self,
        setup: Setup = PLAIN,
        *,
        stack_bytes: int | None = None,
        portable_cpu: bool = False,
        pooled: int = 0,
    ) -> None:
        super().__init__()
        api = capi.library()
        config = api.wasm_config_new()
        # Components call each other a tenth faster where none may be suspended in a call.
        api.wasmtime_config_concurrency_support_set(config, False)  # noqa: FBT003 - C has no names
        api.wasmtime_config_epoch_interruption_set(config, True)  # noqa: FBT003 - the same
        api.wasmtime_config_consume_fuel_set(config, setup.fuel)
        api.wasmtime_config_max_wasm_stack_set(config, min(stack_bytes or MAX_STACK, MAX_STACK))
        if portable_cpu:
            from flowrt.engine.cpu import make_portable  # noqa: PLC0415 - for compilers

            make_portable(api, config)
        self.setup = setup
        self.fuel = setup.fuel
        self.pooled = pooled
        self.maker: Maker | None = None
        """What makes and counts memories, if that is not the engine itself."""
        if is_metered(setup):
            from flowrt.engine.meter import maker  # noqa: PLC0415 - as above

            self.maker = maker(api, config)
        self.api = api
        if pooled:
            from flowrt.engine.pool import put_into  # noqa: PLC0415 - for servers

            put_into(api, config, pooled)
        self.pointer = self.own(api.wasm_engine_new_with_config(config), api.wasm_engine_delete)

    def compile(self, component: bytes) -> Code:
        """Return the code of a component's binary; raises `EngineError`."""
        if not component.startswith(b"\0asm"):
            raise EngineError("the bytes are not WebAssembly")
        return self._code(self.api.wasmtime_component_new, component)

    def load(self, native: Data, apart: Mapping[str, Apart] = NO_MODULES) -> Code:
        """Return the code that `compile_native` made; the bytes must have been verified.

        `apart` are the core modules that it imports, by the digests of their wasm.
        Raises `EngineError` for another engine's code or a CPU that lacks what it needs. Bytes
        that were not made by this engine can do anything: this is no check of them.
        """
        if len(native) < LARGE:
            code = self._code(self.api.wasmtime_component_deserialize, bytes(native))
        else:
            from flowrt.engine.loading import loaded  # noqa: PLC0415 - for large components

            code = Code(self, loaded(self, "component", native))
        if apart:
            code.provide(apart)
        return code

    @property
    def fingerprint(self) -> str:
        """Return what code that is compiled here is known by: the engine, its setup, the target."""
        known = host(self.setup)
        return fingerprint(known.engine, known.target)

    def tick(self) -> None:
        """Advance the epoch by one; an instance traps when its deadline is reached."""
        self.api.wasmtime_engine_increment_epoch(self.pointer)

    def _code(self, make: ctypes._NamedFuncPointer, data: bytes) -> Code:
        made = capi.Pointer()
        check(self.api, make(self.pointer, data, len(data), byref(made)))
        return Code(self, made.value or 0)


_SHARED: dict[tuple[object, ...], Engine] = {}


def shared(setup: Setup = PLAIN, stack_bytes: int | None = None, pooled: int = 0) -> Engine:
    """Return the process's one engine of a setup; engines may be shared by threads."""
    wanted = (setup, stack_bytes, pooled)
    if wanted not in _SHARED:
        made = Engine(setup, stack_bytes=stack_bytes, pooled=pooled)
        return _SHARED.setdefault(wanted, made)
    return _SHARED[wanted]


class Code(_Owner):
    """A compiled component, ready to be instantiated any number of times, by any thread."""

    def __init__(self, engine: Engine, pointer: int) -> None:
        super().__init__()
        self.engine = engine
        self.api = api = engine.api
        self.pointer = self.own(pointer, api.wasmtime_component_delete)
        self.wasi: Wasi | None = None
        self.starts: Mapping[str, int] = {}
        """Where the core modules that it was provided with begin in the component, by name."""
        linker = api.wasmtime_component_linker_new(engine.pointer)
        self.linker = self.own(linker, api.wasmtime_component_linker_delete)

    def link(self, wasi: Wasi) -> None:
        """Let the component's instances import WASI, each a view of its own; once, at first."""
        from flowrt.engine.imported import functions  # noqa: PLC0415 - pure flows import nothing

        wasi.link(self, lambda: functions(self))
        self.wasi = wasi

    def provide(self, apart: Mapping[str, Apart]) -> None:
        """Give the component the core modules that it imports; once, at first."""
        from flowrt.engine.modules import provide  # noqa: PLC0415 - for large components

        provide(self.engine, self.linker, apart)
        self.starts = {module_import(digest): one.at for digest, one in apart.items()}

    def imports(self) -> tuple[str, ...]:
        """Return the names of what the component imports and was not provided with."""
        api, engine = self.api, self.engine.pointer
        kind = api.wasmtime_component_type(self.pointer)
        try:
            count = api.wasmtime_component_type_import_count(kind, engine)
            names = (_import_name(api, kind, engine, i) for i in range(count))
            return tuple(name for name in names if name not in self.starts)
        finally:
            api.wasmtime_component_type_delete(kind)

    def serialize(self) -> bytes:
        """Return the code as bytes for `Engine.load`."""
        data = capi.Bytes()
        check(self.api, self.api.wasmtime_component_serialize(self.pointer, byref(data)))
        copy = capi.copy_of(data)
        self.api.wasm_byte_vec_delete(byref(data))
        return copy

    def export(self, instance: str, function: str) -> int:
        """Return the index of an exported instance's function; raises `EngineError`."""
        outer = self._index(None, instance)
        try:
            return self._kept(self._index(outer, function))
        finally:
            self.api.wasmtime_component_export_index_delete(outer)

    def exported(self, function: str) -> int:
        """Return the index of a function that is exported by itself; raises `EngineError`."""
        return self._kept(self._index(None, function))

    def _kept(self, index: int) -> int:
        """Free an index with this code."""
        return self.own(index, self.api.wasmtime_component_export_index_delete)

    def once(self, index: int, limits: Limits) -> Once | None:
        """Return what runs the door at an index by native code, if there is such and it may.

        It links nothing, counts no memory and no instructions.
        """
        if self.wasi is not None or self.engine.maker is not None or self.engine.fuel:
            return None
        from flowrt.engine.once import Once, is_there  # noqa: PLC0415 - for the second transaction

        return Once(self, index, limits) if is_there() else None

    def _index(self, within: int | None, name: str) -> int:
        data = name.encode()
        find = self.api.wasmtime_component_get_export_index
        index: int | None = find(self.pointer, within, data, len(data))
        if not index:
            raise EngineError(f"the component exports no {name}")
        return index


def _import_name(api: ctypes.CDLL, kind: int, engine: int, nth: int) -> str:
    start, size, item = capi.Pointer(), ctypes.c_size_t(), capi.Pointer()
    api.wasmtime_component_type_import_nth(
        kind, engine, nth, byref(start), byref(size), byref(item)
    )
    api.wasmtime_component_extern_delete(item)
    return ctypes.string_at(start, size.value).decode()
