"""Which native code of an archive an executable is the file of, too.

The engine maps code from the beginning of a file of its own. A program of Linux needs no sections
to run, so its ELF header can name those of some native code that lies in it, and the engine can be
given the program itself, of which nothing has to be copied. There is one header, so one code is
chosen: that of which the launcher would have to copy most, which is all but its machine code.
"""

import struct
from dataclasses import dataclass

from flowc.bundle.elf import MAGIC, SECTION_SIZE, Elf
from flowrt.archive.archive import open_archive, read_contents
from flowrt.archive.format import Blob
from flowrt.problems.report import Refused

WORTH = 1 << 20
"""Bytes to be copied from which on it pays, and from which on a launcher wants a file."""
_FLAGS = slice(48, 52)
_NAMES = slice(62, 64)


@dataclass(frozen=True)
class Face:
    """Native code that lies `at` this offset of an archive."""

    at: int
    code: Elf

    @property
    def copied(self) -> int:
        """How many bytes a launcher would copy."""
        machine_code = (one.size for one in self.code.sections if one.is_machine_code)
        return len(self.code.data) - sum(machine_code)

    def table(self, archive_at: int) -> bytes:
        """Return the section headers, in a program that has the archive there."""
        moved = (one.moved(archive_at + self.at) for one in self.code.sections)
        return b"".join(one.encode() for one in moved)

    def show(self, header: bytearray, table_at: int) -> None:
        """Have an ELF header name these sections, and say what kind of code they are."""
        header[_FLAGS] = self.code.data[_FLAGS]
        struct.pack_into("<Q", header, 40, table_at)
        struct.pack_into("<HH", header, 58, SECTION_SIZE, len(self.code.sections))
        header[_NAMES] = self.code.data[_NAMES]


def face_of(archive: bytes, machine: str) -> Face | None:
    """Return the code for a machine, `x86_64-linux` or the like, of which most is to be copied."""
    places = ((at, blob.size) for at, blob in _natives(archive) if blob.target == machine)
    faces = [Face(at, Elf(archive[at : at + size])) for at, size in places if size >= WORTH]
    chosen = max(faces, key=lambda face: face.copied, default=None)
    return chosen if chosen and chosen.copied >= WORTH else None


def _natives(archive: bytes) -> list[tuple[int, Blob]]:
    """Return the native code, and where it lies; none of what is no archive."""
    try:
        opened = open_archive(archive)
        blobs = read_contents(opened).header.blobs
    except Refused:  # the launcher says why, when it is run
        return []
    places = ((opened.region + blob.offset, blob) for blob in blobs)
    return [(at, blob) for at, blob in places if archive.startswith(MAGIC, at)]
