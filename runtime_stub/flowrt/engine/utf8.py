"""Whether bytes are UTF-8, which the engine takes for granted of a text.

Bytes are decoded piece by piece and the pieces dropped: a string of a whole long text would cost
several times what it takes to look at it, most of that for memory that is touched once.
"""

from __future__ import annotations

from codecs import utf_8_decode

_PIECE = 8 << 10


def fault_in(text: bytes) -> int | None:
    """Return the offset of the first byte that is not UTF-8, or None where all are."""
    if text.isascii():
        return None
    rest, done = memoryview(text), 0
    try:
        while done < len(text):
            end = done + _PIECE
            done += utf_8_decode(rest[done:end], "strict", end >= len(text))[1]
    except UnicodeDecodeError as error:
        return done + error.start
    return None
