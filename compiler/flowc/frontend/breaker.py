"""When a service that fails is left alone, as a call's policy says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breaker:
    """How many failed calls open it, and what lets calls through again.

    Calls count that failed in a row, or with `of`, among the last so many; with `within`, those of
    the last so many microseconds alone. For `open` microseconds nobody is asked; then `probes`
    calls are let through, and all have to go well.
    """

    failures: int = 5
    of: int | None = None
    within: int | None = None
    open: int = 30_000_000
    probes: int = 1
