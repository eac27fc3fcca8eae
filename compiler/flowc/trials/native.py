"""Machine code of test components, kept in the user's cache by what it was made from.

The cache is as trusted as the user's own programs: code that is read back is run. Each file
carries a digest of itself, so that one that was cut off is made anew; the oldest are removed.
"""

import hashlib
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from flowrt import engine
from flowrt.engine import Code, EngineError

MOST_FILES = 64
"""Components whose code is kept."""
SUFFIX = ".native"
DIGEST = 32  # bytes


def code_of(component: bytes) -> Code:
    """Return a component's code, from the cache or compiled now."""
    shared = engine.shared()
    path = _path(component)
    known = _read(path)
    if known is not None:
        with suppress(EngineError):
            return shared.load(known)
    code = shared.compile(component)
    _write(path, code.serialize())
    return code


def folder() -> Path:
    """Return where code is kept: `$FLOWC_CACHE`, or the user's cache folder."""
    named = os.environ.get("FLOWC_CACHE")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "flowc"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "flowc"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "flowc"


def _path(component: bytes) -> Path:
    host = engine.host()
    made_by = json.dumps([host.engine.name, host.engine.version, engine.profile(), _cpu()])
    key = hashlib.sha256(made_by.encode() + b"\0" + component).hexdigest()
    return folder() / f"{key}{SUFFIX}"


def _cpu() -> list[str]:
    """Return what tells this machine from others that share a home folder."""
    return [engine.target(), *os.uname()] if hasattr(os, "uname") else [engine.target()]


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, native = data[:DIGEST], data[DIGEST:]
    if hashlib.sha256(native).digest() != digest:
        return None
    with suppress(OSError):
        os.utime(path)
    return native


def _write(path: Path, native: bytes) -> None:
    """Keep code; a cache that cannot be written makes the next run slower, and nothing else."""
    temporary = ""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(native).digest() + native)
        Path(temporary).replace(path)
        _forget(path.parent)
        return
    if temporary:
        Path(temporary).unlink(missing_ok=True)


def _forget(cache: Path) -> None:
    """Remove what was used longest ago."""
    kept = sorted(cache.glob(f"*{SUFFIX}"), key=lambda one: one.stat().st_mtime, reverse=True)
    for path in kept[MOST_FILES:]:
        path.unlink(missing_ok=True)
