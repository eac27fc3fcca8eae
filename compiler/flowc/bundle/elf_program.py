"""One program for Linux of the engine's library and the launcher, which the system loads by itself.

A shared library and a program are the same kind of file. So the engine's library stays as it is,
and becomes a program by a new table of program headers, which names a dynamic linker, begins in the
launcher, and loads launcher and archive behind the engine. No library is looked for, copied or
cached when it starts; what runs is the file that was started.
"""

import struct
from dataclasses import dataclass, replace

from flowc.bundle.elf import (
    HEADER_SIZE,
    INIT_ARRAY,
    INIT_ARRAY_SIZE,
    INTERPRETER,
    LOAD,
    PAGE,
    PROGRAM_HEADER_SIZE,
    PROGRAM_HEADERS,
    READ,
    Elf,
    Segment,
    aligned,
)
from flowc.bundle.face import Face
from flowc.bundle.seat import Places
from flowc.text.diagnostic import InternalError

HEADERS = 1 << 12
"""Bytes of the new headers: those of the program with its linker's name, and a face's sections."""
LINKERS = {62: b"/lib64/ld-linux-x86-64.so.2\0", 183: b"/lib/ld-linux-aarch64.so.1\0"}


@dataclass(frozen=True)
class Program:
    """An engine's library and a launcher, and where they and an archive come to lie.

    With a `face`, the program is the file of that native code, too.
    """

    engine: Elf
    launcher: Elf
    face: Face | None = None

    @property
    def headers_at(self) -> int:
        """Where the new program headers lie: as far into the file as into memory.

        Kernels before 5.18 tell a program the one for the other.
        """
        return aligned(max(self.engine.end, self.engine.held))

    def places(self, archive: bytes) -> Places:
        """Return what the launcher has to know of the program."""
        launcher_at = self.headers_at + PAGE
        archive_at = aligned(launcher_at + max(self.launcher.end, len(self.launcher.data)))
        return Places(
            launcher_at,
            archive_at,
            len(archive),
            self.engine.slot(b"dlsym"),
            0,
            self.engine.dynamic.get(INIT_ARRAY, 0),
            self.engine.dynamic.get(INIT_ARRAY_SIZE, 0) // 8,
            face_at=archive_at + self.face.at if self.face else 0,
        )

    def join(self, archive: bytes, launcher: bytes) -> bytes:
        """Return the program; `launcher` is ours with its seat filled in."""
        places, headers = self.places(archive), self._headers(archive)
        data = bytearray(places.archive_at)
        for at, part in (
            (0, self.engine.data[: self.engine.held]),
            (0, self._header(len(headers))),
            (self.headers_at, b"".join(one.encode() for one in headers) + self._linker),
            (self._sections_at, self.face.table(places.archive_at) if self.face else b""),
            (places.launcher_at, launcher),
        ):
            data[at : at + len(part)] = part
        return bytes(data + archive)

    def _headers(self, archive: bytes) -> list[Segment]:
        """All segments: ours around the engine's, in the order of their addresses."""
        places, at = self.places(archive), self.headers_at
        moved = [one.moved(places.launcher_at) for one in self.launcher.of_kind(LOAD)]
        loaded = [one for one in self.engine.segments if one.kind != PROGRAM_HEADERS]
        size = (len(loaded) + len(moved) + 4) * PROGRAM_HEADER_SIZE
        return [
            Segment(PROGRAM_HEADERS, READ, at, at, size, size, 8),
            replace(_readable(at + size, len(self._linker)), kind=INTERPRETER, alignment=1),
            *loaded,
            _readable(at, HEADERS),
            *moved,
            _readable(places.archive_at, len(archive)),
        ]

    @property
    def _linker(self) -> bytes:
        if self.launcher.machine != self.engine.machine:
            raise InternalError("bundle", "the launcher and the engine are for other processors")
        return LINKERS[self.engine.machine]

    @property
    def _sections_at(self) -> int:
        return self.headers_at + HEADERS // 2

    def _header(self, count: int) -> bytes:
        """Return the ELF header: the engine's, with our table, and no sections but the face's."""
        header = bytearray(self.engine.data[:HEADER_SIZE])
        entry = self.headers_at + PAGE + self.launcher.entry
        struct.pack_into("<QQQ", header, 24, entry, self.headers_at, 0)
        struct.pack_into("<H", header, 56, count)
        struct.pack_into("<HH", header, 60, 0, 0)
        if self.face:
            self.face.show(header, self._sections_at)
        return bytes(header)


def _readable(at: int, size: int) -> Segment:
    return Segment(LOAD, READ, at, at, size, size, PAGE)
