"""One native executable: the launcher with its seat, the engine's library, the archive.

The trusted keys are written into the launcher, so an archive that is put in the place of ours runs
only if one of them signed it, for the same package.
"""

from collections.abc import Sequence
from importlib.resources import files

from flowc.bundle.library import Library
from flowc.bundle.seat import Seat, seated
from flowrt.format import align
from flowrt.keys import PublicKey
from flowrt.target import this_target

TARGETS = ("x86_64-linux",)
"""What there is a launcher for."""


def executable(archive: bytes, package: str, keys: Sequence[PublicKey], library: Library) -> bytes:
    """Return the executable of an archive that all of these keys must have signed."""
    launcher = files("flowc.bundle").joinpath(f"launcher-{this_target()}").read_bytes()
    library_at = align(len(launcher))
    archive_at = align(library_at + len(library.data))
    seat = Seat(archive_at, len(archive), library_at, package, keys, len(keys))
    parts = ((0, seated(launcher, seat.encode(library))), (library_at, library.data))
    data = bytearray(archive_at)
    for at, part in parts:
        data[at : at + len(part)] = part
    return bytes(data + archive)
