r"""Sources: the one place where code-point offsets become lines and columns.

A `SourceFile` is a path, relative and with `/`, and its decoded text; lines end at `\n` or
`\r\n`. Offsets outside the text count as its nearest end, so no span can make a renderer fail.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from flowc.text.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column, both counted from 1, columns in code points."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of one file, under the path that messages name it by."""

    path: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        object.__setattr__(self, "_starts", tuple(accumulate(lengths, initial=0))[:-1])

    @property
    def line_count(self) -> int:
        """How many lines there are; a text that ends in a newline has an empty last one."""
        return len(self._starts)

    def clamp(self, offset: int) -> int:
        """Return the nearest offset inside the text, its end included."""
        return min(max(offset, 0), len(self.text))

    def place(self, offset: int) -> Place:
        """Return where `offset` (code points) stands."""
        inside = self.clamp(offset)
        line = bisect_right(self._starts, inside)
        return Place(line, inside - self._starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset (code points) of `place`; the inverse of `place()`.

        Raises `IndexError` if there is no such line; a column past the line's end is not checked.
        """
        return self._starts[place.line - 1] + place.column - 1

    def line(self, number: int) -> str:
        r"""Return line `number`, from 1, without its `\n` or `\r\n`."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < self.line_count else len(self.text)
        text = self.text[start:end]
        return text.removesuffix("\r") if number < self.line_count else text

    def line_start(self, number: int) -> int:
        """Return the offset (code points) where line `number` starts."""
        return self._starts[number - 1]

    def ends(self, span: Span) -> tuple[Place, Place]:
        """Return where `span` starts and where it ends, exclusive, to be drawn.

        A span that ends with a line's newline ends on that line, not at the start of the next.
        """
        start = self.clamp(span.start)
        end = max(start, self.clamp(span.end))
        first, last = self.place(start), self.place(end)
        if last.line > first.line and last.column == 1:
            last = self.place(end - 1)
        return first, last

    def slice(self, span: Span) -> str:
        """Return the text of `span`."""
        return self.text[self.clamp(span.start) : self.clamp(span.end)]
