"""What is remembered of calls that are done, for transactions that outlive their process.

A `Journal` travels with a `Scope`. Each thing that may be done has a place of its own in it, found
by `part`: the same place when a transaction is taken up again elsewhere. Where there is none,
nothing is remembered and nothing is made.
"""

from typing import Protocol


class Journal(Protocol):
    """The memory of one transaction, at one place; used by several threads at once."""

    @property
    def name(self) -> str:
        """What names this place among all there are, for whoever is asked to do things once."""

    def part(self, number: int) -> "Journal":
        """Return a place within this one."""

    def recall(self) -> bytes | None:
        """Return the outcome that is kept here."""

    def keep(self, outcome: bytes) -> None:
        """Keep an outcome here; when it returns it is kept."""

    def left(self, seconds: float) -> float:
        """Return what is left of a time that began when this was first begun."""
