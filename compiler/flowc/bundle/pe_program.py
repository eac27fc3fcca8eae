"""One program for Windows of the engine's library and the launcher, as `elf_program` has for Linux.

The engine's sections stay as they are; behind them lie the launcher's, which were made for another
address and are put right, the tables of both joined, and the archive in a section of its own. So
the archive is a part of what Authenticode signs, and a signature is put behind it.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from flowc.bundle.pe import (
    EXCEPTIONS,
    FILE_HEADER_SIZE,
    IMPORTS,
    LOADING,
    READABLE_DATA,
    RELOCATIONS,
    SECURITY,
    Pe,
    Section,
)
from flowc.bundle.seat import Places
from flowc.text.diagnostic import InternalError

ARCHIVE, TABLES = b".flowpk", b".flowtab"
PAGE, SECTOR, HEADERS = 4096, 512, 1024
_DOS_SIZE = 64
_LIBRARY, _CONSOLE = 0x2000, 3
_WHERE_FROM, _SYSTEM_ONLY = 78, 0x800
"""In the table of how a file is loaded: where its libraries are looked for."""


@dataclass(frozen=True)
class PeProgram:
    """An engine's library and a launcher, and where they and an archive come to lie."""

    engine: Pe
    launcher: Pe

    @cached_property
    def _engine_sections(self) -> tuple[Section, ...]:
        return _without_last(self.engine)

    @cached_property
    def distance(self) -> int:
        """How much further on the launcher lies than it was made for."""
        (first, *_), last = self.launcher.sections, self._engine_sections[-1]
        return _up(last.end) - first.address

    @cached_property
    def _tables_at(self) -> int:
        last = _without_last(self.launcher)[-1]
        return _up(last.end) + self.distance

    @cached_property
    def _tables(self) -> tuple[bytes, bytes]:
        """How functions are unwound, and what is put right by the loader: both parts' together."""
        unwinding = self.engine.table(EXCEPTIONS) + self._moved_unwinding()
        return unwinding, self.engine.table(RELOCATIONS) + self._moved_relocations()

    def places(self, archive: bytes) -> Places:
        """Return what the launcher has to know of the program."""
        return Places(
            self.distance,
            _up(self._tables_at + sum(map(len, self._tables))),
            len(archive),
            self.engine.slot(b"GetProcAddress"),
            self.engine.slot(b"GetModuleHandleA"),
            self.engine.entry,
            1,
        )

    def join(self, archive: bytes, launcher: bytes) -> bytes:
        """Return the program; `launcher` is ours with its seat filled in."""
        engine = self._guarded_engine()
        parts = [
            *((one, engine) for one in self._engine_sections),
            *self._moved_launcher(launcher),
        ]
        tables, places = b"".join(self._tables), self.places(archive)
        for name, address, data in (
            (TABLES, self._tables_at, tables),
            (ARCHIVE, places.archive_at, archive),
        ):
            whole = data + bytes(-len(data) % SECTOR)
            one = Section(name, len(data), address, len(whole), 0, READABLE_DATA)
            parts.append((one, whole))
        return self._laid(parts)

    def _guarded_engine(self) -> bytes:
        """Return the engine, whose libraries are to come from the system's folder only."""
        at, size = self.engine.directory(LOADING)
        data = bytearray(self.engine.data)
        if size > _WHERE_FROM:
            struct.pack_into("<H", data, self.engine.offset(at) + _WHERE_FROM, _SYSTEM_ONLY)
        return bytes(data)

    def _laid(self, parts: Iterable[tuple[Section, bytes]]) -> bytes:
        """Return the file of sections, one behind the other."""
        sections, body, at = [], [], HEADERS
        for one, data in parts:
            sections.append(replace(one, offset=at if one.held else 0))
            body.append(data[one.offset : one.offset + one.held])
            at += one.held
        headers = self._headers(sections)
        if len(headers) > HEADERS:
            raise InternalError("bundle", f"the executable has {len(sections)} sections")
        return b"".join((headers.ljust(HEADERS, b"\0"), *body))

    def _headers(self, sections: list[Section]) -> bytes:
        """Return the engine's headers, made those of a program with these sections."""
        header, last = bytearray(self.engine.headers), sections[-1]
        optional = FILE_HEADER_SIZE
        (kind,) = struct.unpack_from("<H", header, 22)
        struct.pack_into("<H", header, 6, len(sections))
        struct.pack_into("<H", header, 22, kind & ~_LIBRARY)
        struct.pack_into("<I", header, optional + 16, self.launcher.entry + self.distance)
        struct.pack_into("<II", header, optional + 56, _up(last.end), HEADERS)
        struct.pack_into("<IH", header, optional + 64, 0, _CONSOLE)
        header[optional + 72 : optional + 88] = self.launcher.headers[optional + 72 : optional + 88]
        unwinding, relocations = map(len, self._tables)
        for which, address, size in (
            (EXCEPTIONS, self._tables_at, unwinding),
            (RELOCATIONS, self._tables_at + unwinding, relocations),
            (SECURITY, 0, 0),
        ):
            struct.pack_into("<II", header, optional + 112 + which * 8, address, size)
        dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", _DOS_SIZE)
        return dos + bytes(header) + b"".join(one.encode() for one in sections)

    def _moved_launcher(self, launcher: bytes) -> list[tuple[Section, bytes]]:
        """Return the launcher's sections, with all addresses in them those of the program."""
        if self.launcher.directory(IMPORTS)[1]:
            raise InternalError("bundle", "the launcher imports functions")
        data, more = bytearray(launcher), self.engine.base + self.distance - self.launcher.base
        for address in self.launcher.absolute():
            at = self.launcher.offset(address)
            (value,) = struct.unpack_from("<Q", data, at)
            struct.pack_into("<Q", data, at, value + more)
        moved = bytes(data)
        return [
            (replace(one, address=one.address + self.distance), moved)
            for one in _without_last(self.launcher)
        ]

    def _moved_relocations(self) -> bytes:
        table, at = bytearray(self.launcher.table(RELOCATIONS)), 0
        while at < len(table):
            page, size = struct.unpack_from("<II", table, at)
            struct.pack_into("<I", table, at, page + self.distance)
            at += size
        return bytes(table)

    def _moved_unwinding(self) -> bytes:
        entries = struct.iter_unpack("<3I", self.launcher.table(EXCEPTIONS))
        moved = bytearray()
        for begin, end, how in entries:
            if self.launcher.at(how, 1)[0] >> 3:
                raise InternalError("bundle", "the launcher handles exceptions")
            moved += struct.pack("<3I", *(one + self.distance for one in (begin, end, how)))
        return bytes(moved)


def weights_of(program: Pe) -> tuple[tuple[str, int], ...]:
    """Return the parts of such a program and their sizes in the file, which are all of it."""
    *_, archive = program.sections
    entry = next(one for one in program.sections if one.address <= program.entry < one.end)
    return (
        ("engine", entry.offset),
        ("launcher", archive.offset - entry.offset),
        ("archive", len(program.data) - archive.offset),
    )


def _without_last(file: Pe) -> tuple[Section, ...]:
    """Return a file's sections without the last, which holds its relocations and nothing else."""
    *others, last = file.sections
    if last.address != file.directory(RELOCATIONS)[0]:
        raise InternalError("bundle", "the last section is not the expected one")
    return tuple(others)


def _up(size: int) -> int:
    return (size + PAGE - 1) // PAGE * PAGE
