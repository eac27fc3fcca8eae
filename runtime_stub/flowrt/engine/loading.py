"""Large native code is loaded of a file in memory, which the engine maps; of bytes it makes copies.

The file has no name and is sealed before the engine has it. Where a system has no such files, the
engine is given the bytes.
"""

from __future__ import annotations

import os
from ctypes import byref

from flowrt.engine import capi
from flowrt.engine.traps import EngineError, check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from flowrt.engine.engine import Engine
    from flowrt.verify import Data

    What = Literal["component", "module"]


def loaded(engine: Engine, what: What, native: Data) -> int:
    """Return a component or a module, from native code that was verified; raises `EngineError`."""
    file = sealed(native)
    if file is None:
        return _of_bytes(engine, what, bytes(native))
    try:
        return _of_file(engine, what, f"/proc/self/fd/{file}")
    except EngineError:  # it is no code of the engine's, or there is no /proc
        return _of_bytes(engine, what, bytes(native))
    finally:
        os.close(file)


def _of_bytes(engine: Engine, what: What, native: bytes) -> int:
    api, made = engine.api, capi.Pointer()
    load = getattr(api, f"wasmtime_{what}_deserialize")
    check(api, load(engine.pointer, native, len(native), byref(made)))
    return made.value or 0


def _of_file(engine: Engine, what: What, path: str) -> int:
    api, made = engine.api, capi.Pointer()
    load = getattr(api, f"wasmtime_{what}_deserialize_file")
    check(api, load(engine.pointer, path.encode(), byref(made)))
    return made.value or 0


def sealed(data: Data) -> int | None:
    """Return a file in memory that holds the data and never changes; None where there is none."""
    if not hasattr(os, "memfd_create"):
        return None
    import fcntl  # noqa: PLC0415 - for this

    seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    try:
        file = os.memfd_create("flowrt", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:
        return None
    try:
        _write(file, memoryview(data))
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
    except OSError:  # no room, or a system that seals nothing
        os.close(file)
        return None
    return file


def _write(file: int, data: memoryview) -> None:
    while data:
        data = data[os.write(file, data) :]
