"""What the tests of some files reached, of all that they could have."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flowc.frontend.points import KINDS, Kind, Point
from flowc.text.source import SourceFile

WORDS: dict[Kind, str] = {
    "flow": "flows",
    "call": "calls",
    "arm": "arms",
    "branch": "branches",
    "handler": "handlers",
}
SHOWN = 48
"""Characters of a place's text that are shown."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of some places were reached."""

    reached: int
    points: int

    def __str__(self) -> str:
        return f"{self.reached}/{self.points}" if self.points else "-"

    @property
    def share(self) -> float:
        """In percent; where there is nothing to reach, all of it."""
        return 100 * self.reached / self.points if self.points else 100.0


@dataclass(frozen=True, slots=True)
class Covered:
    """The places of one file, in source order, and whether each was reached."""

    source: SourceFile
    points: tuple[Point, ...]
    reached: tuple[bool, ...]

    def of(self, *kinds: Kind) -> Count:
        """Count the places of some kinds."""
        pairs = zip(self.points, self.reached, strict=True)
        found = [reached for point, reached in pairs if point.kind in kinds]
        return Count(sum(found), len(found))

    @property
    def all(self) -> Count:
        """All places."""
        return self.of(*KINDS)

    def missed(self) -> Iterator[Point]:
        """Yield the places that were not reached."""
        pairs = zip(self.points, self.reached, strict=True)
        yield from (point for point, reached in pairs if not reached)

    def told(self, point: Point) -> str:
        """Say what a place is: its kind and its text on one line."""
        text = " ".join(self.source.slice(point.span).split())
        return f"{point.kind} `{text if len(text) <= SHOWN else f'{text[:SHOWN]}..'}`"


def covered(
    source: SourceFile, points: tuple[Point, ...], marks: Iterable[Sequence[bool]]
) -> Covered:
    """Return what several runs reached together."""
    reached = [False] * len(points)
    for one in marks:
        reached = [had or has for had, has in zip(reached, one, strict=True)]
    return Covered(source, points, tuple(reached))


def total(files: Iterable[Covered]) -> Count:
    """Count the places of several files."""
    counts = [one.all for one in files]
    return Count(sum(one.reached for one in counts), sum(one.points for one in counts))
