"""Addresses of `wasi:sockets`, as the engine hands them over, as hosts in their one spelling."""

from __future__ import annotations

import socket

from flowrt.engine import capi
from flowrt.rights.hosts import Host, host_of

_IPV4 = b"ipv4"


def target(value: capi.Value) -> Host:
    """Return the address and port of an `ip-socket-address`."""
    fields = value.of.variant.value.contents.of.record
    of = {capi.copy_of(one.name): one.value for one in fields.data[: fields.size]}
    return Host(_text(value, of[b"address"]), of[b"port"].of.u16)


def address(value: capi.Value) -> str:
    """Return an `ip-address`."""
    return _text(value, value.of.variant.value.contents)


def named(text: str) -> Host | None:
    """Return what a component asks the addresses of; None for what is neither name nor address."""
    return host_of(f"[{text}]") if ":" in text else host_of(text)


def _text(family: capi.Value, parts: capi.Value) -> str:
    """Write an address as rules have it: four numbers, or one of IPv6 in brackets."""
    items = parts.of.vector.data[: parts.of.vector.size]
    if capi.copy_of(family.of.variant.case) == _IPV4:
        return ".".join(str(one.of.u8) for one in items)
    packed = b"".join(one.of.u16.to_bytes(2, "big") for one in items)
    return f"[{socket.inet_ntop(socket.AF_INET6, packed)}]"
