"""A change between two archives, and whom it breaks.

The old archive stands for everyone who relies on it; a change is judged by what becomes of them
when the new one takes its place.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["breaking", "typed", "compatible", "note"]
"""Whom a change breaks: anyone who runs or calls it; only hosts that link the flows by their types;
nobody; or it cannot be known from outside, as it is no promise."""
LEVELS: tuple[Level, ...] = ("breaking", "typed", "compatible", "note")

Kind: TypeAlias = Literal[
    "package", "expiry", "signers", "flow", "parameter", "result", "route", "trigger",
    "capability", "service", "component", "limit", "engine", "code",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of what, and in words; `old` and `new` are what stood and stands there."""

    level: Level
    kind: Kind
    name: str
    what: str
    old: str = ""
    new: str = ""
