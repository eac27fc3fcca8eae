"""A limit as people write it: `NAME=BOUND`, such as `memory_bytes=64M` or `wall_ms=2s`.

Takes text, gives `Limits`; what is no limit raises `ValueError`, which says what is expected. Both
commands, which set limits and narrow them, read them here.
"""

import re

from flowrt.archive.format import LIMIT_NAMES
from flowrt.rights.limits import Limits

MOST = (1 << 53) - 1
_BYTES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_TIME = {"": 1, "ms": 1, "s": 1000, "m": 60_000}
_PLAIN = {"": 1}
_BOUND = re.compile(r"([0-9][0-9_]{0,19})([A-Za-z]*)")


def limit_of(text: str) -> Limits:
    """Return the one limit that a text spells; raises `ValueError`."""
    name, equals, bound = text.partition("=")
    if name not in LIMIT_NAMES or not equals:
        raise ValueError(f"NAME=BOUND, where NAME is one of {', '.join(LIMIT_NAMES)}")
    units = _units(name)
    found = _BOUND.fullmatch(bound)
    if found is None or found[2] not in units:
        behind = ", ".join(filter(None, units))
        raise ValueError(
            f"{name}=NUMBER" + (f", perhaps with {behind} behind it" if behind else "")
        )
    value = int(found[1]) * units[found[2]]
    if not 1 <= value <= MOST:
        raise ValueError(f"a bound of {name} from 1 to {MOST}")
    return Limits(**{name: value})


def _units(name: str) -> dict[str, int]:
    if name.endswith("_bytes"):
        return _BYTES
    return _TIME if name == "wall_ms" else _PLAIN
