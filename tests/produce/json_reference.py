"""The JSON mapping once more, in plain Python: what the codec is compared with.

Values are as `tests.strategies` describes. `read` raises ValueError for what must be refused.
"""

import base64
import json
import math
import struct
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_UP, Context
from random import Random
from typing import Any, NoReturn

from tests.strategies import Value

from flowc.frontend import terms as t

_PAST_F32 = 2.0**128 - 2.0**103  # halfway between the largest f32 and infinity


@dataclass(frozen=True)
class _Number:
    text: str


def write(type_: t.Type, value: Value) -> str:
    """Return the canonical JSON text of a value."""
    match type_:
        case t.Prim("f64"):
            return repr(value)
        case t.Prim("f32"):
            return shortest32(value)
        case t.List(t.Prim("u8")):
            return json.dumps(base64.b64encode(value).decode())
        case t.List(item):
            return f"[{','.join(write(item, v) for v in value)}]"
        case t.Tuple(items):
            return f"[{','.join(write(i, v) for i, v in zip(items, value, strict=True))}]"
        case t.Record(fields):
            return f"{{{','.join(_pair(f.name, write(f.type, value[f.name])) for f in fields)}}}"
        case t.Option(some):
            text = "null" if value is None else write(some, value[1])
            wrap = value is not None and isinstance(some, t.Option)
            return f"{{{_pair('some', text)}}}" if wrap else text
        case t.Result() | t.Variant():
            return _write_case(type_, *value)
        case t.Flags(labels):
            return f"[{','.join(json.dumps(label) for label in labels if label in value)}]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _pair(name: str, text: str) -> str:
    return f"{json.dumps(name)}:{text}"


def _write_case(type_: t.Result | t.Variant, name: str, payload: Value) -> str:
    inner = next(case.payload for case in t.cases_of(type_) if case.name == name)
    if inner is None:
        return json.dumps(name) if isinstance(type_, t.Variant) else f"{{{_pair(name, 'null')}}}"
    return f"{{{_pair(name, write(inner, payload))}}}"


def shortest32(value: float) -> str:
    """Return the fewest digits that read back to the same f32, laid out as `repr` does."""
    for digits in range(1, 10):
        for rounding in (ROUND_HALF_EVEN, ROUND_UP):  # up: below a power of two floats lie closer
            text = Context(digits, rounding).create_decimal_from_float(value)
            if abs(text) < _PAST_F32 and _as_f32(float(text)) == value:
                return repr(float(text))
    raise AssertionError(value)


def _as_f32(value: float) -> float:
    (rounded,) = struct.unpack("<f", struct.pack("<f", value))
    return float(rounded)


def read(type_: t.Type, text: bytes) -> Value:
    """Return the value that a text means."""
    try:
        parsed = json.loads(
            text.decode(),
            object_pairs_hook=_unique,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_refuse,
        )
        return _value(type_, parsed)
    except RecursionError as error:
        raise ValueError from error


def _refuse(*_: object) -> NoReturn:
    raise ValueError


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError(pairs)
    return dict(pairs)


def _value(type_: t.Type, parsed: Any) -> Value:
    match type_, parsed:
        case t.Prim("bool"), bool():
            return parsed
        case t.Prim("char" | "string" as name), str():
            parsed.encode()
            return parsed if name == "string" or len(parsed) == 1 else _refuse()
        case t.Prim("f32" | "f64" as name), _Number():
            return _float(name, parsed.text)
        case t.Prim(name), _Number():
            return _integer(name, parsed.text)
        case t.Prim("u64" | "s64" as name), str() if parsed.isascii():
            return _integer(name, parsed)
        case t.List(t.Prim("u8")), str():
            return _base64(parsed)
        case t.List(t.Prim("u8")), list():
            return bytes(_value(t.Prim("u8"), item) for item in parsed)
        case t.List(item), list():
            return [_value(item, one) for one in parsed]
        case t.Tuple(items), list():
            return tuple(_value(i, one) for i, one in zip(items, parsed, strict=True))
        case t.Record(fields), dict():
            return _record(fields, parsed)
        case t.Option(), None:
            return None
        case t.Option(t.Option() as some), {"some": inner, **rest} if not rest:
            return ("some", _value(some, inner))
        case t.Option(some), _ if not isinstance(some, t.Option):
            return ("some", _value(some, parsed))
        case t.Result() | t.Variant(), _:
            return _case(type_, parsed)
        case t.Enum(cases), str() if parsed in cases:
            return parsed
        case t.Flags(labels), list():
            return _flags(labels, parsed)
    raise ValueError(type_, parsed)


def _integer(name: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isdigit() or (digits[0] == "0" and len(digits) > 1) or len(digits) > 4000:
        raise ValueError(text)
    value, bits = int(text), int(name[1:])
    low, high = (0, 2**bits) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1))
    return value if low <= value < high else _refuse()


def _float(name: str, text: str) -> float:
    value = float(text)
    if name == "f32":
        try:
            value = nearest32(text)
        except OverflowError as error:
            raise ValueError(text) from error
    return value if math.isfinite(value) else _refuse()


def nearest32(text: str) -> float:
    """Return the f32 nearest to a decimal, rounded once and not by way of f64."""
    from fractions import Fraction  # noqa: PLC0415 - slow to import, seldom needed

    guess = _as_f32(float(text))
    if "e" in text.lower() and abs(int(text.lower().split("e")[1])) > 400:
        return guess
    (bits,) = struct.unpack("<i", struct.pack("<f", abs(guess)))
    near = [b for b in (bits - 1, bits, bits + 1) if 0 <= b < 0x7F80_0000]
    floats = {b: struct.unpack("<f", struct.pack("<i", b))[0] for b in near}
    exact = abs(Fraction(text))
    best = min(near, key=lambda b: (abs(Fraction(floats[b]) - exact), b & 1))
    return math.copysign(floats[best], guess)


def _base64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    return raw if base64.b64encode(raw).decode() == text else _refuse()


def _record(fields: tuple[t.Field, ...], parsed: dict[str, Any]) -> Value:
    if parsed.keys() - {f.name for f in fields}:
        raise ValueError(parsed)
    given = {f.name: None for f in fields if isinstance(f.type, t.Option)} | parsed
    if len(given) < len(fields):
        raise ValueError(parsed)
    return {f.name: _value(f.type, given[f.name]) for f in fields}


def _case(type_: t.Result | t.Variant, parsed: Any) -> Value:
    payloads = {case.name: case.payload for case in t.cases_of(type_)}
    if isinstance(parsed, dict) and len(parsed) == 1:
        ((name, inner),) = parsed.items()
        if name in payloads and (payload := payloads[name]) is not None:
            return (name, _value(payload, inner))
        if name in payloads and isinstance(type_, t.Result) and inner is None:
            return (name, None)
    if isinstance(parsed, str) and isinstance(type_, t.Variant) and parsed in payloads:
        return (parsed, None) if payloads[parsed] is None else _refuse()
    raise ValueError(parsed)


def _flags(labels: tuple[str, ...], parsed: list[Any]) -> frozenset[str]:
    if not all(isinstance(one, str) and one in labels for one in parsed):
        raise ValueError(parsed)
    return frozenset(parsed) if len(set(parsed)) == len(parsed) else _refuse()


def spell(type_: t.Type, value: Value, random: Random) -> str:
    """Return one of the many texts that mean a value: other order, spaces, escapes, forms."""
    return _respell(json.loads(write(type_, value), parse_int=_Number, parse_float=_Number), random)


def _respell(parsed: Any, random: Random) -> str:
    gap = "".join(random.choices(" \t\r\n", k=random.choice((0, 0, 0, 1, 3, 20))))
    match parsed:
        case _Number(text):
            return text + gap
        case str():
            return gap + '"' + "".join(_spell_char(char, random) for char in parsed) + '"'
        case list():
            return f"{gap}[{gap}{','.join(_respell(one, random) for one in parsed)}]{gap}"
        case dict():
            pairs = [f"{_respell(k, random)}{gap}:{_respell(v, random)}" for k, v in parsed.items()]
            random.shuffle(pairs)
            return f"{{{gap}{','.join(pairs)}}}{gap}"
        case _:
            return gap + json.dumps(parsed) + gap


def _spell_char(char: str, random: Random) -> str:
    if random.random() < 0.1:
        units = char.encode("utf-16-be").hex()
        return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
    return json.dumps(char, ensure_ascii=False)[1:-1].replace("/", random.choice(("/", "\\/")))
