"""What is written into the launcher: where things lie in the program, and who is trusted.

`runtime_stub/launcher/seat.zig` declares the same bytes, and says what each is for.
"""

import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from flowc.text.diagnostic import InternalError
from flowrt.trust.keys import PublicKey

MARK = b"flowc launcher 5"
MOST_KEYS = 16
NOTHING = bytes(32)
"""In the place of the engine's digest, where the engine is the program."""
_LAYOUT = struct.Struct("<16s10Q4I32s256s512s")


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses in the program, and sizes in bytes."""

    launcher_at: int
    archive_at: int
    archive_size: int
    dlsym_at: int
    modules_at: int
    init_at: int
    init_count: int
    engine_at: int = 0
    engine_size: int = 0
    face_at: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """The archive must be of `package`, and signed by `threshold` of `keys`.

    `engine` is the SHA-256 of the engine's library, where that is not the program itself.
    """

    places: Places
    package: str
    keys: Sequence[PublicKey]
    threshold: int
    engine: bytes = NOTHING

    def encode(self) -> bytes:
        """Return the seat's bytes."""
        package = self.package.encode()
        if not 1 <= len(self.keys) <= MOST_KEYS:
            raise InternalError("bundle", f"{len(self.keys)} keys")
        return _LAYOUT.pack(
            MARK,
            *astuple(self.places),
            self.threshold,
            len(self.keys),
            len(package),
            0,
            self.engine,
            package,
            b"".join(key.raw for key in self.keys),
        )


def filled(program: bytes, seat: bytes) -> bytes:
    """Return a launcher with its seat, which begins with a mark, filled in."""
    mark = seat[: len(MARK)]
    empty = mark + bytes(len(seat) - len(mark))
    if program.count(mark) != 1 or empty not in program:
        raise InternalError("bundle", "the launcher has no empty seat")
    return program.replace(empty, seat)
