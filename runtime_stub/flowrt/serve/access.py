"""Who is answered: requests for this host, with the token if one is demanded.

A server that listens for its own machine alone is still reached by that machine's browser, for
whichever page asks it; so such a server answers for its own names only. Raises `WrongHost` or
`NoToken`.
"""

import hmac
from collections.abc import Mapping
from functools import lru_cache

from flowrt.serve.errors import NoToken, WrongHost
from flowrt.serve.settings import Settings, is_loopback

_SCHEME = b"bearer "


class Access:
    """Lets requests in or refuses them."""

    def __init__(self, settings: Settings) -> None:
        self._token = None if settings.token is None else settings.token.encode()
        self._checks_host = settings.is_local and settings.token is None

    def check(self, headers: Mapping[bytes, bytes]) -> None:
        """Refuse a request that is for another host or lacks the token, by its headers."""
        if self._checks_host:
            _check_host(headers.get(b"host", b""))
        if self._token is not None:
            given = headers.get(b"authorization", b"")
            if not (
                given[: len(_SCHEME)].lower() == _SCHEME
                and hmac.compare_digest(given[len(_SCHEME) :].strip(), self._token)
            ):
                found = "another one" if given else "none"
                raise NoToken("", expected="a bearer token", found=found)


def _check_host(host: bytes) -> None:
    if host and not _is_own(host):
        raise WrongHost("", expected="localhost", found=_name_of(host))


@lru_cache(maxsize=64)
def _is_own(host: bytes) -> bool:
    """Whether a host is this machine; remembered, since requests have few."""
    return is_loopback(_name_of(host))


def _name_of(host: bytes) -> str:
    name = host.decode("latin-1")
    return name if name.endswith("]") else name.rpartition(":")[0] or name
