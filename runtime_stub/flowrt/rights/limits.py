"""What one transaction may use: the bounds of the signed header, narrowed by the operator.

Takes the header's limits by name, gives a `Limits`; None means that there is no bound. Which of
them the engine has to be set up for is a `Setup`.
"""

from __future__ import annotations

from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Setup(Value):
    """What of an engine depends on limits: whether it counts instructions, and bytes of memory."""

    fuel: bool = False
    metered: bool = False


PLAIN = Setup()


class Limits(Value):
    """Upper bounds of one transaction, by the names of FORMAT 3.5; None where there is none.

    `memory_bytes` and `table_elements` bound each memory and each table by itself,
    `total_memory_bytes` all memories of an instance together.
    """

    fuel: int | None = None
    input_bytes: int | None = None
    instances: int | None = None
    memories: int | None = None
    memory_bytes: int | None = None
    output_bytes: int | None = None
    stack_bytes: int | None = None
    table_elements: int | None = None
    total_memory_bytes: int | None = None
    wall_ms: int | None = None

    @classmethod
    def of(cls, header: Mapping[str, int] | None) -> Limits:
        """Return the limits of a header, which holds known names only."""
        return cls(**(header or {}))

    @property
    def by_name(self) -> dict[str, int]:
        """The bounds that there are, by name."""
        return {name: bound for name, bound in self.as_dict().items() if bound is not None}

    @property
    def setup(self) -> Setup:
        """What native code has to be compiled for, so that an archive's limits can be kept."""
        bounds_memory = self.memory_bytes is not None or self.total_memory_bytes is not None
        return Setup(self.fuel is not None, bounds_memory)

    def setup_within(self, header: Limits) -> Setup:
        """Return how an archive with a header's limits is run under these, which are narrower.

        Bounds on each memory that only the operator sets are left to the engine, which keeps them
        without a count, so that the archive's own native code can be used.
        """
        metered = header.setup.metered or self.total_memory_bytes is not None
        return Setup(self.fuel is not None, metered)

    def narrowed(self, other: Limits) -> Limits:
        """Return the smaller of each pair of bounds."""
        others = other.as_dict()
        pairs = {name: (bound, others[name]) for name, bound in self.as_dict().items()}
        return Limits(**{name: _smaller(*pair) for name, pair in pairs.items()})


def _smaller(one: int | None, two: int | None) -> int | None:
    known = [bound for bound in (one, two) if bound is not None]
    return min(known, default=None)
