r"""How text looks on a terminal: what a code point is shown as, and how many columns it takes.

A tab becomes four columns; control, format (bidirectional ones included) and surrogate characters
become an escape such as `\u{202e}`, so nothing shown can move the cursor or reorder a line.
"""

import unicodedata
from dataclasses import dataclass
from itertools import accumulate

TAB = " " * 4
UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
UNSPACED = frozenset({"Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as shown: `at[i]` is the 0-based screen column of code point `i`, end included."""

    text: str
    at: tuple[int, ...]

    def column(self, index: int) -> int:
        """Return the screen column of code point `index`, the line's end if that is beyond it."""
        return self.at[min(max(index, 0), len(self.at) - 1)]


def show(line: str) -> Shown:
    """Return how one line is shown."""
    cells = [visible(char) for char in line]
    at = accumulate((columns(cell) for cell in cells), initial=0)
    return Shown("".join(cells).rstrip(), tuple(at))


def visible(char: str) -> str:
    """Return what one code point is shown as."""
    if char == "\t":
        return TAB
    return f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in UNSAFE else char


def columns(shown: str) -> int:
    """Return how many columns visible text takes."""
    return sum(map(_columns, shown))


def safe_line(text: str) -> str:
    """Return prose as one visible line."""
    return "".join(map(visible, text.replace("\r\n", "\n").replace("\n", " ")))


def safe_lines(text: str) -> tuple[str, ...]:
    """Return prose as visible lines, at least one."""
    return tuple(safe_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _columns(char: str) -> int:
    if unicodedata.category(char) in UNSPACED:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
