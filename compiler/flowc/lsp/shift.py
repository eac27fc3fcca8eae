"""Offsets of one text found again in another that was made from it by an edit in one place."""

from dataclasses import dataclass

from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Shift:
    """The edit: `old[start:old_end]` became `new[start:new_end]`."""

    start: int
    old_end: int
    new_end: int

    @property
    def is_nothing(self) -> bool:
        """Whether the texts are the same."""
        return self.start == self.old_end == self.new_end

    def back(self, offset: int) -> int | None:
        """Return where an offset of the new text was; None inside what was edited."""
        if offset <= self.start:
            return offset
        return offset - self.new_end + self.old_end if offset >= self.new_end else None

    def forth(self, span: Span) -> Span | None:
        """Return where a span of the old text is now; None if it was edited."""
        if span.end <= self.start:
            return span
        if span.start < self.old_end:
            return None
        by = self.new_end - self.old_end
        return Span(span.file, span.start + by, span.end + by)


def shift(old: str, new: str) -> Shift:
    """Find the smallest edit that makes `new` of `old`."""
    start = _common(old, new)
    most = min(len(old), len(new)) - start
    tail = _common(old[::-1][:most], new[::-1][:most])
    return Shift(start, len(old) - tail, len(new) - tail)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts start with alike."""
    alike, most = 0, min(len(one), len(other))
    while alike < most:
        step = (most - alike + 1) // 2
        if one[alike : alike + step] == other[alike : alike + step]:
            alike += step
        else:
            most = alike + step - 1
    return alike
