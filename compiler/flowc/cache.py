"""The user's cache: where it is, how a file comes to lie in it, and which copy of flowc this is.

What is kept makes the next run faster and does nothing else, so nothing here is ever a mistake: a
folder that cannot be written to keeps nothing, and each file is put in place whole.
"""

import functools
import hashlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

SWITCH = "FLOWC_CACHE"
OFF = "off"
MOST_BYTES = 1 << 30
"""The size of what is kept in one file."""


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


@functools.cache
def compiler() -> str:
    """Return what tells this copy of the compiler from any other: its files as they are now."""
    home = Path(__file__).resolve().parent
    return state_of(home, home.parents[1] / "grammar")  # of a checkout; a wheel has it inside


def state_of(*homes: Path) -> str:
    """Return a digest of which files there are in some folders, how large and how old."""
    files = sorted(one for home in homes for one in _files(home))
    return digest(repr((sys.version, files)).encode())


def _files(home: Path) -> Iterator[tuple[str, int, int]]:
    for path, folders, names in os.walk(home):
        folders[:] = [one for one in folders if one != "__pycache__"]
        for name in names:
            with suppress(FileNotFoundError):
                full = os.path.join(path, name)  # noqa: PTH118 - a Path for each takes longer
                found = os.stat(full)  # noqa: PTH116 - the same
                yield full, found.st_size, found.st_mtime_ns


def read(path: Path, most: int = MOST_BYTES) -> bytes | None:
    """Return the bytes of a file of at most so many; None for what is none, which may never end."""
    try:
        found = path.stat()
        is_plain = stat.S_ISREG(found.st_mode) and found.st_size <= most
        return path.read_bytes() if is_plain else None
    except OSError:
        return None


def pinned(path: Path | None, sha256: str) -> bytes | None:
    """Return what is kept at a path, if its bytes are the right ones."""
    data = read(path) if path else None
    return data if data is not None and digest(data) == sha256 else None


def keep(path: Path | None, data: bytes) -> None:
    """Keep some bytes at a path, where that can be done; they are got again next time if not."""
    if path is not None:
        with suppress(OSError):
            write(path, data)


def write(path: Path, *data: bytes) -> None:
    """Write a file whole, and its folder: whoever reads it meanwhile sees the old or the new one.

    Raises `OSError`.
    """
    import tempfile  # noqa: PLC0415 - most runs only read

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
