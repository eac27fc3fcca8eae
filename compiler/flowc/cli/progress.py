"""A line on a terminal that says how far long work is: redrawn, and gone when that is over.

Work that is short says nothing, and neither does any where stderr is no terminal.
"""

import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

PATIENCE = 1.0
"""Seconds that work may take without a word about it."""
PERIOD = 0.2
"""Seconds between two lines."""


class Line:
    """Where such a line is drawn: at the end of a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self._drawn = 0

    def draw(self, text: str) -> None:
        """Put a text in the place of the one before."""
        self.stream.write(f"\r{text.ljust(self._drawn)}")
        self.stream.flush()
        self._drawn = len(text)

    def wipe(self) -> None:
        """Leave nothing of it."""
        if self._drawn:
            self.draw("")
            self.stream.write("\r")
            self.stream.flush()


class Progress:
    """Shows what `says` says, for as long as its `with` block lasts and tells it of each step."""

    def __init__(self, says: Callable[[], str], stream: TextIO | None = None) -> None:
        self._says = says
        self._line = Line(stream)
        self._next = time.monotonic() + PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.wipe()

    def step(self) -> None:
        """Draw the line, if it is time to."""
        now = time.monotonic()
        if now >= self._next and self._line.stream.isatty():
            self._next = now + PERIOD
            self._line.draw(f"flowc: {self._says()}")
