"""What a run of tests came to: what the reports are written from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.text.source import Place
from flowc.trials.coverage import Covered
from flowc.trials.errors import ExpectationFailed, NothingToTake
from flowc.trials.run import Outcome

Status: TypeAlias = Literal["passed", "failed", "faulted"]


@dataclass(frozen=True, slots=True)
class Results:
    """Outcomes in the order of files and tests; `coverage` is absent where it was not asked for."""

    outcomes: tuple[Outcome, ...]
    coverage: tuple[Covered, ...] | None
    seconds: float

    def count(self, *statuses: Status) -> int:
        """Return how many tests went one of these ways."""
        counts = Counter(map(status, self.outcomes))
        return sum(counts[one] for one in statuses)

    def files(self) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
        """Yield each file that has tests, and how they went."""
        paths = dict.fromkeys(path(one) for one in self.outcomes)
        yield from ((file, tuple(o for o in self.outcomes if path(o) == file)) for file in paths)


def status(outcome: Outcome) -> Status:
    """Say how a test went; one that could not be run to its end has faulted."""
    match outcome.problem:
        case None:
            return "passed"
        case ExpectationFailed() | NothingToTake():
            return "failed"
        case _:
            return "faulted"


def path(outcome: Outcome) -> str:
    """Return the file that a test is in."""
    return outcome.suite.source.path


def place(outcome: Outcome) -> Place:
    """Return where a test begins."""
    return outcome.suite.source.place(outcome.test.span.start)
