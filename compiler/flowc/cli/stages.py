"""A build as it is watched: how long each stage took, what it gave, and where to stop."""

import time
from dataclasses import dataclass, field

from flowc.cli.ledger.book import Book, Stage, book_of
from flowc.native import Made
from flowc.produce import Fused
from flowc.stages import T
from flowc.text.diagnostic import InternalError


class Reached(Exception):  # noqa: N818 - it is what was asked for
    """The stage after which to stop; `value` is what it gave."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


@dataclass(slots=True)
class Watch:
    """Is shown each stage's value; raises `Reached` after the stage `until`."""

    until: str = ""
    stages: list[Stage] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def __call__(self, stage: str, value: T, /) -> T:
        """Note the time since the stage before."""
        self.mark(stage)
        self.values[stage] = value
        if stage == self.until:
            raise Reached(value)
        return value

    def book(self, source: str, made: Made | None, archive: int) -> Book:
        """Return the figures of a build that came to its component."""
        fused = self.values["component"]
        if not isinstance(fused, Fused):
            raise InternalError("command", "the build has no component")
        return book_of(source, self.stages, fused, made, archive)

    def mark(self, stage: str) -> None:
        """Note that a stage is done."""
        now = time.perf_counter()
        self.stages.append(Stage(stage, now - self.since))
        self.since = now
