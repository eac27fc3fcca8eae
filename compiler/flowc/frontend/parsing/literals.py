r"""What literals say: numbers and escapes from their spelling, or why a spelling is none.

Numbers here have no sign; whether one fits its type is the checker's to say, but one that fits no
type of the language is refused here.
"""

import math
import re
from typing import Final

MOST: Final = 2**64 - 1
"""The largest whole number that any type holds."""

_DECIMAL = re.compile(r"[0-9]+(?:_[0-9]+)*")
_HEX = re.compile(r"0[xX]_?[0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*")
_BINARY = re.compile(r"0[bB]_?[01]+(?:_[01]+)*")
_DURATION = re.compile(rf"({_DECIMAL.pattern})(us|ms|s|m|h)")
_LIKE_DURATION = re.compile(r"[0-9][0-9_.]*(?:ns|us|ms|s|sec|m|min|h|d)")
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
_FLOAT = re.compile(rf"{_DECIMAL.pattern}(?:\.{_DECIMAL.pattern})?(?:[eE][+-]?[0-9]+)?")

_NUMBER = r"(?:0|[1-9][0-9]*)"
_LABELS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_LABELS})?(?:\+{_LABELS})?")

ESCAPES: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
"""What follows a backslash, and the character it stands for; `\\u{...}` apart."""

UNITS: Final = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}
"""The units of a duration, and how many microseconds each has."""

MOST_MICROS: Final = 2**63 - 1
"""The longest duration."""

_LAST_SCALAR = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def is_integer(spelling: str) -> bool:
    """Say whether `spelling` is a whole number: decimal, `0x` or `0b`."""
    return any(form.fullmatch(spelling) for form in (_DECIMAL, _HEX, _BINARY))


def is_index(spelling: str) -> bool:
    """Say whether `spelling` numbers an item of a tuple: plain decimal, below a million."""
    return _INDEX.fullmatch(spelling) is not None


def is_float(spelling: str) -> bool:
    """Say whether `spelling` is a decimal number with a point or an exponent."""
    return _FLOAT.fullmatch(spelling) is not None


def fits(spelling: str) -> bool:
    """Say whether some type of the language can hold a well-formed number."""
    if not is_integer(spelling):
        return not math.isinf(decimal(spelling))
    digits = spelling.replace("_", "").lstrip("0bBxX")
    return len(digits) <= MOST.bit_length() and integer(spelling) <= MOST


def integer(spelling: str) -> int:
    """Return the value of a well-formed whole number."""
    digits = spelling.replace("_", "").lower()
    if digits.startswith("0x"):
        return int(digits, 16)
    if digits.startswith("0b"):
        return int(digits, 2)
    return int(digits.lstrip("0") or "0")


def is_duration(spelling: str) -> bool:
    """Say whether `spelling` is a whole number and a unit of time."""
    return _DURATION.fullmatch(spelling) is not None


def is_like_duration(spelling: str) -> bool:
    """Say whether `spelling` is a number and a unit of time, though it is no duration."""
    return _LIKE_DURATION.fullmatch(spelling) is not None


def micros(spelling: str) -> int:
    """Return how many microseconds a well-formed duration has."""
    number = spelling.rstrip("umsh")
    return integer(number) * UNITS[spelling[len(number) :]]


def duration(length: int) -> str:
    """Return how a number of microseconds is written, in the largest unit that it has whole."""
    unit = max((one for one in UNITS if length % UNITS[one] == 0), key=UNITS.__getitem__)
    return f"{length // UNITS[unit]}{unit}"


def decimal(spelling: str) -> float:
    """Return the value of a well-formed float."""
    return float(spelling.replace("_", ""))


def unescape(escape: str) -> str | None:
    r"""Return the character that `\n`, `\u{1F600}` and so on stand for; None for anything else."""
    kind, body = escape[1:2], escape[2:]
    if kind != "u":
        return ESCAPES.get(kind) if not body else None
    digits = body[1:-1]
    if not re.fullmatch(r"\{[0-9A-Fa-f]{1,6}\}", body):
        return None
    scalar = int(digits, 16)
    return chr(scalar) if scalar <= _LAST_SCALAR and scalar not in _SURROGATES else None


def is_version(spelling: str) -> bool:
    """Say whether `spelling` is a semantic version: `1.0.0`, `1.0.0-rc.1`, `1.0.0+build`."""
    return _VERSION.fullmatch(spelling) is not None
