"""The cases of choices by name: found once for each type, however many arms a match has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flowc.frontend import terms

Choice: TypeAlias = terms.Variant | terms.Enum | terms.Option | terms.Result


@dataclass(frozen=True, slots=True)
class Cases:
    """A choice's cases: all of them, their names, which have a payload, and where each stands."""

    choice: Choice
    all: tuple[terms.Case, ...]
    names: tuple[str, ...]
    carrying: tuple[bool, ...]
    at: Mapping[str, int]


@dataclass(slots=True)
class Choices:
    """The choices of a package, known by identity, which each entry keeps alive."""

    known: dict[int, Cases] = field(default_factory=dict)

    def of(self, choice: Choice) -> Cases:
        """Return the cases of a choice."""
        found = self.known.get(id(choice))
        if found is None:
            found = _cases(choice)
            if isinstance(choice, terms.Variant | terms.Enum):  # others are small, and many
                self.known[id(choice)] = found
        return found


def _cases(choice: Choice) -> Cases:
    cases = terms.cases_of(choice)
    names = tuple(case.name for case in cases)
    carrying = tuple(case.payload is not None for case in cases)
    return Cases(choice, cases, names, carrying, {name: at for at, name in enumerate(names)})
