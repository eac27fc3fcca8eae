"""Components that were fetched, each in a file that is named by its digest, in the user's cache.

They are inputs of a build and not only its speed, so each is hashed whenever it is read; what does
not have the digest it is named by is as good as not there, and is said.
"""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from flowc.lock.file import Pin


class NotStored(Exception):  # noqa: N818 - the store's state
    """There is no such component in the store."""


class Altered(Exception):  # noqa: N818 - the same
    """The component in the store is another one; `found` is its digest, or what else it is."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of components; None where the user wants no cache."""

    folder: Path | None

    def path(self, digest: str) -> Path | None:
        """Return where a component of a digest lies, or would."""
        if self.folder is None:
            return None
        return self.folder / "components" / f"{digest.removeprefix('sha256:')}.wasm"

    def read(self, pin: Pin) -> bytes:
        """Return a component's bytes, hashed; raises `NotStored` or `Altered`."""
        path = self.path(pin.digest)
        if path is None:
            raise NotStored
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise Altered("no plain file")
            if found.st_size != pin.size:
                raise Altered(f"{found.st_size:,} bytes")
            data = path.read_bytes()
        except OSError:
            raise NotStored from None
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if digest != pin.digest:
            raise Altered(digest)
        return data

    def has(self, pin: Pin) -> bool:
        """Whether a component is there as it should be."""
        try:
            self.read(pin)
        except (NotStored, Altered):
            return False
        return True
