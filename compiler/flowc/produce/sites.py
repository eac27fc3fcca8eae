"""Sites: the instructions of the glue that may trap, and what a trap there means.

The glue's text carries a marker before each such instruction: a constant that is dropped at
once, which costs nothing when compiled. `locate` finds the markers in the assembled bytes, so
that a trap's offset names its flow, its component and its place in the source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flowc.plan.notes import SiteNote
from flowc.text.diagnostic import InternalError

_FIRST = 0x7F10_0000  # far from the constants that a flow is likely to hold
_I32_CONST, _DROP = 0x41, 0x1A
_MARKERS = re.compile(rb"\x41[\x80-\xff]{3}[\xf8-\xff]\x07\x1a")
"""Markers, whatever their number: one look over the code finds them all, as none overlap."""


@dataclass(slots=True)
class Sites:
    """The sites of one glue module, in the order they were marked."""

    notes: list[SiteNote] = field(default_factory=list)

    def mark(self, note: SiteNote) -> str:
        """Return the instructions that mark the one that follows them."""
        self.notes.append(note)
        return f"i32.const {_FIRST + len(self.notes) - 1} drop"

    def locate(self, binary: bytes, start: int, end: int) -> tuple[tuple[int, SiteNote], ...]:
        """Return each marked instruction's offset in `binary`, sought from `start` to `end`.

        Raises InternalError where a marker is not there exactly once.
        """
        ends: dict[bytes, list[int]] = {}
        for match in _MARKERS.finditer(binary, start, end):
            ends.setdefault(match[0], []).append(match.end())
        return tuple((_only(ends, _FIRST + at), note) for at, note in enumerate(self.notes))


def _only(ends: Mapping[bytes, list[int]], value: int) -> int:
    marker = _marker(value)
    found = ends.get(marker, ())
    if len(found) != 1:
        raise InternalError("produce", f"the marker {marker.hex()} is not there exactly once")
    return found[0]


def _marker(value: int) -> bytes:
    """Encode `i32.const value; drop`; the value needs all five bytes of a signed LEB128."""
    groups = [(value >> shift) & 0x7F for shift in range(0, 35, 7)]
    return bytes([_I32_CONST, *(group | 0x80 for group in groups[:-1]), groups[-1], _DROP])
