"""What the second readers are made of: descriptions of values, from FORMAT.md's tables."""

import re
from collections.abc import Callable
from typing import Any

Is = Callable[[Any], Any]
WORD = "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*"
TAIL = r"[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*"
NUMBER = "(0|[1-9][0-9]*)"


class Broken(Exception):  # noqa: N818 - an archive is
    """What an archive breaks, by its section of FORMAT.md."""


def need(truth: object, section: str) -> None:
    if not truth:
        raise Broken(section)


def integer(low: int = 0, high: int = 2**53 - 1) -> Is:
    return lambda v: type(v) is int and low <= v <= high


def text(pattern: str, most: int = 256) -> Is:
    return lambda v: type(v) is str and len(v) <= most and re.fullmatch(pattern, v, re.DOTALL)


def label(most: int = 256) -> Is:
    return lambda v: type(v) is str and len(v) <= most and v.isprintable()


def each(part: Is, low: int = 0, high: int = 4096) -> Is:
    return lambda v: type(v) is list and low <= len(v) <= high and all(map(part, v))


def maybe(part: Is) -> Is:
    return lambda v: v is None or part(v)


def fields(needed: dict[str, Is], optional: dict[str, Is] | None = None) -> Is:
    known = needed | (optional or {})
    return lambda v: (
        type(v) is dict
        and needed.keys() <= v.keys() <= known.keys()
        and all(known[k](v[k]) for k in v)
    )


def ordered(parts: dict[str, Is]) -> Is:
    return lambda v: type(v) is dict and list(v) == list(parts) and fields(parts)(v)


def row(*parts: Is) -> Is:
    return lambda v: (
        type(v) is list
        and len(v) == len(parts)
        and all(p(x) for p, x in zip(parts, v, strict=True))
    )


def flag(v: object) -> bool:
    return type(v) is bool


def ascending(keys: list[Any]) -> bool:
    return all(a < b for a, b in zip(keys, keys[1:]))  # noqa: B905, RUF007 - one is shorter


def once(keys: list[Any]) -> bool:
    return len(set(keys)) == len(keys)


DIGEST, PACKAGE, NAME = text("[0-9a-f]{64}"), text(f"{WORD}:{WORD}"), text("[a-z][a-z0-9_.]*")
VERSION = text(rf"{NUMBER}\.{NUMBER}\.{NUMBER}(-{TAIL})?(\+{TAIL})?")
