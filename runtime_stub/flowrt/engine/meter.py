"""Counted memories: how much each one and all of an instance have, and what was refused.

The engine lets its host make memories. What makes them here is native code, built from
`runtime_stub/meter/meter.zig`, because it is called in the middle of running wasm; this file gives
it the bounds of a store and reads what it counted. There is none for systems other than Linux, on
x86-64 and aarch64. Layouts are those of `meter.zig`.
"""

from __future__ import annotations

import ctypes
import os
import threading
from contextlib import contextmanager
from ctypes import byref, cast, pointer
from functools import cache

from flowrt.engine import capi, capi_rare
from flowrt.engine.traps import Spent
from flowrt.target import native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from flowrt.rights.limits import Limits

NO_BOUND = (1 << 64) - 1
_LIMITS = ("", "memory_bytes", "total_memory_bytes", "")
"""What refuses, by its number: none, each, all, the system."""


class Count(ctypes.Structure):
    """`Meter`: what one store may have, and has."""

    _fields_ = (
        ("each", ctypes.c_uint64),
        ("all", ctypes.c_uint64),
        ("now", ctypes.c_uint64),
        ("most", ctypes.c_uint64),
        ("met", ctypes.c_uint32),
        ("memories", ctypes.c_uint32),
        ("wanted", ctypes.c_uint64),
    )


class _Given(ctypes.Structure):
    """`Maker`: how to make an error, and whose memories are made now."""

    _fields_ = (("fail", capi.Pointer), ("count", ctypes.POINTER(Count)))


class Maker:
    """What makes the memories of one engine, for one instance at a time."""

    def __init__(self, api: ctypes.CDLL, make: int) -> None:
        fail = cast(api.wasmtime_error_new, capi.Pointer)
        self.given = _Given(fail.value)
        self.creator = capi_rare.Creator(ctypes.addressof(self.given), make, None)
        self.lock = threading.Lock()

    def meter(self, limits: Limits) -> Meter:
        """Return the count of a store that is bound by limits."""
        return Meter(self, Count(_bound(limits.memory_bytes), _bound(limits.total_memory_bytes)))


class Meter:
    """The count of one store; it must live as long as the store does."""

    def __init__(self, maker: Maker, count: Count) -> None:
        self._maker = maker
        self._count = count

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the memories that this thread makes in the block."""
        with self._maker.lock:
            self._maker.given.count = pointer(self._count)
            yield

    def begin(self) -> None:
        """Forget what was refused, for the next transaction."""
        self._count.met = 0

    @property
    def spent(self) -> Spent | None:
        """What memory was refused last, in this transaction."""
        count, limit = self._count, _LIMITS[self._count.met]
        if not count.met:
            return None
        return Spent(limit, count.each if limit == "memory_bytes" else count.all, count.wanted)

    @property
    def most(self) -> int:
        """The most bytes that all memories had together."""
        most: int = self._count.most
        return most


def is_there() -> bool:
    """Return whether memories can be counted on this system."""
    return os.path.isfile(native(__file__))  # noqa: PTH113 - pathlib takes 4 ms to import


def maker(api: ctypes.CDLL, config: int) -> Maker:
    """Let an engine that is set up have its memories made here; the maker must outlive it."""
    made = Maker(api, cast(_library().flowrt_meter_make, capi.Pointer).value or 0)
    api.wasmtime_config_host_memory_creator_set(config, byref(made.creator))
    # The engine takes images of memories for its own: it cannot put them in those of others.
    api.wasmtime_config_memory_init_cow_set(config, False)  # noqa: FBT003 - C has no names
    return made


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(native(__file__))


def _bound(limit: int | None) -> int:
    return NO_BOUND if limit is None else limit
