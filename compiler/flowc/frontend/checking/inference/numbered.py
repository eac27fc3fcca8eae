"""Types by number: two have one number if they are equal.

Each part of a type is looked at once, however often it stands in the type: written out, a type of a
few lines may have thousands of parts, and `==` and `hash` would look at all of them.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from flowc.frontend import terms
from flowc.frontend.terms import Type


@dataclass(slots=True)
class Numbers:
    """The numbers of all types that were asked for, which are kept alive."""

    known: dict[int, tuple[Type, int]] = field(default_factory=dict)
    made: dict[Hashable, int] = field(default_factory=dict)

    def of(self, type_: Type) -> int:
        """Return a type's number."""
        found = self.known.get(id(type_))
        if found is None:
            parts = tuple(map(self.of, terms.parts_of(type_)))
            key = (type(type_), _own(type_), parts)
            found = self.known[id(type_)] = type_, self.made.setdefault(key, len(self.made))
        return found[1]


def _own(type_: Type) -> Hashable:
    """Return what tells a type from others with the same parts."""
    match type_:
        case terms.Record(fields):
            return tuple(one.name for one in fields)
        case terms.Variant(cases):
            return tuple((case.name, case.payload is None) for case in cases)
        case terms.Result(ok, err):
            return ok is None, err is None
        case terms.List() | terms.Option() | terms.Tuple():
            return None
        case _:
            return type_
