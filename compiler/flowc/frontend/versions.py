"""Versions: which come before others, and ids of interfaces in versions that fit each other.

Source: Semantic Versioning 2.0.0, 11.
"""

import re
from typing import Final

_NUMBERS: Final = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(-[^+]*+)?(?:\+.*)?")
_ANY: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?")


def base(interface: str) -> str:
    """Return an id without its version: "acme:log/sink" of "acme:log/sink@1.0.0"."""
    return interface.partition("@")[0]


def version(interface: str) -> str:
    """Return the version of an id, empty where it has none."""
    return interface.partition("@")[2]


def fits(asked: str, offered: str) -> bool:
    """Whether an interface stands for another: the same one, in a version that fits.

    What semantic versioning keeps compatible fits, whichever of the two is newer: their types are
    compared as well. A pre-release fits itself.
    """
    if asked == offered:
        return True
    return base(asked) == base(offered) and _track(asked) == _track(offered)


def track(interface: str) -> str:
    """Return what versions of an interface that fit each other share: "wasi:io/poll@0.2"."""
    numbers = ".".join(_track(interface))
    return f"{base(interface)}@{numbers}" if numbers else interface


def _track(interface: str) -> tuple[str, ...]:
    """Return what versions that fit each other have in common."""
    found = _NUMBERS.fullmatch(version(interface))
    if found is None or found[4]:
        return (version(interface),)
    major, minor, patch = found[1], found[2], found[3]
    if major != "0":
        return (major,)
    return (major, minor) if minor != "0" else (major, minor, patch)


def newest(interfaces: list[str]) -> str:
    """Return the one of the highest version."""
    return max(interfaces, key=_numbers)


def _numbers(interface: str) -> tuple[int, ...]:
    found = _NUMBERS.fullmatch(version(interface))
    return tuple(int(part) for part in found.group(1, 2, 3)) if found else ()


def is_before(one: str, other: str) -> bool:
    """Say whether a version is missing or lower than another."""
    return not one or _precedence(one) < _precedence(other)


def _precedence(version: str) -> tuple[object, ...]:
    found = _ANY.match(version)
    if found is None:
        return ()
    numbers = tuple((len(one), one) for one in found.groups()[:3])
    if found[4] is None:
        return (numbers, 1, ())
    labels = tuple(
        (0, len(one), one) if one.isdecimal() else (1, 0, one) for one in found[4].split(".")
    )
    return (numbers, 0, labels)
