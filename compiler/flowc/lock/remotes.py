"""Loads remote uses: what `flow.lock` beside the root pins, from the store.

Gives the bytes of exactly the pinned digest, or raises `Unavailable` with the message for the place
where they are used. The lock is read once.
"""

from dataclasses import dataclass, field
from pathlib import Path

from flowc.frontend import errors
from flowc.frontend.reference import Reference, read_reference
from flowc.frontend.remotes import Unavailable
from flowc.lock.file import MOST_BYTES, NAME, Lock, Pin, UnreadableLock, read_lock
from flowc.lock.store import Altered, NotStored, Store


@dataclass(slots=True)
class Remotes:
    """The remote uses of a program whose root is the file `flow` in `folder`.

    `lock` is what the lock there holds, None where there is none.
    """

    folder: Path
    flow: str
    store: Store
    lock: Lock | None = None
    _read: bool = field(default=False, init=False)

    @property
    def path(self) -> Path:
        """Where the lock lies, or would."""
        return self.folder / NAME

    def load(self, path: str) -> bytes:
        """Return the bytes of a remote path that is well written; raises `Unavailable`."""
        pin = self.pin(path)
        flow, cached = self.flow, self.store.folder is not None
        try:
            return self.store.read(pin)
        except NotStored:
            raise Unavailable(
                lambda span: errors.NotFetched(pin.digest, flow, cached, span=span)
            ) from None
        except Altered as altered:
            found, copy = altered.found, str(self.store.path(pin.digest))
            raise Unavailable(
                lambda span: errors.NotAsPinned(pin.digest, found, copy, flow, span=span)
            ) from None

    def pin(self, name: str) -> Pin:
        """Return what a remote path is pinned to; raises `Unavailable`."""
        lock, flow = self.read(), self.flow
        reference = read_reference(name)
        pin = None if lock is None else lock.pins.get(name)
        if pin is None:
            near = () if lock is None else _near(reference, lock)
            exists = lock is not None
            raise Unavailable(lambda span: errors.NotLocked(name, flow, near, exists, span=span))
        if reference.digest not in ("", pin.manifest):
            asked, found = reference.digest, pin.manifest
            raise Unavailable(lambda span: errors.DigestsDiffer(asked, found, span=span))
        return pin

    def read(self) -> Lock | None:
        """Return the lock, None where there is none; raises `Unavailable` if it is broken."""
        if not self._read:
            self.lock = self._parsed()
            self._read = True
        return self.lock

    def _parsed(self) -> Lock | None:
        try:
            with self.path.open("rb") as file:
                return read_lock(file.read(MOST_BYTES + 1))
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            bad = UnreadableLock("", "a file that can be read", reason)
        except UnreadableLock as unreadable:
            bad = unreadable
        place, expected, found = bad.place, bad.expected, bad.found
        raise Unavailable(lambda span: errors.BadLock(NAME, place, expected, found, span=span))


def _near(reference: Reference, lock: Lock) -> tuple[str, ...]:
    """Return what is pinned of the same repository."""
    where = (reference.registry, reference.repository)
    pinned = ((name, read_reference(name)) for name in sorted(lock.pins))
    return tuple(name for name, one in pinned if (one.registry, one.repository) == where)
