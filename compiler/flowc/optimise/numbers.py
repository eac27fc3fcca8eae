"""Arithmetic on constants exactly as the generated code does it, or None.

None stands where the code would fault, which is left to happen at its own place, and where it
would give a NaN, whose bits are the machine's choice. An f32 is kept as the f64 of equal value.
"""

import math
import struct

from flowc.frontend import terms as t
from flowc.ir.rules.values import bounds

Number = int | float
_EXACT = 53  # bits of whole numbers that an f64 holds


def as_f32(value: float) -> float:
    """Round to the nearest f32; what is beyond the greatest becomes infinite."""
    try:
        (rounded,) = struct.unpack("<f", struct.pack("<f", value))
    except OverflowError:
        return math.copysign(math.inf, value)
    return float(rounded)


def rounded(name: str, value: float) -> float:
    """Round to a float type."""
    return as_f32(value) if name == "f32" else value


def calculated(op: str, name: str, left: Number, right: Number) -> Number | None:
    """Return the result of `add sub mul div rem` on two numbers of the type `name`."""
    if name in t.FLOATS:
        return _float(op, name, float(left), float(right))
    return _fitting(name, _integer(op, int(left), int(right)))


def _fitting(name: str, value: int | None) -> int | None:
    low, high = bounds(name)
    return value if value is not None and low <= value <= high else None


def _integer(op: str, left: int, right: int) -> int | None:
    match op:
        case "add":
            return left + right
        case "sub":
            return left - right
        case "mul":
            return left * right
        case _ if right == 0:
            return None
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if op == "div" else left - quotient * right


def _float(op: str, name: str, left: float, right: float) -> float | None:
    left, right = rounded(name, left), rounded(name, right)
    match op:
        case "add":
            value = left + right
        case "sub":
            value = left - right
        case "mul":
            value = left * right
        case _:
            value = _quotient(left, right)
    # Rounding twice, to f64 and then to f32, gives the f32 that rounding once would.
    value = rounded(name, value)
    return None if math.isnan(value) else value


def _quotient(left: float, right: float) -> float:
    if right != 0 or math.isnan(left):
        return left / right if right != 0 else left
    sign = math.copysign(1.0, left) * math.copysign(1.0, right)
    return math.nan if left == 0 else sign * math.inf


def negated(name: str, value: Number) -> Number | None:
    """Return the negation of a number of the type `name`."""
    return -value if name in t.FLOATS else _fitting(name, -int(value))


def converted(source: str, target: str, value: Number) -> Number | None:
    """Return a number of the type `source` as one of the type `target`."""
    if target in t.FLOATS:
        number = value if source in t.FLOATS else _nearest(target, int(value))
        return rounded(target, rounded(source, float(number)))
    if source in t.INTEGERS:
        return _fitting(target, int(value))
    value = rounded(source, float(value))
    return _fitting(target, math.trunc(value)) if math.isfinite(value) else None


def _nearest(target: str, value: int) -> float:
    """Return the float nearest to an integer, rounding once also where the target is an f32."""
    dropped = value.bit_length() - _EXACT
    if target == "f32" and dropped > 0:
        kept = abs(value) >> dropped
        odd = kept | (kept << dropped != abs(value))  # the last bit says that more came after
        return math.copysign(float(odd << dropped), value)
    return float(value)
