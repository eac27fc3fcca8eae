"""What is fixed, as people write it: `clock`, `clock=TIME`, `random`, `random=SEED`.

Takes text, gives a `Fixed`; anything else raises `ValueError`, which says what is expected.
"""

from datetime import UTC, datetime

from flowrt.rights.capabilities import Fixed

TIME = 946_684_800
"""The second that a fixed clock shows where none is given: 2000-01-01T00:00:00Z."""
EXPECTED = "clock, clock=TIME such as 2030-01-31T12:00:00Z, random or random=SEED"
_LAST = 1 << 53
_DIGITS = len(str(_LAST))


def fixed_of(text: str) -> Fixed:
    """Return what a text fixes; raises `ValueError`."""
    name, equals, value = text.partition("=")
    if name == "random":
        return Fixed(random=value)
    if name != "clock":
        raise ValueError(EXPECTED)
    return Fixed(clock=_seconds(value) if equals else TIME)


def _seconds(text: str) -> int:
    """Return the Unix seconds of a number, or of a time with its zone."""
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        found = int(text)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(EXPECTED) from None
        if moment.tzinfo is None:
            raise ValueError(EXPECTED)
        found = int(moment.astimezone(UTC).timestamp())
    if not 0 <= found < _LAST:
        raise ValueError(EXPECTED)
    return found
