"""A whole transaction in one call of native code: an instance is made, called once, and freed.

Python spends as long on the nine calls of the engine that this takes as the engine itself, so where
there is native code for them (`runtime_stub/once/once.zig`, for x86-64 Linux) they are made there.
It gives what `Live` gives, for a component that imports nothing and whose memory is not metered.
Layouts are those of `once.zig`.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import addressof, byref, cast, string_at
from functools import cache

from flowrt.engine import capi
from flowrt.engine.live import NEVER, or_none
from flowrt.engine.traps import EngineError, StartError, Trapped, taken
from flowrt.target import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.engine.engine import Code
    from flowrt.rights.limits import Limits

_FUNCTIONS = (
    "wasmtime_store_new",
    "wasmtime_store_limiter",
    "wasmtime_store_context",
    "wasmtime_context_set_epoch_deadline",
    "wasmtime_component_linker_instantiate",
    "wasmtime_component_instance_get_func",
    "wasmtime_component_func_call",
    "wasmtime_store_delete",
    "wasmtime_component_val_delete",
)
_STARTING = 1
_SAID = {2: "the export is no function", 4: "the door's result is not what it promised"}


class _Door(ctypes.Structure):
    """`Door`."""

    _fields_ = (
        *((name, capi.Pointer) for name in ("engine", "linker", "component", "index")),
        ("bounded", ctypes.c_bool),
        *(
            (name, ctypes.c_int64)
            for name in ("memory_bytes", "table_elements", "instances", "memories")
        ),
        *((name, capi.Pointer) for name in _FUNCTIONS),
    )


class _Outcome(ctypes.Structure):
    """`Outcome`."""

    _fields_ = (
        ("well", ctypes.c_bool),
        ("size", ctypes.c_size_t),
        ("data", capi.Pointer),
        ("failed", capi.Pointer),
        ("value", capi.Value),
    )


class Once:
    """Runs transactions of one door, each in an instance of its own; may be shared by threads."""

    def __init__(self, code: Code, index: int, limits: Limits) -> None:
        self._code = code
        self._bound = limits.memory_bytes
        bounds = (
            limits.memory_bytes,
            limits.table_elements,
            limits.instances,
            limits.memories,
        )
        calls = (cast(getattr(code.api, name), capi.Pointer) for name in _FUNCTIONS)
        pointers = (code.engine.pointer, code.linker, code.pointer, index)
        is_bounded = bounds != (None,) * len(bounds)
        self._made = _Door(*pointers, is_bounded, *map(or_none, bounds), *calls)
        self._door = addressof(self._made)
        self._run, self._free = _library()

    def call(self, entry: int, text: bytes, ticks: int | None = None) -> tuple[bool, bytes]:
        """Call the door with UTF-8 text; return whether it went well, and its text.

        Raises `Trapped`, `StartError` or another `EngineError`.
        """
        outcome = _Outcome()
        until = NEVER if ticks is None else ticks
        stage = self._run(self._door, until, entry, text, len(text), byref(outcome))
        if stage:
            raise self._failure(stage, outcome.failed)
        try:
            return outcome.well, string_at(outcome.data, outcome.size)
        finally:
            self._free(self._door, byref(outcome))

    def _failure(self, stage: int, error: int | None) -> Exception:
        if not error:
            return EngineError(_SAID[stage])
        failure = taken(self._code.api, error, self._code.starts)
        if isinstance(failure, Trapped):
            failure.bound = self._bound
            return failure
        return (StartError if stage == _STARTING else EngineError)(str(failure))


def is_there() -> bool:
    """Return whether there is native code for this system."""
    return os.path.isfile(native(__file__))  # noqa: PTH113 - pathlib takes 4 ms to import


@cache
def _library() -> tuple[ctypes._NamedFuncPointer, ctypes._NamedFuncPointer]:
    library = ctypes.CDLL(native(__file__))
    run, free = library.flowrt_once, library.flowrt_once_free
    result = ctypes.POINTER(_Outcome)
    run.argtypes = (
        capi.Pointer,
        ctypes.c_uint64,
        ctypes.c_uint32,
        ctypes.c_char_p,
        ctypes.c_size_t,
        result,
    )
    run.restype = ctypes.c_uint32
    free.argtypes, free.restype = (capi.Pointer, result), None
    return run, free
