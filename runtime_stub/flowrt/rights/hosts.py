"""Hosts of the network by name and port: how they are written, and which covers which.

A host is a name, an address of IPv4 as four numbers, or one of IPv6 in brackets; `*.` before a name
means all names below it, a port after a colon that port alone. Names are compared, never what they
resolve to. Only one spelling of an address is read, and nothing that a resolver might take for an
address in another one, so what is compared is what is connected to.
"""

from __future__ import annotations

import re

from flowrt.value import Value

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_NAME = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*")
_OCTET = r"(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_IPV6 = re.compile(r"\[([0-9a-f:.]{2,45})\]")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label that makes resolvers read a name as an address."""
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LONGEST, _HIGHEST = 253, 65535
_BELOW = "*."


class Host(Value):
    """A host in its one spelling, in lower case; the port 0 means any."""

    name: str
    port: int = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.port}" if self.port else self.name

    def covers(self, other: Host) -> bool:
        """Return whether all that the other means is meant by this one."""
        return self.port in (0, other.port) and _covers(self.name, other.name)

    def meets(self, other: Host) -> bool:
        """Return whether both mean some host and port."""
        same_port = not (self.port and other.port) or self.port == other.port
        return same_port and (_covers(self.name, other.name) or _covers(other.name, self.name))


def host_of(text: str, port: int = 0) -> Host | None:
    """Return the host that a text spells, at a port if it names none; None if it spells none."""
    name, colon, digits = text.rpartition(":")
    if not colon or digits.endswith("]"):
        name, digits = text, str(port)
    elif not _PORT.fullmatch(digits) or int(digits) > _HIGHEST:
        return None
    known = _address(name.lower()) if name.startswith("[") else _named(name.lower())
    return Host(known, int(digits)) if known else None


def _named(name: str) -> str:
    """Return a name without the dot of the root, or an address of IPv4; empty for others."""
    name = name.removesuffix(".")
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        return ""
    is_numeric = _NUMERIC.fullmatch(name.rpartition(".")[2])
    return "" if is_numeric and not _IPV4.fullmatch(name) else name


def _address(text: str) -> str:
    """Return an address of IPv6 in brackets as all spell it; empty for others."""
    found = _IPV6.fullmatch(text)
    if found is None:
        return ""
    import socket  # noqa: PLC0415 - takes milliseconds, and few hosts are written so

    try:
        packed = socket.inet_pton(socket.AF_INET6, found[1])
    except OSError:
        return ""
    return f"[{socket.inet_ntop(socket.AF_INET6, packed)}]"


def _covers(one: str, other: str) -> bool:
    """Compare names; an address is below no name."""
    if one == other:
        return True
    return one.startswith(_BELOW) and other.endswith(one[1:])
