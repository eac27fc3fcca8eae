"""Native code that was made before, kept in the user's cache by what it was made from.

Code that is read back is run, and what `flowc build` reads it signs. So each entry carries a code
of authentication made with a secret of its reader's: where there is one, as there is in a build,
whoever can merely write to the folder can make it slower and nothing else. Without a secret it
shows that the entry is whole, and the folder is as trusted as the user's own programs.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flowc import cache

MOST_BYTES = 1 << 30
"""What all entries have together; beyond that, those go that were used longest ago."""
SUFFIX = ".native"
SEAL = 32  # bytes


@dataclass(frozen=True, slots=True)
class Store:
    """The entries in a folder, each under a name; nothing is kept where there is no folder."""

    folder: Path | None
    secret: bytes = b""

    def find(self, name: str) -> bytes | None:
        """Return what is kept under a name, if it was put there by one who knows the secret."""
        if self.folder is None:
            return None
        path = self.folder / self._file(name)
        data = cache.read(path)
        if data is None:
            return None
        seal, native = data[:SEAL], data[SEAL:]
        if not hmac.compare_digest(seal, self._seal(name, native)):
            return None
        with suppress(OSError):
            os.utime(path)
        return native

    def keep(self, name: str, native: bytes) -> None:
        """Keep code under a name."""
        if self.folder is None:
            return
        with suppress(OSError):
            cache.write(self.folder / self._file(name), self._seal(name, native), native)
            _forget(self.folder)

    def _file(self, name: str) -> str:
        """Return an entry's file; readers with other secrets have entries of their own."""
        whose = hmac.digest(self.secret, b"whose", "sha256").hex()[:8]
        return f"{name}-{whose}{SUFFIX}"

    def _seal(self, name: str, native: bytes) -> bytes:
        seal = hmac.new(self.secret, name.encode() + b"\0", hashlib.sha256)
        seal.update(native)
        return seal.digest()


def user_store(secret: bytes = b"") -> Store:
    """Return the user's store, as the environment names it."""
    home = cache.folder(os.environ)
    return Store(None if home is None else home / "native", secret)


def _forget(folder: Path) -> None:
    """Remove what was used longest ago, until the rest is small enough."""
    entries = [(path.stat(), path) for path in folder.glob(f"*{SUFFIX}")]
    left = sum(stat.st_size for stat, _ in entries)
    for stat, path in sorted(entries, key=lambda one: one[0].st_mtime_ns):
        if left <= MOST_BYTES:
            return
        path.unlink(missing_ok=True)
        left -= stat.st_size
