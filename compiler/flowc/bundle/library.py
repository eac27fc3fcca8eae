"""The engine's library as an executable carries it: without symbols, and its digests.

Takes the shared library of the installed `wasmtime` wheel, an ELF file; gives what the dynamic
linker needs of it, which is all that its segments cover.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from flowc.text.diagnostic import InternalError
from flowrt import capi

CHUNK = 1 << 20
_ELF64_LITTLE = b"\x7fELF\x02\x01"
_SECTIONS_AT, _SECTION_COUNTS_AT = 40, 60
_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library's bytes."""

    data: bytes

    @property
    def chunks(self) -> tuple[bytes, ...]:
        """The SHA-256 of each piece of `CHUNK` bytes, the last being what is left."""
        pieces = (self.data[at : at + CHUNK] for at in range(0, len(self.data), CHUNK))
        return tuple(hashlib.sha256(piece).digest() for piece in pieces)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the chunks' digests, which names the library in caches."""
        return hashlib.sha256(b"".join(self.chunks)).digest()


def installed() -> Library:
    """Return the engine's library, as small as it can be without changing what is loaded."""
    return Library(stripped(Path(capi.library()._name).read_bytes()))  # noqa: SLF001 - its only name


def stripped(elf: bytes) -> bytes:
    """Return a 64-bit shared object without its section table, and what only that knows of."""
    if not elf.startswith(_ELF64_LITTLE):
        raise InternalError("bundle", "the engine's library is no 64-bit ELF file")
    table, size, count = (
        struct.unpack_from("<Q14xHH", elf, 32)[0],
        *struct.unpack_from("<HH", elf, 54),
    )
    segments = [_PROGRAM_HEADER.unpack_from(elf, table + i * size) for i in range(count)]
    data = bytearray(elf[: max(offset + held for _, _, offset, _, _, held, _, _ in segments)])
    struct.pack_into("<Q", data, _SECTIONS_AT, 0)
    struct.pack_into("<HH", data, _SECTION_COUNTS_AT, 0, 0)
    return bytes(data)
