"""Bytes to numbers and names, never past the end.

A `Reader` walks a range of the file in place; each method says what it expects there and raises
`BadComponent` where the bytes say otherwise.
"""

from dataclasses import dataclass

from flowc.frontend.binary.errors import BadComponent

CONTINUES, PAYLOAD, SIGN = 0x80, 0x7F, 0x40


@dataclass(frozen=True, slots=True)
class _Leb:
    """A form of LEB128: how many bytes at most, and the greatest byte that may end it.

    `last` is that byte where it is the last possible one, which holds only the bits left over.
    """

    bytes: int
    end: int
    last: int


U32 = _Leb(5, PAYLOAD, 0x0F)
U64 = _Leb(10, PAYLOAD, 0x01)
# A number of 33 bits with a sign that is not negative: the same values as U32.
INDEX = _Leb(5, SIGN - 1, 0x0F)


class Reader:
    """A cursor over `data[pos:end]`; offsets are those of the whole file."""

    __slots__ = ("_data", "end", "pos")

    def __init__(self, data: bytes, pos: int = 0, end: int | None = None) -> None:
        self._data = data
        self.pos = pos
        self.end = len(data) if end is None else end

    def left(self) -> int:
        """Return how many bytes are left."""
        return self.end - self.pos

    def bad(self, expected: str, found: str, at: int | None = None) -> BadComponent:
        """Return the error to raise for what stands at `at`, by default here."""
        return BadComponent(self.pos if at is None else at, expected, found)

    def byte(self, expected: str) -> int:
        """Read one byte."""
        if self.pos >= self.end:
            raise self.bad(expected, self._end())
        value = self._data[self.pos]
        self.pos += 1
        return value

    def raw(self, size: int) -> bytes:
        """Read up to `size` bytes as they are."""
        start = self.pos
        self.pos = min(start + size, self.end)
        return bytes(self._data[start : self.pos])

    def u32(self, expected: str) -> int:
        """Read an unsigned LEB128 number of 32 bits (core specification, 5.2.2)."""
        at = self.pos
        if at < self.end and (first := self._data[at]) < CONTINUES:  # as nearly all numbers are
            self.pos += 1
            return first
        return self._leb(expected, U32)

    def u64(self, expected: str) -> int:
        """Read an unsigned LEB128 number of 64 bits."""
        return self._leb(expected, U64)

    def s33(self, expected: str) -> int:
        """Read a type reference: an index, or the negative number that stands for an opcode.

        Only the negative numbers of one byte (-64 to -1) have a meaning; longer ones are refused.
        """
        if self.pos < self.end:
            first = self._data[self.pos]
            if SIGN <= first < CONTINUES:
                self.pos += 1
                return first - CONTINUES
        return self._leb(expected, INDEX)

    def name(self, expected: str) -> str:
        """Read a length and that many bytes of UTF-8."""
        at = self.pos
        size = self.u32(expected)
        start = self._step(size, expected)
        try:
            return str(self._data[start : start + size], "utf-8")
        except UnicodeDecodeError:
            raise self.bad(f"{expected} in UTF-8", "other bytes", at) from None

    def count(self, expected: str) -> int:
        """Read the length of a vector, which has at least one byte an item."""
        at = self.pos
        count = self.u32(f"how many {expected}")
        if count > self.left():
            raise self.bad(f"{count} {expected}", f"{self.left()} bytes", at)
        return count

    def take(self, size: int, expected: str) -> "Reader":
        """Step over `size` bytes and return a reader of them."""
        start = self._step(size, expected)
        return Reader(self._data, start, self.pos)

    def _step(self, size: int, expected: str) -> int:
        """Step over `size` bytes and return where they start."""
        start = self.pos
        if size > self.end - start:
            raise self.bad(f"{expected} of {size} bytes", f"{self.left()} bytes")
        self.pos += size
        return start

    def finish(self, what: str) -> None:
        """Refuse bytes after the last item."""
        if self.left():
            raise self.bad(f"the end of {what}", f"{self.left()} more bytes")

    def _leb(self, expected: str, form: "_Leb") -> int:
        at, value = self.pos, 0
        for i in range(form.bytes):
            byte = self.byte(expected)
            value |= (byte & PAYLOAD) << 7 * i
            if byte <= (form.last if i == form.bytes - 1 else form.end):
                return value
            if byte < CONTINUES:
                break
        raise self.bad(expected, "a number out of range", at)

    def _end(self) -> str:
        return f"the end of the {'file' if self.end == len(self._data) else 'section'}"
