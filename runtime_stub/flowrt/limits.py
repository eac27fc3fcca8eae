"""What one transaction may use: the bounds of the signed header, narrowed by the operator.

Takes the header's limits by name, gives a `Limits`; None means that there is no bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one transaction, by the names of FORMAT 3.5; None where there is none.

    `memory_bytes` and `table_elements` bound each memory and each table by itself.
    """

    fuel: int | None = None
    input_bytes: int | None = None
    instances: int | None = None
    memories: int | None = None
    memory_bytes: int | None = None
    output_bytes: int | None = None
    stack_bytes: int | None = None
    table_elements: int | None = None
    wall_ms: int | None = None

    @classmethod
    def of(cls, header: Mapping[str, int] | None) -> "Limits":
        """Return the limits of a header, which holds known names only."""
        return cls(**(header or {}))

    def narrowed(self, other: "Limits") -> "Limits":
        """Return the smaller of each pair of bounds."""
        pairs = {f.name: (getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        return Limits(**{name: _smaller(*pair) for name, pair in pairs.items()})


def _smaller(one: int | None, two: int | None) -> int | None:
    known = [bound for bound in (one, two) if bound is not None]
    return min(known, default=None)
