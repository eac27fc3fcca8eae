"""How long a flow may wait, and how seldom be run."""

from typing import Final

MILLI: Final = 1_000
"""Microseconds."""
MOST_MS: Final = 8784 * 3_600_000
"""A leap year."""


def in_range(micros: int) -> bool:
    """Whether a time is whole milliseconds, and neither nothing nor more than a year."""
    return micros % MILLI == 0 and 0 < micros <= MOST_MS * MILLI
