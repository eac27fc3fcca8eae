r"""Code-point offsets to the protocol's positions and back.

A position is a line and a column from 0, columns in the units that were agreed on: UTF-16 unless
the client asked for others. Lines end at `\n`, `\r\n` and `\r`, as the protocol says.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from lsprotocol.types import Position, PositionEncodingKind, Range

from flowc.text.span import Span

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_UTF8_STEPS: Final = (0x80, 0x800, 0x10000)


@dataclass(frozen=True, slots=True)
class Positions:
    """The lines of one text, measured in one encoding."""

    text: str
    encoding: str = PositionEncodingKind.Utf16
    _starts: tuple[int, ...] = field(init=False, repr=False)
    _ends: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        breaks = [found.span() for found in _LINE_END.finditer(self.text)]
        object.__setattr__(self, "_starts", (0, *(end for _, end in breaks)))
        object.__setattr__(self, "_ends", (*(start for start, _ in breaks), len(self.text)))

    def position(self, offset: int) -> Position:
        """Return where an offset stands; one outside the text counts as its nearest end."""
        inside = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, inside) - 1
        before = self.text[self._starts[line] : min(inside, self._ends[line])]
        return Position(line, len(before) if before.isascii() else sum(map(self._units, before)))

    def range(self, span: Span) -> Range:
        """Return where a span starts and ends."""
        return Range(self.position(span.start), self.position(max(span.start, span.end)))

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one past a line's or the text's end counts as that end.

        A position inside a character stands for that character's start.
        """
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[position.line], self._ends[position.line]
        line = self.text[start:end]
        if line.isascii():
            return start + min(position.character, len(line))
        widths = accumulate(map(self._units, line))
        return start + sum(1 for after in widths if after <= position.character)

    def _units(self, char: str) -> int:
        point = ord(char)
        match self.encoding:
            case PositionEncodingKind.Utf8:
                return 1 + sum(point >= step for step in _UTF8_STEPS)
            case PositionEncodingKind.Utf32:
                return 1
            case _:
                return 2 if point >= _UTF8_STEPS[-1] else 1
