"""When a service is left alone, as an operator writes it: `failures 10 of 20 open 5s`, or `off`.

Takes text, gives a plan's `Breaker` or None; what is none of both raises `ValueError`, which says
what is expected.
"""

import re

from flowrt.plan.cuts import MAX_CALLS, Breaker

OFF = "off"
EXPECTED = (
    "`off`, or `failures 10 open 5s`, to which `of 20`, `within 1m` and `probes 2` may be added"
)
_MICROS = {"us": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
_LONGEST = (1 << 53) - 1
_PART = re.compile(r"(failures|of|within|open|probes) +([0-9]{1,16})(us|ms|s|m|h|)(?: +|$)")
_TIMES = ("within", "open")


def breaker_of(text: str) -> Breaker | None:
    """Return what a text spells, None for `off`; raises `ValueError`."""
    if text.strip() == OFF:
        return None
    found: dict[str, int] = {}
    rest = text.strip()
    while rest:
        part = _PART.match(rest)
        if part is None or part[1] in found:
            raise ValueError(EXPECTED)
        found[part[1]] = _number(part[1], int(part[2]), part[3])
        rest = rest[part.end() :]
    if not found.keys() >= {"failures", "open"}:
        raise ValueError(EXPECTED)
    of = found.get("of")
    if of is not None and of < found["failures"]:
        raise ValueError(f"`of` from {found['failures']}, the number of `failures`")
    return Breaker(
        found["failures"], of, found.get("within"), found["open"], found.get("probes", 1)
    )


def _number(name: str, number: int, unit: str) -> int:
    """Return a count, or a time in microseconds."""
    if (name in _TIMES) != bool(unit):
        what = "a time such as `5s`" if name in _TIMES else "a number without a unit"
        raise ValueError(f"{what} after `{name}`")
    value, most = (number * _MICROS[unit], _LONGEST) if unit else (number, MAX_CALLS)
    if not 1 <= value <= most:
        raise ValueError(f"`{name}` from 1 to {most}{' us' if unit else ''}")
    return value
