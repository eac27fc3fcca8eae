"""Where something stands in a source: half-open code-point offsets in one file.

A `Span` knows no lines or columns; `SourceFile` alone converts. It is a tuple because there is one
for every token and node of a file, and nothing else in Python is made as quickly.
"""

from typing import NamedTuple


class Span(NamedTuple):
    """The code points `start` up to, not including, `end` of the file named `file`."""

    file: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Return the span from the start of this one to the end of `other`, in one file."""
        return Span(self.file, self.start, other.end)
