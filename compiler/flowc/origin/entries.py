"""Binaries as entries of a bill of materials: in CycloneDX's fields, and the rest as properties.

A text that a binary says of itself goes where its form fits; nothing here makes a document that
the schema refuses, whatever a binary says.
"""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from flowc.origin.binaries import Binary, Said

Entry: TypeAlias = dict[str, Any]
"""A JSON object of the document, whose form CycloneDX gives."""

_EXPRESSION = re.compile(r"[A-Za-z0-9.+:() -]{1,256}")
"""What an SPDX expression is spelled with; any other text is a licence's name."""
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/@+-]*)?")
_LINKS = {"homepage": "website", "source": "vcs"}


def library(ref: str, name: str, binary: Binary) -> Entry:
    """Return the entry of a binary, and in it those of all that it holds."""
    inside = [
        library(f"{ref}#{number}", f"{one.kind} {number}", one)
        for number, one in enumerate(binary.inside)
    ]
    own = entry("library", ref, name, binary)
    return own | ({"components": inside} if inside else {})


def entry(kind: str, ref: str, name: str, binary: Binary) -> Entry:
    """Return the entry of a binary by itself; `name` is for one that says none itself."""
    said = binary.said
    return {
        "type": kind,
        "bom-ref": ref,
        "name": said.name or name,
        "mime-type": "application/wasm",
        "hashes": [{"alg": "SHA-256", "content": binary.sha256}],
        "properties": _properties(binary),
        **_fields(said),
    }


def properties(prefix: str, pairs: Iterable[tuple[str, str]]) -> list[Entry]:
    """Return properties under a prefix, in the order given."""
    return [{"name": f"{prefix}:{name}", "value": value} for name, value in pairs]


def _fields(said: Said) -> Entry:
    """Return what there are fields for."""
    texts, fields = said.texts, Entry()
    if version := texts.get("version"):
        fields["version"] = version
    if description := texts.get("description"):
        fields["description"] = description
    if authors := texts.get("authors"):
        fields["authors"] = [{"name": authors}]
    if licences := texts.get("licenses"):
        is_spdx = _EXPRESSION.fullmatch(licences)
        fields["licenses"] = (
            [{"expression": licences}] if is_spdx else [{"license": {"name": licences}}]
        )
    links = [
        {"type": type_, "url": texts[name]}
        for name, type_ in _LINKS.items()
        if _URL.fullmatch(texts.get(name, ""))
    ]
    return fields | ({"externalReferences": links} if links else {})


def _properties(binary: Binary) -> list[Entry]:
    """Return what there are no fields for."""
    texts = binary.said.texts
    rest = [(name, texts[name]) for name in ("homepage", "source", "revision") if name in texts]
    tools = [(role, f"{name} {version}".strip()) for role, name, version in binary.said.tools]
    size = properties("flowc", [("size", str(binary.size))])
    return size + properties("wasm", rest) + properties("wasm:producers", tools)
