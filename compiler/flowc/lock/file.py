"""`flow.lock`: which bytes each reference to a registry means.

TOML, one table for each reference, sorted by it, in one layout, so that a change is a line or four
in a review. Read strictly: a field that is unknown may be one that matters.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flowc.frontend.reference import SCHEME, BadReference, read_reference

NAME: Final = "flow.lock"
VERSION: Final = 1
MOST_BYTES: Final = 1 << 20
MOST_SIZE: Final = 1 << 30
"""Bytes of a component."""
HEAD: Final = """\
# Made by `flowc lock`: what the flows of this folder use of registries. Commit it.
version = 1
"""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FIELDS = ("from", "manifest", "digest", "size")


class UnreadableLock(ValueError):  # noqa: N818 - the file's state, in words
    """A lock that cannot be read: where, what was expected and what was found."""

    def __init__(self, place: str, expected: str, found: str) -> None:
        super().__init__(place, expected, found)
        self.place = place
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Pin:
    """What a reference means: its manifest's digest, and the component's digest and size."""

    manifest: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Lock:
    """The pins by reference, each with its `oci://`."""

    pins: Mapping[str, Pin] = field(default_factory=dict)


def encode_lock(lock: Lock) -> str:
    """Return the text of a lock."""
    tables = [
        f"\n[[component]]\nfrom = {json.dumps(name)}\nmanifest = {json.dumps(pin.manifest)}\n"
        f"digest = {json.dumps(pin.digest)}\nsize = {pin.size}\n"
        for name, pin in sorted(lock.pins.items())
    ]
    return HEAD + "".join(tables)


def read_lock(data: bytes) -> Lock:
    """Return the lock in some bytes; raises `UnreadableLock`."""
    if len(data) > MOST_BYTES:
        raise UnreadableLock("", f"at most {MOST_BYTES:,} bytes", f"{len(data):,}")
    try:
        fields = tomllib.loads(data.decode())
    except UnicodeDecodeError:
        raise UnreadableLock("", "UTF-8 text", "other bytes") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableLock("", "TOML", f"something else: {error}") from None
    version = fields.get("version")
    if version != VERSION or type(version) is not int:
        raise UnreadableLock("version", f"{VERSION}", _short(version))
    _only(fields, ("version", "component"), "")
    tables = fields.get("component", [])
    if not isinstance(tables, list):
        raise UnreadableLock("component", "tables", _short(tables))
    pins: dict[str, Pin] = {}
    for i, table in enumerate(tables):
        name, pin = _pin(table, f"component[{i}]")
        if name in pins:
            raise UnreadableLock(f"component[{i}].from", "each reference once", f"`{name}` again")
        pins[name] = pin
    return Lock(pins)


def _pin(table: object, place: str) -> tuple[str, Pin]:
    if not isinstance(table, dict):
        raise UnreadableLock(place, "a table", _short(table))
    _only(table, _FIELDS, f"{place}.")
    size = table.get("size")
    if type(size) is not int or not 0 <= size <= MOST_SIZE:
        raise UnreadableLock(f"{place}.size", f"a number of bytes up to {MOST_SIZE}", _short(size))
    pin = Pin(_digest(table, "manifest", place), _digest(table, "digest", place), size)
    return _reference(table.get("from"), f"{place}.from"), pin


def _reference(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.startswith(SCHEME):
        raise UnreadableLock(place, f"a reference that begins with `{SCHEME}`", _short(value))
    try:
        read_reference(value)
    except BadReference as bad:
        raise UnreadableLock(place, bad.expected, bad.found) from None
    return value


def _digest(table: dict[str, object], name: str, place: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or _DIGEST.fullmatch(value) is None:
        expected = "`sha256:` and 64 lowercase hexadecimal digits"
        raise UnreadableLock(f"{place}.{name}", expected, _short(value))
    return value


def _only(fields: dict[str, object], known: tuple[str, ...], place: str) -> None:
    for name in fields:
        if name not in known:
            raise UnreadableLock(f"{place}{name}", f"only {', '.join(known)}", "another field")


def _short(value: object) -> str:
    if value is None:
        return "nothing"
    return f"`{value}`" if isinstance(value, int | float | str) else f"a {type(value).__name__}"
