"""One program for macOS: the launcher, and a segment with the archive and the engine's library.

There the system loads a library from a file of its own only, so the launcher puts the engine's into
the user's cache, and holds it to its digest at each start. Archive and library lie before the last
segment, which the signature ends: so a signature, ours or another, covers them.
"""

import struct
from dataclasses import dataclass, replace
from functools import cached_property

from flowc.bundle import codesign
from flowc.bundle.macho import (
    DYNAMIC_SYMBOLS,
    LINKING,
    READ,
    SEGMENT,
    SIGNATURE,
    SYMBOLS,
    TABLES,
    Macho,
    Segment,
    section,
)
from flowc.bundle.seat import Places

PAYLOAD, ARCHIVE, ENGINE = b"__FLOWC", b"__archive", b"__engine"
_TEXT, _LAST = b"__TEXT", b"__LINKEDIT"
_OFFSETS = {
    SYMBOLS: (8, 16),
    DYNAMIC_SYMBOLS: (32, 40, 48, 56, 64, 72),
    LINKING: (8, 16, 24, 32, 40),
    **dict.fromkeys(TABLES, (8,)),
}
"""Where in a command offsets of tables in the last segment stand."""


@dataclass(frozen=True)
class MachoProgram:
    """A launcher, and where an archive and the engine's library come to lie; it may be empty."""

    engine: bytes
    launcher: Macho

    @cached_property
    def _last(self) -> Segment:
        return self.launcher.segment(_LAST)

    @cached_property
    def _tables(self) -> bytes:
        """What the last segment has before a signature."""
        signatures = [one.field(8) for one in self.launcher.commands if one.kind == SIGNATURE]
        end = signatures[0] if signatures else self._last.offset + self._last.held
        return self.launcher.data[self._last.offset : end]

    def places(self, archive: bytes) -> Places:
        """Return what the launcher has to know of the program."""
        start = self._last.address - self.launcher.segment(_TEXT).address
        engine_at = start + self.launcher.whole(len(archive))
        return Places(0, start, len(archive), 0, 0, 0, 0, engine_at, len(self.engine))

    def join(self, archive: bytes, launcher: bytes) -> bytes:
        """Return the program, signed; `launcher` is ours with its seat filled in."""
        payload = b"".join(
            part.ljust(self.launcher.whole(len(part)), b"\0") for part in (archive, self.engine)
        )
        limit = self._last.offset + len(payload) + len(self._tables)
        limit += -limit % 16
        head = self.launcher.header(self._commands(archive, len(payload), limit))
        rest = launcher[len(head) : self._last.offset] + payload + self._tables
        code = (head + rest).ljust(limit, b"\0")
        text = self._whole(self.launcher.segment(_TEXT))
        return code + codesign.signature(code, text.held)

    def _whole(self, one: Segment) -> Segment:
        """Return a segment that ends with a page, as the file has it."""
        return replace(one, size=self.launcher.whole(one.size), held=self.launcher.whole(one.held))

    def _commands(self, archive: bytes, added: int, limit: int) -> tuple[bytes, ...]:
        """Return the load commands: the launcher's, with a segment more, and signed."""
        found: list[bytes] = []
        for one in self.launcher.commands:
            if one.kind == SEGMENT:
                found += self._segments(Segment.of(one), archive, added, limit)
            elif one.kind != SIGNATURE:
                found.append(one.shifted(_OFFSETS.get(one.kind, ()), added).data)
        signed = struct.pack("<IIII", SIGNATURE, 16, limit, codesign.size_of(limit))
        return (*found, signed)

    def _segments(self, one: Segment, archive: bytes, added: int, limit: int) -> list[bytes]:
        """Return a segment, and before the last one that of archive and library."""
        if one.name != _LAST:
            return [self._whole(one).encode()]
        bare = replace(one, name=PAYLOAD, size=added, held=added, most_rights=READ, rights=READ)
        bits, engine_after = self.launcher.page_bits, self.launcher.whole(len(archive))
        parts = ((ARCHIVE, 0, len(archive)), (ENGINE, engine_after, len(self.engine)))
        payload = replace(
            bare, sections=b"".join(section(name, bare, at, size, bits) for name, at, size in parts)
        )
        held = limit + codesign.size_of(limit) - one.offset - added
        last = replace(
            one,
            address=one.address + added,
            offset=one.offset + added,
            held=held,
            size=self.launcher.whole(held),
        )
        return [payload.encode(), last.encode()]


def weights_of(program: Macho) -> tuple[tuple[str, int], ...]:
    """Return the parts of such a program and their sizes in the file, which are all of it."""
    payload = program.segment(PAYLOAD)
    archive, engine = (
        struct.unpack_from("<QI", payload.sections, 40 + at)
        for at in (0, len(payload.sections) // 2)
    )
    sizes = (payload.held - (engine[1] - archive[1]), engine[1] - archive[1])
    return (
        ("engine", sizes[0]),
        ("launcher", len(program.data) - payload.held),
        ("archive", sizes[1]),
    )
