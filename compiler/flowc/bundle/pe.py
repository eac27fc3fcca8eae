"""PE files of 64 bits, as far as an executable for Windows is put together of them.

Takes the bytes of a library or a program; gives its sections, and what its tables say. Addresses
count from where the file is loaded. Nothing here changes a file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flowc.text.diagnostic import InternalError

IMPORTS, EXCEPTIONS, SECURITY, RELOCATIONS, LOADING = 1, 3, 4, 5, 10
READABLE_DATA = 0x40000040
FILE_HEADER_SIZE, OPTIONAL_HEADER_SIZE, SECTION_HEADER_SIZE = 24, 240, 40
_SECTION = struct.Struct("<8sIIIIIIHHI")
_OPTIONAL_MAGIC = 0x20B
_ABSOLUTE, _OF_64_BITS = 0, 10


@dataclass(frozen=True, slots=True)
class Section:
    """`held` bytes of the file from `offset`, at `address`, `size` in memory."""

    name: bytes
    size: int
    address: int
    held: int
    offset: int
    rights: int

    @classmethod
    def at(cls, data: bytes, place: int) -> "Section":
        """Read one from the table of sections."""
        name, size, address, held, offset, _, _, _, _, rights = _SECTION.unpack_from(data, place)
        return cls(name.rstrip(b"\0"), size, address, held, offset, rights)

    @property
    def end(self) -> int:
        """The first address after it."""
        return self.address + self.size

    def encode(self) -> bytes:
        """Return the bytes in the table."""
        return _SECTION.pack(
            self.name, self.size, self.address, self.held, self.offset, 0, 0, 0, 0, self.rights
        )


@dataclass(frozen=True)
class Pe:
    """A PE file that is loaded wherever there is room."""

    data: bytes

    @cached_property
    def header_at(self) -> int:
        """Where the header lies; fails on bytes that are no such file."""
        at = int.from_bytes(self.data[60:64], "little")
        is_pe = self.data.startswith(b"MZ") and self.data[at : at + 4] == b"PE\0\0"
        if not is_pe or self._number("<H", at + FILE_HEADER_SIZE) != _OPTIONAL_MAGIC:
            raise InternalError("bundle", "a part of the executable is no 64-bit PE file")
        return at

    @property
    def headers(self) -> bytes:
        """The file header and the optional header, without what is for DOS."""
        return self.data[self.header_at : self._sections_at]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in the order of their addresses."""
        count = self._number("<H", self.header_at + 6)
        places = range(count)
        return tuple(
            Section.at(self.data, self._sections_at + i * SECTION_HEADER_SIZE) for i in places
        )

    @property
    def entry(self) -> int:
        """The address where a program begins, or a library sets itself up."""
        return self._number("<I", self.header_at + FILE_HEADER_SIZE + 16)

    @property
    def base(self) -> int:
        """The address that absolute addresses in the file count on."""
        return self._number("<Q", self.header_at + FILE_HEADER_SIZE + 24)

    def directory(self, which: int) -> tuple[int, int]:
        """Return where one of the file's tables is, and its size."""
        at = self.header_at + FILE_HEADER_SIZE + 112 + which * 8
        address, size = struct.unpack_from("<II", self.data, at)
        return address, size

    def table(self, which: int) -> bytes:
        """Return the bytes of one of the file's tables."""
        address, size = self.directory(which)
        return self.at(address, size) if size else b""

    def at(self, address: int, size: int) -> bytes:
        """Return bytes by their address."""
        start = self.offset(address)
        return self.data[start : start + size]

    def offset(self, address: int) -> int:
        """Return where in the file something lies."""
        for one in self.sections:
            if one.address <= address < one.address + one.held:
                return one.offset + address - one.address
        raise InternalError("bundle", f"nothing of the file is at {address:#x}")

    def slot(self, symbol: bytes) -> int:
        """Return where the loader puts the address of a function that is imported."""
        for names, slots in self._imports():
            for place, number in enumerate(self._numbers(names)):
                if number >> 63 == 0 and self._text(number + 2) == symbol:
                    return slots + place * 8
        raise InternalError("bundle", f"the engine's library does not import {symbol.decode()}")

    def absolute(self) -> Iterator[int]:
        """Give the addresses of all absolute addresses in the file."""
        table, at = self.table(RELOCATIONS), 0
        while at < len(table):
            page, size = struct.unpack_from("<II", table, at)
            for (entry,) in struct.iter_unpack("<H", table[at + 8 : at + size]):
                kind = entry >> 12
                if kind not in (_ABSOLUTE, _OF_64_BITS):
                    raise InternalError("bundle", f"a relocation of an unknown kind: {kind}")
                if kind == _OF_64_BITS:
                    yield page + (entry & 0xFFF)
            at += size

    def _imports(self) -> Iterator[tuple[int, int]]:
        for names, _, _, _, slots in struct.iter_unpack("<5I", self.table(IMPORTS)):
            if names:
                yield names, slots

    def _numbers(self, address: int) -> Iterator[int]:
        at = self.offset(address)
        while number := self._number("<Q", at):
            yield number
            at += 8

    def _text(self, address: int) -> bytes:
        start = self.offset(address)
        return self.data[start : self.data.index(b"\0", start)]

    @property
    def _sections_at(self) -> int:
        return self.header_at + FILE_HEADER_SIZE + self._number("<H", self.header_at + 20)

    def _number(self, form: str, at: int) -> int:
        (found,) = struct.unpack_from(form, self.data, at)
        return int(found)
