"""What is written into the launcher: where things lie in the executable, and who is trusted.

`runtime_stub/launcher/seat.zig` declares the same bytes, and says what each is for.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from flowc.bundle.library import Library
from flowc.text.diagnostic import InternalError
from flowrt.keys import PublicKey

MARK = b"flowc launcher 1"
MOST_KEYS = 16
MOST_CHUNKS = 64
_LAYOUT = struct.Struct("<16s4Q32s4I256s512s2048s")


@dataclass(frozen=True, slots=True)
class Seat:
    """Places and sizes in bytes; the archive is `package`, signed by `threshold` of `keys`."""

    archive_at: int
    archive_size: int
    library_at: int
    package: str
    keys: Sequence[PublicKey]
    threshold: int

    def encode(self, library: Library) -> bytes:
        """Return the seat's bytes."""
        chunks, package = library.chunks, self.package.encode()
        if len(chunks) > MOST_CHUNKS or not 1 <= len(self.keys) <= MOST_KEYS:
            raise InternalError("bundle", f"{len(chunks)} chunks and {len(self.keys)} keys")
        return _LAYOUT.pack(
            MARK,
            self.archive_at,
            self.archive_size,
            self.library_at,
            len(library.data),
            library.digest,
            self.threshold,
            len(self.keys),
            len(chunks),
            len(package),
            package,
            b"".join(key.raw for key in self.keys),
            b"".join(chunks),
        )


def seated(launcher: bytes, seat: bytes) -> bytes:
    """Return a launcher with its seat filled in."""
    empty = MARK + bytes(_LAYOUT.size - len(MARK))
    if launcher.count(MARK) != 1 or empty not in launcher:
        raise InternalError("bundle", "the launcher has no empty seat")
    return launcher.replace(empty, seat)
