"""Where two blobs of a kind differ first, in words that lead to what made the difference.

Both are a blob's bytes, of which one is the archive's; they are not equal. What cannot be taken
apart, since only one side is as it should be, is told by its byte.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import zip_longest
from typing import Any

import msgpack  # type: ignore[import-untyped]  # it ships no types

from flowc.frontend.binary.reader import Reader
from flowc.origin.binaries import PREAMBLE, sections
from flowc.produce.sections import COMPONENT, CORE_MODULE
from flowrt.archive.format import Kind

SECTIONS = (
    "custom section", "core module", "core instances", "core types", "component", "instances",
    "aliases", "types", "functions", "start", "imports", "exports",
)  # fmt: skip
OWN_MODULES = ("the codec", "the glue")
NONE = object()
"""Stands for what one side does not have."""


def where(kind: Kind, ours: bytes, theirs: bytes, labels: Mapping[str, str]) -> str:
    """Return where `theirs`, the archive's, departs from `ours`.

    `labels` are the paths of the components that went in, by digest.
    """
    at = _first(ours, theirs)
    byte = f"from byte {at:,} of {len(theirs):,} ({len(ours):,} here)"
    match kind:
        case "component":
            inside = _section(theirs, at, labels)
        case "plan":
            inside = _path(ours, theirs, msgpack.unpackb)
        case "graph":
            line = theirs.count(b"\n", 0, at) + 1
            inside = f"line {line}" if at < len(theirs) else "its end"
        case "drawing" | "sbom" | "provenance":
            inside = _path(ours, theirs, json.loads)
        case "native":
            inside = ""
    return f"{inside}, {byte}" if inside else byte


def _first(ours: bytes, theirs: bytes) -> int:
    """Return the first byte that differs; by halves, as blobs may be large."""
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if ours[low:middle] == theirs[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _section(component: bytes, at: int, labels: Mapping[str, str]) -> str:
    """Name the section of the archive's component in which a byte lies."""
    modules = 0
    for kind, start, end in sections(Reader(component, PREAMBLE)):
        if at < end:
            body = component[start:end]
            return _named(kind, labels.get(sha256(body).hexdigest(), ""), modules)
        modules += kind == CORE_MODULE
    return "its end" if at == len(component) else ""


def _named(kind: int, label: str, modules: int) -> str:
    if kind == CORE_MODULE and modules < len(OWN_MODULES):
        return OWN_MODULES[modules]
    if kind == COMPONENT and label:
        return f"the component {label}"
    return SECTIONS[kind] if kind < len(SECTIONS) else f"section {kind}"


def _path(ours: bytes, theirs: bytes, read: Callable[[bytes], Any]) -> str:
    """Return the path of the first value that differs, or nothing where one is no value."""
    try:
        return _differing(read(ours), read(theirs)).removeprefix(".")
    except (ValueError, RecursionError, msgpack.UnpackException):
        return ""


def _differing(ours: Any, theirs: Any) -> str:
    match ours, theirs:
        case dict(), dict():
            keys = [*theirs, *(key for key in ours if key not in theirs)]
            pairs = [(f".{key}", ours.get(key, NONE), theirs.get(key, NONE)) for key in keys]
        case list(), list():
            both = zip_longest(ours, theirs, fillvalue=NONE)
            pairs = [(f"[{number}]", one, other) for number, (one, other) in enumerate(both)]
        case _:
            return ""
    found = ((step, one, other) for step, one, other in pairs if one != other)
    step, one, other = next(found, ("", None, None))
    return step + (_differing(one, other) if step else "")
