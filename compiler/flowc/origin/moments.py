"""Times as documents write them; there is none but the one that a build was given."""

from datetime import UTC, datetime

LAST = 253_402_300_799
"""The last second of the year 9999, after which there is no such text."""


def moment(seconds: int | None) -> str | None:
    """Return Unix seconds as RFC 3339 has them, or None where there are none, or too many."""
    if seconds is None or seconds > LAST:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
