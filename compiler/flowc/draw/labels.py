"""The lines that stand on an arrow: each visible, and not too many."""

from collections.abc import Sequence

from flowc.text.width import safe_line

MOST = 8
"""Lines on one arrow, at most."""


def lines(labels: Sequence[str]) -> tuple[str, ...]:
    """Return an arrow's lines; control characters are shown escaped."""
    kept = (
        labels
        if len(labels) <= MOST
        else (*labels[: MOST - 1], f"and {len(labels) - MOST + 1} more")
    )
    return tuple(map(safe_line, kept))
