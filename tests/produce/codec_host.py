"""Drives the committed codec through wasmtime, as the glue will: a table, texts, values."""

import ctypes
import json
import struct
from collections.abc import Iterable
from typing import Any

import wasmtime

from flowc.produce import codec, descriptors


class FaultError(Exception):
    """What the codec refused; `fault` is its JSON, parsed."""

    def __init__(self, fault: dict[str, Any]) -> None:
        super().__init__(fault)
        self.fault = fault


_ENGINE = wasmtime.Engine()
_MODULE = wasmtime.Module(_ENGINE, codec.module())


class Codec:
    """One instance of the codec with a table of the given types at its static base."""

    def __init__(self, roots: Iterable[descriptors.Root], limit: int = -1) -> None:
        self.store = wasmtime.Store(_ENGINE)
        self.store.set_limits(memory_size=limit)
        exported = wasmtime.Instance(self.store, _MODULE, []).exports(self.store)
        self._exports = exported
        self.memory: wasmtime.Memory = exported["memory"]  # type: ignore[assignment]
        self.table = descriptors.build(roots)
        self.base = self.call("boot", len(self.table.data))
        self.write(self.base, self.table.data)

    def call(self, name: str, *args: int) -> int:
        """Call an export; results come back unsigned."""
        function: wasmtime.Func = self._exports[name]  # type: ignore[assignment]
        return (function(self.store, *args) or 0) & 0xFFFF_FFFF

    def write(self, address: int, data: bytes) -> None:
        start = ctypes.addressof(self.memory.data_ptr(self.store).contents)
        assert address + len(data) <= self.memory.data_len(self.store)
        ctypes.memmove(start + address, data, len(data))

    def read(self, address: int, count: int) -> bytes:
        start = ctypes.addressof(self.memory.data_ptr(self.store).contents)
        assert address + count <= self.memory.data_len(self.store)
        return ctypes.string_at(start + address, count)

    def put(self, data: bytes) -> int:
        """Copy bytes to fresh heap memory, and leave the byte behind them for `decode` to use."""
        address = self.call("alloc", len(data) + 1, 1)
        self.write(address, data)
        return address

    def desc(self, root: descriptors.Root) -> int:
        return self.base + self.table.offset_of[root]

    def cell(self, name: str, *args: int) -> bytes:
        """Call an export that writes (ptr, len) to the cell given last; return those bytes."""
        cell = self.call("alloc", 8, 4)
        self.call(name, *args, cell)
        return self.read(*struct.unpack("<II", self.read(cell, 8)))

    def decode(self, root: descriptors.Root, text: bytes) -> int:
        """Return the address of the decoded value."""
        at = self.call("alloc", descriptors.size_of(root), descriptors.align_of(root))
        self._check(self.call("decode", self.desc(root), self.put(text), len(text), at))
        return at

    def decode_params(self, root: descriptors.Params, text: bytes) -> tuple[int, list[bool]]:
        at = self.call("alloc", descriptors.size_of(root), descriptors.align_of(root))
        present = self.put(b"\xff" * len(root.fields))
        args = self.desc(root), self.put(text), len(text), at, present
        self._check(self.call("decode_params", *args))
        return at, [bool(flag) for flag in self.read(present, len(root.fields))]

    def encode(self, root: descriptors.Root, at: int, *, quotes_big: bool = False) -> bytes:
        self.call("out_begin", quotes_big)
        self._check(self.call("out_value", self.desc(root), at))
        return self.cell("out_end")

    def recode(self, root: descriptors.Root, text: bytes) -> bytes:
        """Decode and encode."""
        self.call("reset")
        return self.encode(root, self.decode(root, text))

    def _check(self, refused: int) -> None:
        if refused:
            raise FaultError(json.loads(self.cell("fault")))
