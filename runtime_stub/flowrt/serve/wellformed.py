"""What every request has to keep, whatever it asks for: one host, and escapes that are whole.

RFC 9112, 3.2: a request of HTTP/1.1 names its host once, an older one at most once, and in the form
of an address. RFC 3986, 2.1: a percent sign in a path or a query is followed by two hexadecimal
digits. A proxy may read what keeps neither as something else than we do, so nothing is guessed.
Raises `NotHttp`, `WrongHostLine` or `BadQuery`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flowrt.serve.errors import BadQuery, NotHttp, WrongHostLine

if TYPE_CHECKING:
    from flowrt.serve.exchange import Exchange

_HOST = re.compile(rb"(?:\[[0-9A-Fa-fv:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?")
_HALF = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_WITHOUT_HOST = ("1.0", "0.9")
_VERSIONS = (*_WITHOUT_HOST, "1.1")


def is_host(value: bytes) -> bool:
    """Whether the header `Host` may have a value; it may be empty."""
    return _HOST.fullmatch(value) is not None


def check(exchange: Exchange) -> None:
    """Refuse a request that is not well-formed."""
    scope = exchange.scope
    if scope["http_version"] not in _VERSIONS:
        raise NotHttp("", expected="HTTP/1.1", found=f"HTTP/{scope['http_version']}")
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1:
        raise WrongHostLine("", expected="one line `Host`", found=f"{len(hosts)} of them")
    if not hosts and scope["http_version"] not in _WITHOUT_HOST:
        raise WrongHostLine("", expected="one line `Host`", found="none")
    if hosts and not is_host(hosts[0]):
        raise WrongHostLine("", expected="a name or an address, and a port", found="something else")
    for where, text in (("path", exchange.raw_path), ("query", exchange.query)):
        if _HALF.search(text):
            expected = "two hexadecimal digits after each `%`"
            raise BadQuery(where, expected=expected, found="something else")
