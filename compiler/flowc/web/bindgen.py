"""Runs the transpiler: component bytes in, JavaScript and core modules out.

The transpiler is a core module with the canonical ABI of one WIT function, which is lowered here:
`generate: func(component: list<u8>, options: generate-options) -> result<transpiled, string>`. It
has a system to itself that holds nothing.
"""

import os
import re
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import wasmtime

from flowc import cache as kept
from flowc.text.diagnostic import InternalError
from flowc.text.report import stop
from flowc.web.errors import NotTranspiled
from flowc.web.npm import Package, member

TRANSPILER = Package(
    "@bytecodealliance/jco-transpile",
    "0.15.0",
    "8386c1fe1919f57747626ac9622f7505efd560394ee0b43544907ff963fb6aff",
)
_MODULE = "vendor/js-component-bindgen-component.core.wasm"
_OPTIONS_SIZE = 100
_NAME, _INSTANTIATION, _NO_NODEJS, _CUTOFF = 8, 18, 38, 40
"""Offsets in `generate-options`, which follows the two words of the component; all but the name
are options, whose first byte says whether there is a value."""
GLUE = b"door:invoke-lines"
"""What only that module exports."""
_TALK = "if (!globalThis?.process?.env?.JCO_DEBUG) { return; }"
"""Asked at each step of a call, and more than half of what a call takes where there is an
environment to ask."""
_LOGS = re.compile(
    r"""^ *_debugLog\((?:'[^'\n]*'|"[^"\n]*"|`[^`\n]*`)(?:, (?:\{[^{}]*\}|\w+))?\);\n""",
    re.MULTILINE,
)
_SUSPENDS = "WebAssembly.promising("
_MAY_SUSPEND = "(WebAssembly.promising ?? ((one) => one))("
"""What an engine may not have yet; it is slow to say so, since it reads all of the function again
to tell what is missing."""
_TYPES = "interfaces/"
_PRESENT = b"\x01"
_TRUE = b"\x01\x01"
_ASYNC = b"\x01\x00"


@dataclass(frozen=True, slots=True)
class Transpiled:
    """What JavaScript runs: `script` is an ES module that exports `instantiate`.

    `cores` are the core modules it asks for by name, in the order in which they stand in the
    component; `imports` are the interfaces that it has to be given. `types` has the types of each
    interface, for TypeScript, by the path that the transpiler gives it.
    """

    script: str
    cores: Mapping[str, bytes]
    imports: tuple[str, ...]
    types: Mapping[str, str]

    @property
    def glue(self) -> str:
        """The name of the core module that flowc wrote; all others are components'."""
        return next(name for name, core in self.cores.items() if GLUE in core)


def transpile(component: bytes, name: str) -> Transpiled:
    """Return a component as JavaScript; raises `Stopped` (F640, F641)."""
    try:
        files, imports = _Call(_compiled()).generate(component, name)
    except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
        raise stop(NotTranspiled(str(error).splitlines()[0])) from None
    script = _settled(files.pop(f"{name}.js").decode())
    cores = {path: data for path, data in files.items() if path.endswith(".wasm")}
    types = {path: data.decode() for path, data in files.items() if path.startswith(_TYPES)}
    return Transpiled(script, cores, imports, types)


def _settled(script: str) -> str:
    """Return the script without what looks around, and what tells of each step."""
    for found, instead in ((_TALK, "return;"), ("import.meta.url", '""')):
        if found not in script:
            raise InternalError("web", f"the transpiler writes no `{found}`")
        script = script.replace(found, instead)
    return _LOGS.sub("", script.replace(_SUSPENDS, _MAY_SUSPEND))


@cache
def _engine() -> wasmtime.Engine:
    """Return an engine that keeps the transpiler's code, where the user keeps anything."""
    config = wasmtime.Config()
    if kept.folder(os.environ) is not None:
        with suppress(wasmtime.WasmtimeError):  # where it cannot be kept, it is made each time
            config.cache = True
    return wasmtime.Engine(config)


@cache
def _compiled() -> wasmtime.Module:
    return wasmtime.Module(_engine(), member(TRANSPILER, _MODULE))


class _Call:
    """One instance of the transpiler, for one call."""

    def __init__(self, compiled: wasmtime.Module) -> None:
        self._store = wasmtime.Store(_engine())
        self._store.set_wasi(wasmtime.WasiConfig())
        linker = wasmtime.Linker(_engine())
        linker.define_wasi()
        self._exports: Mapping[str, Any] = linker.instantiate(self._store, compiled).exports(
            self._store
        )

    def generate(self, component: bytes, name: str) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Return the files by name, and the imports."""
        answer = self._call("generate", self._options(component, name))
        if self._bytes(answer, 1) != b"\0":
            raise stop(NotTranspiled(self._text(answer + 4)))
        files = {self._text(at): self._data(at + 8) for at in self._items(answer + 4, 16)}
        return files, tuple(self._text(at) for at in self._items(answer + 12, 8))

    def _options(self, component: bytes, name: str) -> int:
        made = bytearray(_OPTIONS_SIZE)
        struct.pack_into("<II", made, 0, *self._put(component))
        struct.pack_into("<II", made, _NAME, *self._put(name.encode()))
        made[_INSTANTIATION : _INSTANTIATION + 2] = _ASYNC
        made[_NO_NODEJS : _NO_NODEJS + 2] = _TRUE
        made[_CUTOFF : _CUTOFF + 1] = _PRESENT  # and zero: no core module goes into the script
        return self._put(bytes(made), 4)[0]

    def _call(self, function: str, *arguments: int) -> int:
        return int(self._exports[function](self._store, *arguments)) & 0xFFFFFFFF

    def _put(self, data: bytes, alignment: int = 1) -> tuple[int, int]:
        at = self._call("cabi_realloc", 0, 0, alignment, len(data))
        self._exports["memory"].write(self._store, data, at)
        return at, len(data)

    def _bytes(self, at: int, size: int) -> bytes:
        return bytes(self._exports["memory"].read(self._store, at, at + size))

    def _pair(self, at: int) -> tuple[int, int]:
        first, second = struct.unpack("<II", self._bytes(at, 8))
        return first, second

    def _data(self, at: int) -> bytes:
        return self._bytes(*self._pair(at))

    def _text(self, at: int) -> str:
        return self._data(at).decode()

    def _items(self, at: int, size: int) -> range:
        start, count = self._pair(at)
        return range(start, start + count * size, size)
