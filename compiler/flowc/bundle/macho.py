"""Mach-O programs of 64 bits, as far as an executable for macOS is put together of them.

Takes the bytes of a program; gives its load commands and segments. Nothing here changes a file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flowc.text.diagnostic import InternalError

MAGIC = b"\xcf\xfa\xed\xfe"
HEADER_SIZE = 32
PAGE_BITS = {0x01000007: 12, 0x0100000C: 14}
"""Of the pages of Intel's processors and of Apple's."""
SEGMENT, SYMBOLS, DYNAMIC_SYMBOLS, SIGNATURE, LINKING = 0x19, 0x02, 0x0B, 0x1D, 0x80000022
TABLES = (0x26, 0x29, 0x1E, 0x2B, 0x2E, 0x80000033, 0x80000034)
"""Commands of an offset and a size, of tables in the last segment."""
READ = 1
_COMMAND = struct.Struct("<II")
_SEGMENT = struct.Struct("<II16sQQQQiiII")
_SECTION = struct.Struct("<16s16sQQIIIIIIII")


@dataclass(frozen=True, slots=True)
class Command:
    """A load command, whole."""

    kind: int
    data: bytes

    def field(self, at: int) -> int:
        """Return a number of 32 bits in it."""
        return int.from_bytes(self.data[at : at + 4], "little")

    def shifted(self, places: tuple[int, ...], distance: int) -> "Command":
        """Return it with offsets of tables further on, but for those of no table."""
        data = bytearray(self.data)
        for at in places:
            if self.field(at):
                struct.pack_into("<I", data, at, self.field(at) + distance)
        return replace(self, data=bytes(data))


@dataclass(frozen=True, slots=True)
class Segment:
    """`held` bytes of the file from `offset`, at `address`, `size` in memory; then its sections."""

    name: bytes
    address: int
    size: int
    offset: int
    held: int
    most_rights: int
    rights: int
    flags: int
    sections: bytes = b""

    @classmethod
    def of(cls, command: Command) -> "Segment":
        """Read one from its command."""
        _, _, name, address, size, offset, held, most, rights, _, flags = _SEGMENT.unpack_from(
            command.data
        )
        sections = command.data[_SEGMENT.size :]
        return cls(name.rstrip(b"\0"), address, size, offset, held, most, rights, flags, sections)

    def encode(self) -> bytes:
        """Return its command."""
        return _SEGMENT.pack(
            SEGMENT, _SEGMENT.size + len(self.sections), self.name, self.address, self.size,
            self.offset, self.held, self.most_rights, self.rights,
            len(self.sections) // _SECTION.size, self.flags,
        ) + self.sections  # fmt: skip


def section(name: bytes, of: Segment, start: int, size: int, page_bits: int) -> bytes:
    """Return a section of plain bytes in whole pages, as it stands in its segment's command."""
    address, offset = of.address + start, of.offset + start
    return _SECTION.pack(name, of.name, address, size, offset, page_bits, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Macho:
    """A program that is loaded wherever there is room."""

    data: bytes

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The load commands, in order; fails on bytes that are no such file."""
        if not self.data.startswith(MAGIC) or len(self.data) < HEADER_SIZE:
            raise InternalError("bundle", "a part of the executable is no 64-bit Mach-O file")
        return tuple(self._commands())

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments, in the order of their addresses."""
        return tuple(Segment.of(one) for one in self.commands if one.kind == SEGMENT)

    @property
    def page_bits(self) -> int:
        """How many bits an address within a page has."""
        return PAGE_BITS[int.from_bytes(self.data[4:8], "little")]

    def whole(self, size: int) -> int:
        """Return the size of the pages that so many bytes take."""
        page = 1 << self.page_bits
        return (size + page - 1) // page * page

    def segment(self, name: bytes) -> Segment:
        """Return the segment of a name."""
        return next(one for one in self.segments if one.name == name)

    @property
    def room(self) -> int:
        """How many bytes all load commands may have, up to the first section."""
        first, *_ = (
            struct.unpack_from("<I", one.sections, 48)[0] for one in self.segments if one.sections
        )
        return int(first) - HEADER_SIZE

    def header(self, commands: tuple[bytes, ...]) -> bytes:
        """Return the file's header with other load commands."""
        data = b"".join(commands)
        if len(data) > self.room:
            raise InternalError("bundle", "the launcher has no room for more load commands")
        head = bytearray(self.data[:HEADER_SIZE])
        struct.pack_into("<II", head, 16, len(commands), len(data))
        return bytes(head) + data.ljust(self.room, b"\0")

    def _commands(self) -> Iterator[Command]:
        (count,) = struct.unpack_from("<I", self.data, 16)
        at = HEADER_SIZE
        for _ in range(count):
            kind, size = _COMMAND.unpack_from(self.data, at)
            yield Command(kind, self.data[at : at + size])
            at += size
