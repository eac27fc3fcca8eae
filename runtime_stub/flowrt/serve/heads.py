"""Heads of requests: those that are plain, read without a parser.

Takes the bytes of a head, up to its blank line, and gives what they say, or None where they are not
plainly a POST, as HTTP/1.1 has it, that brings a body of so many bytes and keeps its connection.
What is read here reads the same to uvicorn's parser; whatever might not is left to that one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = re.compile(
    rb"POST (/[!-~]*) HTTP/1\.1\r\n"
    rb"((?:[\w-]+: ?[!-~]+(?:[ \t]+[!-~]+)*\r\n)*)"
    rb"\r\n"
)
_FIELD = re.compile(rb"([\w-]+): ?([^\r]*)\r\n")
_ODD = {b"transfer-encoding", b"expect", b"upgrade", b"trailer"}
_KEPT = b"keep-alive"
_DIGITS = 9
"""Digits that the length of a body has at most."""


class Head(Value):
    """What a plain head says; `fields` have their names in small letters, each once."""

    path: bytes
    fields: Mapping[bytes, bytes]
    size: int


def plain(head: bytes) -> Head | None:
    """Return what a head says, if it is plain."""
    match = _HEAD.fullmatch(head)
    if match is None:
        return None
    found = _FIELD.findall(match[2])
    fields = {name.lower(): value for name, value in found}
    size = fields.get(b"content-length", b"")
    is_plain = (
        len(fields) == len(found)
        and fields.keys().isdisjoint(_ODD)
        and fields.get(b"connection", _KEPT).lower() == _KEPT
        and fields.get(b"proxy-connection", _KEPT).lower() == _KEPT
        and size.isdigit()
        and len(size) <= _DIGITS
    )
    return Head(match[1], fields, int(size)) if is_plain else None
