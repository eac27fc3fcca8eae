"""Native code that this machine compiled, kept so that the next start need not compile it again.

It lies in the user's cache, and what is read back runs. So a folder counts that is ours and closed
to others, no link is followed, and each entry begins with a code of authentication over its name
and its code. The secret for it lies elsewhere, among the user's state: whoever can write to the
cache and nowhere else, be it a backup, a synchronised folder or a volume that is shared, can make a
start slower and nothing else. Where there is no such place, nothing is kept. THREATS.md says more.
"""

from __future__ import annotations

import hashlib
import os
import stat

from flowrt.archive.format import MAX_BLOB
from flowrt.engine.traps import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from flowrt.engine.engine import Code, Engine

    Folder: TypeAlias = int

SWITCH = "FLOWC_CACHE"
MOST = 32
"""Entries that are kept; beyond that, those go that were put there longest ago."""
SUFFIX = ".code"
SEAL = 32
SECRET = "secret"  # noqa: S105 - the name of the file that has it
_KIND = b"flowrt code 1"
_OTHERS_WRITE = 0o022
_OTHERS = 0o077


def compiled(engine: Engine, component: bytes) -> tuple[Code, bool]:
    """Return a component's code, and whether it was kept from a start before; if not, keep it.

    Raises `EngineError`.
    """
    kept = Kept(component, engine.fingerprint)
    found = kept.find()
    if found is not None:
        try:
            return engine.load(found), True
        except EngineError:
            found = None  # code for another processor: the folder went with its user
    code = engine.compile(component)
    kept.keep(code.serialize())
    return code, False


class Kept:
    """The code of one component for one engine: found, or kept once it was compiled."""

    def __init__(self, component: bytes, fingerprint: str) -> None:
        """Take a component, and the digest of the engine with its settings and the target."""
        made_from = (_KIND, hashlib.sha256(component).digest(), fingerprint.encode())
        self._name = hashlib.sha256(b"\0".join(made_from)).hexdigest() + SUFFIX

    def find(self) -> bytes | None:
        """Return the code, if it is there and as it was put there."""
        with _Open(cache_folder()) as folder:
            data = _read(folder, self._name) if folder is not None else None
        secret = _secret(make=False) if data else b""
        if not data or not secret or not _same(data[:SEAL], self._seal(secret, data[SEAL:])):
            return None
        return data[SEAL:]

    def keep(self, code: bytes) -> None:
        """Keep the code, whole or not at all, for whoever starts next."""
        with _Open(cache_folder(), make=True) as folder:
            secret = _secret(make=True) if folder is not None else b""
            if folder is not None and secret:
                _write(folder, self._name, self._seal(secret, code) + code)
                _forget(folder)

    def _seal(self, secret: bytes, code: bytes) -> bytes:
        import hmac  # noqa: PLC0415 - most archives have native code

        return hmac.digest(secret, self._name.encode() + b"\0" + code, "sha256")


def cache_folder() -> str:
    """Return where code is kept, chosen as `flowc` chooses its caches; empty for nowhere."""
    chosen = os.environ.get(SWITCH, "")
    if chosen:
        return "" if chosen == "off" else f"{chosen}/code"
    return _of_user("XDG_CACHE_HOME", ".cache", "code")


def state_folder() -> str:
    """Return where the secret is; empty for nowhere."""
    return _of_user("XDG_STATE_HOME", ".local/state", "")


def _of_user(variable: str, usual: str, name: str) -> str:
    shared, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    base = shared if shared.startswith("/") else f"{home}/{usual}" if home.startswith("/") else ""
    return f"{base}/flowc/{name}".rstrip("/") if base else ""


class _Open:
    """An open folder that is ours and closed to others; None where there is none."""

    def __init__(self, path: str, *, make: bool = False) -> None:
        self._folder = _opened(path, make) if path and hasattr(os, "O_NOFOLLOW") else None

    def __enter__(self) -> Folder | None:
        return self._folder

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            os.close(self._folder)


def _opened(path: str, make: bool) -> Folder | None:  # noqa: FBT001 - named by its one caller
    try:
        if make:
            os.makedirs(path, mode=0o700, exist_ok=True)  # noqa: PTH103 - pathlib takes 4 ms
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    if _is_ours(folder, _OTHERS):
        return folder
    os.close(folder)
    return None


def _is_ours(file: int, denied: int) -> bool:
    found = os.fstat(file)
    return found.st_uid == os.geteuid() and not found.st_mode & denied


def _read(folder: Folder, name: str, denied: int = _OTHERS_WRITE) -> bytes | None:
    """Return the bytes of a file of ours; None for one of others, what is no file, or none at all.

    Nobody is waited for: a pipe of that name might never have anything to say.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        file = os.open(name, flags, dir_fd=folder)
    except OSError:
        return None
    if not (_is_ours(file, denied) and _is_plain(file)):
        os.close(file)
        return None
    with os.fdopen(file, "rb") as opened:
        return opened.read()


def _is_plain(file: int) -> bool:
    """Return whether it is a file, and no larger than code may be."""
    found = os.fstat(file)
    return stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BLOB + SEAL


def _write(folder: Folder, name: str, data: bytes) -> None:
    """Put a file in place at once: whoever reads it meanwhile sees the old or the new one."""
    temporary = f".{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(temporary, flags, 0o600, dir_fd=folder), "wb") as file:
            file.write(data)
        os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:  # a full disk, say: what was begun is removed, and nothing is kept
        _remove(folder, temporary)


def _remove(folder: Folder, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return  # somebody else was first


def _forget(folder: Folder) -> None:
    """Remove what was put there longest ago, until there are few enough."""
    ages = []
    for name in os.listdir(folder):  # noqa: PTH208 - an open folder has no path
        if name.endswith(SUFFIX):
            try:
                ages.append((os.stat(name, dir_fd=folder).st_mtime_ns, name))
            except OSError:
                continue  # it was removed meanwhile
    for _, name in sorted(ages)[:-MOST]:
        _remove(folder, name)


def _secret(*, make: bool) -> bytes:
    """Return this user's secret; empty where there is none and none can be made."""
    with _Open(state_folder(), make=make) as folder:
        if folder is None:
            return b""
        found = _read(folder, SECRET, _OTHERS)
        if found is None and make:
            _first(folder, os.urandom(SEAL))
            found = _read(folder, SECRET, _OTHERS)
    return found if found is not None and len(found) == SEAL else b""


def _first(folder: Folder, secret: bytes) -> None:
    """Write the secret unless somebody else was first."""
    temporary = f".{os.urandom(8).hex()}"
    _write(folder, temporary, secret)
    try:
        os.link(temporary, SECRET, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        return  # theirs holds
    finally:
        _remove(folder, temporary)


def _same(one: bytes, other: bytes) -> bool:
    import hmac  # noqa: PLC0415 - as above

    return hmac.compare_digest(one, other)
