"""One HTTP request and its answer: no redirects, no credentials, nothing decoded, nothing retried.

What goes wrong below HTTP becomes F071. Where a request may lead is decided here, too: from TLS
never to plain HTTP, and in plain HTTP only to this machine or where that was asked for.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self, TypeAlias
from urllib.parse import urljoin
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions
from urllib3.util import parse_url

from flowc import __version__
from flowc.frontend.reference import is_loopback
from flowc.oci.errors import LeadsAstray, Unreachable
from flowc.text.report import stop
from flowrt.problems.report import shown

CONNECT_SECONDS: Final = 20
READ_SECONDS: Final = 60
CHUNK: Final = 1 << 18

Response: TypeAlias = urllib3.BaseHTTPResponse
Origin: TypeAlias = tuple[str, str, int]
_PORTS: Final = {"http": 80, "https": 443}
_MOST_DIGITS: Final = 18


def origin_of(url: str) -> Origin | None:
    r"""Return scheme, host and port of a URL that can be asked for; None for any other.

    It is read by whoever connects: another reader may see another host, as `urllib.parse` sees
    `b` in `https://a\@b/`, and then `a` would be given what is for `b` alone.
    """
    try:
        parts = parse_url(url)
    except exceptions.LocationParseError:
        return None
    if parts.scheme not in _PORTS or not parts.host:
        return None
    return parts.scheme, parts.host.strip("[]"), parts.port or _PORTS[parts.scheme]


def announced(response: Response) -> int:
    """Return how many bytes an answer says to have, at the least; 0 where it says nothing."""
    text = response.headers.get("Content-Length", "")
    return int(text[:_MOST_DIGITS]) if text.isdecimal() else 0


class Wire:
    """Connections, for as long as the `with` block lasts; if `plain`, TLS is not insisted on."""

    def __init__(self, registry: str, *, plain: bool) -> None:
        self.registry = registry
        self.plain = plain
        self._pools: dict[str, urllib3.PoolManager] = {"": urllib3.PoolManager(blocksize=CHUNK)}
        for scheme, proxy in getproxies().items():
            if scheme in _PORTS:
                self._pools[scheme] = urllib3.ProxyManager(proxy, blocksize=CHUNK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in self._pools.values():
            pool.clear()

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Response:
        """Return the answer to a request, whose body is still to be read."""
        asked = {"User-Agent": f"flowc/{__version__}", "Accept-Encoding": "identity", **headers}
        pool = self._pool(url)
        try:
            return pool.request(
                method,
                url,
                headers=asked,
                body=body,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
                preload_content=False,
            )
        except exceptions.HTTPError as error:
            raise self.broken(error, url) from None

    def step(self, before: str, after: str) -> str:
        """Return the URL that one URL leads to; raises F079 for one that is less safe, or none."""
        if not after:
            raise self.astray("without saying to where")
        try:
            url = urljoin(before, after)
        except ValueError:
            url = ""
        origin, last = origin_of(url), origin_of(before)
        if origin is None:
            raise self.astray(f"to `{shown(after)}`, which is no URL of HTTP")
        if origin[0] == "https":
            return url
        if last is not None and last[0] == "https":
            raise self.astray(f"from TLS to plain HTTP, at `{shown(origin[1])}`")
        if not is_loopback(origin[1]) and not self.plain:
            raise self.astray(f"to plain HTTP, at `{shown(origin[1])}`")
        return url

    def astray(self, reason: str) -> Exception:
        """Return what to raise where a registry leads to a place that we do not go to."""
        return stop(LeadsAstray(self.registry, reason))

    def broken(self, error: Exception, url: str) -> Exception:
        """Return what to raise for what went wrong below HTTP."""
        origin = origin_of(url)
        host = self.registry if origin is None else f"{origin[1]}:{origin[2]}"
        return stop(Unreachable(host, reason_of(error)))

    def _pool(self, url: str) -> urllib3.PoolManager:
        origin = origin_of(url)
        if origin is None or is_loopback(origin[1]) or proxy_bypass(origin[1]):
            return self._pools[""]
        return self._pools.get(origin[0], self._pools[""])


def reason_of(error: Exception) -> str:
    """Say what went wrong below HTTP, without what only we understand."""
    match error:
        case exceptions.NameResolutionError():
            return "no host of this name was found"
        case exceptions.ReadTimeoutError():
            return f"nothing came for {READ_SECONDS} s"
        case exceptions.SSLError():
            return f"TLS failed: {shown(str(error))}"
        case exceptions.NewConnectionError():
            return shown(str(error).rpartition("] ")[2].lower() or "no connection")
        case exceptions.ConnectTimeoutError():
            return f"no connection within {CONNECT_SECONDS} s"
        case exceptions.ProtocolError() | exceptions.IncompleteRead():
            return "the connection ended in the middle of an answer"
        case _:
            return f"{type(error).__name__}"
