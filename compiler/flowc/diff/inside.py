"""What changed inside two archives: the components and sources that they were made of.

Digests come from the headers, versions from the bills of materials, where there are some. A part
that is another breaks no promise, but it is where behaviour comes from.
"""

import json
from collections.abc import Iterator
from typing import Any

from flowc.diff.changes import Change
from flowrt.verify import VerifiedArchive

SHOWN = 12
"""Hexadecimal digits of a digest that are shown."""


def inputs(old: VerifiedArchive, new: VerifiedArchive) -> Iterator[Change]:
    """Give each file that went in and is another, with what is known of its versions."""
    before, after = _digests(old), _digests(new)
    known, now = _versions(old), _versions(new)
    for path in sorted({*before, *after}):
        one, other = before.get(path, ""), after.get(path, "")
        if one == other:
            continue
        what = "it is another" if one and other else "it is new" if other else "it is gone"
        both = _told(one, known.get(path, "")), _told(other, now.get(path, ""))
        yield Change("note", "component", path, what, *both)


def _digests(verified: VerifiedArchive) -> dict[str, str]:
    return {one.path: one.sha256 for one in verified.header.manifest.inputs}


def _told(digest: str, version: str) -> str:
    if not digest:
        return ""
    return f"{version} sha256:{digest[:SHOWN]}".strip()


def _versions(verified: VerifiedArchive) -> dict[str, str]:
    """Return what the bill of materials says of components, by their paths."""
    try:
        document: Any = json.loads(verified.document("sbom") or b"{}")
    except (ValueError, RecursionError):
        return {}
    found: dict[str, str] = {}
    match document:
        case {"components": [*components]}:
            for one in components:
                found |= _version(one)
    return found


def _version(component: object) -> dict[str, str]:
    match component:
        case {"version": str(version), "properties": [*properties]}:
            paths = [one for one in properties if _is_path(one)]
            return {str(one["value"]): version for one in paths}
    return {}


def _is_path(value: object) -> bool:
    match value:
        case {"name": "flowc:path", "value": str()}:
            return True
    return False
