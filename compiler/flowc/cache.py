"""The user's cache: where it is, and how a file comes to lie in it.

What is kept makes the next run faster and does nothing else, so nothing here is ever a mistake: a
folder that cannot be written to keeps nothing, and each file is put in place whole.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

SWITCH = "FLOWC_CACHE"
OFF = "off"


def folder(environment: Mapping[str, str], system: str = sys.platform) -> Path | None:
    """Return where things are kept: `$FLOWC_CACHE`, which may be `off`, or the user's caches."""
    chosen = environment.get(SWITCH, "")
    if chosen:
        return None if chosen == OFF else Path(chosen)
    shared = environment.get("XDG_CACHE_HOME", "")
    if Path(shared).is_absolute():
        return Path(shared) / "flowc"
    try:
        return _of_user(environment, system) / "flowc"
    except RuntimeError:
        return None


def _of_user(environment: Mapping[str, str], system: str) -> Path:
    """Return the folder of caches as the system has it; raises `RuntimeError` without a home."""
    if system == "darwin":
        return Path.home() / "Library" / "Caches"
    local = environment.get("LOCALAPPDATA", "")
    if system == "win32" and local:
        return Path(local)
    return Path.home() / ".cache"


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def write(path: Path, *data: bytes) -> None:
    """Write a file whole, and its folder: whoever reads it meanwhile sees the old or the new one.

    Raises `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(data)
        Path(temporary).replace(path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
