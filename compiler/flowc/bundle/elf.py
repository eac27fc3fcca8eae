"""ELF files of 64 bits, little-endian, as far as an executable is put together of them.

Takes the bytes of a shared library, a program or native code; gives its segments, its sections, and
what its dynamic section says. Nothing here changes a file.
"""

import struct
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from functools import cached_property

from flowc.text.diagnostic import InternalError

MAGIC = b"\x7fELF\x02\x01"
HEADER_SIZE, PROGRAM_HEADER_SIZE = 64, 56
LOAD, DYNAMIC, INTERPRETER, PROGRAM_HEADERS = 1, 2, 3, 6
READ = 4
PLT_RELA_SIZE, STRINGS, SYMBOLS, RELA, RELA_SIZE = 2, 5, 6, 7, 8
PLT_RELA, INIT_ARRAY, INIT_ARRAY_SIZE = 23, 25, 27
PAGE = 1 << 16
"""The largest page of the processors that executables are made for."""
_PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
_SECTION = struct.Struct("<IIQQQQIIQQ")
SECTION_SIZE = _SECTION.size
_MACHINE_CODE = 4
_SYMBOL_SIZE = 24


@dataclass(frozen=True, slots=True)
class Segment:
    """A program header: `held` bytes of the file from `offset`, at `address`, `size` in memory."""

    kind: int
    flags: int
    offset: int
    address: int
    held: int
    size: int
    alignment: int

    @classmethod
    def at(cls, data: bytes, place: int) -> "Segment":
        """Read one from the table of program headers."""
        kind, flags, offset, address, _, held, size, alignment = _PROGRAM_HEADER.unpack_from(
            data, place
        )
        return cls(kind, flags, offset, address, held, size, alignment)

    def encode(self) -> bytes:
        """Return the bytes in the table."""
        return _PROGRAM_HEADER.pack(
            self.kind, self.flags, self.offset, self.address, self.address,
            self.held, self.size, self.alignment,
        )  # fmt: skip

    def moved(self, distance: int) -> "Segment":
        """Return the segment, further on in file and memory."""
        return replace(self, offset=self.offset + distance, address=self.address + distance)


@dataclass(frozen=True, slots=True)
class Section:
    """A section header: `size` bytes of the file from `offset`."""

    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    alignment: int
    entry_size: int

    @property
    def is_machine_code(self) -> bool:
        """Whether the section can be executed."""
        return bool(self.flags & _MACHINE_CODE)

    def encode(self) -> bytes:
        """Return the bytes in the table."""
        return _SECTION.pack(*astuple(self))

    def moved(self, distance: int) -> "Section":
        """Return the section, further on in the file; the empty one stays."""
        return replace(self, offset=self.offset + distance) if self.kind else self


@dataclass(frozen=True)
class Elf:
    """An ELF file that is loaded wherever there is room."""

    data: bytes

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The program headers; fails on bytes that are no such file."""
        if not self.data.startswith(MAGIC) or len(self.data) < HEADER_SIZE:
            raise InternalError("bundle", "a part of the executable is no 64-bit ELF file")
        table, size, count = self._number(32), *struct.unpack_from("<HH", self.data, 54)
        return tuple(Segment.at(self.data, table + i * size) for i in range(count))

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The section headers."""
        table, (count,) = self._number(40), struct.unpack_from("<H", self.data, 60)
        end = table + count * _SECTION.size
        return tuple(Section(*one) for one in _SECTION.iter_unpack(self.data[table:end]))

    @property
    def machine(self) -> int:
        """The number of the processor that it is for."""
        return int.from_bytes(self.data[18:20], "little")

    @property
    def entry(self) -> int:
        """The address where a program begins."""
        return self._number(24)

    def of_kind(self, kind: int) -> tuple[Segment, ...]:
        """Return the segments of a kind."""
        return tuple(one for one in self.segments if one.kind == kind)

    @property
    def held(self) -> int:
        """How much of the file any segment covers; what comes after is for debuggers."""
        return max(one.offset + one.held for one in self.segments)

    @property
    def end(self) -> int:
        """The first address after all segments."""
        return max(one.address + one.size for one in self.of_kind(LOAD))

    @cached_property
    def dynamic(self) -> dict[int, int]:
        """What the dynamic section says, by tag."""
        (section,) = self.of_kind(DYNAMIC)
        pairs = struct.iter_unpack("<QQ", self.data[section.offset : section.offset + section.held])
        return dict(reversed(list(pairs)))

    def slot(self, symbol: bytes) -> int:
        """Return where the dynamic linker puts the address of a function that is imported."""
        for place, number in self._relocations():
            if number and self._symbol_name(number) == symbol:
                return place
        raise InternalError("bundle", f"the engine's library does not import {symbol.decode()}")

    def _relocations(self) -> Iterator[tuple[int, int]]:
        for table, size in ((PLT_RELA, PLT_RELA_SIZE), (RELA, RELA_SIZE)):
            start = self._offset(self.dynamic.get(table, 0))
            entries = self.data[start : start + self.dynamic.get(size, 0)]
            for place, info, _ in struct.iter_unpack("<QQq", entries):
                yield place, info >> 32

    def _symbol_name(self, number: int) -> bytes:
        symbol = self._offset(self.dynamic[SYMBOLS]) + number * _SYMBOL_SIZE
        (name,) = struct.unpack_from("<I", self.data, symbol)
        start = self._offset(self.dynamic[STRINGS]) + name
        return self.data[start : self.data.index(b"\0", start)]

    def _offset(self, address: int) -> int:
        for one in self.of_kind(LOAD):
            if one.address <= address < one.address + one.held:
                return one.offset + address - one.address
        raise InternalError("bundle", f"nothing of the engine's library is at {address:#x}")

    def _number(self, place: int) -> int:
        return int.from_bytes(self.data[place : place + 8], "little")


def aligned(offset: int) -> int:
    """Return the start of the next page, or the offset where it is one."""
    return (offset + PAGE - 1) // PAGE * PAGE
