"""Requests to one HTTP server: connections kept and shared by threads, bounded in time and size.

Whatever keeps a server from answering raises `ServiceFailed`; an answer of any status is given.
After several failures in a row nothing is asked for a while.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, NewConnectionError
from urllib3.exceptions import TimeoutError as TimedOut
from urllib3.util import parse_url

from flowrt.bindings.breaker import OwnBreaker
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.kinds import without_password
from flowrt.problems.members import is_well
from flowrt.run.observe import carried
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.run.scope import Scope

CONNECTIONS = 64
CONNECT_SECONDS = 5.0
LONGEST_SECONDS = 3600.0
MOST_BYTES = 64 << 20
_PIECE = 1 << 16
_DOWN = (502, 503, 504)


class Reply(Value):
    """An answer."""

    status: int
    body: bytes

    @property
    def shown(self) -> str:
        """What is said of an answer that is none."""
        return f"status {self.status}"

    @property
    def is_well(self) -> bool:
        """Whether the server itself is well: what it says of failing is about the request."""
        return is_well(self.status)


def _named(scope: Scope) -> dict[str, str]:
    """Return what names a call of a durable transaction: the same whenever it is made again."""
    return {} if scope.journal is None else {"Idempotency-Key": f'"{scope.journal.name}"'}


def is_address(url: str) -> bool:
    """Whether a text is the address of a server, with a path or without."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        return False
    is_server = bool(parts.host) and parts.scheme in ("http", "https") and parts.port != 0
    return is_server and (parts.auth, parts.query, parts.fragment) == (None, None, None)


class Wire:
    """Asks the server at an address, which may have a path that all of its own begin with."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self.url = url.rstrip("/")
        self.shown = without_password(self.url)
        self._headers = dict(headers or {})
        self._breaker = OwnBreaker(self.shown)
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS, retries=False)

    def ask(  # noqa: PLR0913, PLR0917 - a request, and how long there is for it
        self,
        method: str,
        path: str,
        body: bytes | None,
        scope: Scope,
        function: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Make a request within a scope."""
        sent = {**self._headers, **_named(scope), **carried(scope), **(headers or {})}

        def asked() -> Reply:
            try:
                return self._reply(method, path, body, scope, sent)
            except (HTTPError, OSError) as error:
                if scope.is_over:
                    raise DeadlinePassed(function=function) from None
                raise ServiceFailed(function=function, message=_said(self.shown, error)) from None

        return self._breaker.call(scope, asked, lambda reply: reply.status not in _DOWN)

    def _reply(
        self, method: str, path: str, body: bytes | None, scope: Scope, headers: Mapping[str, str]
    ) -> Reply:
        left = LONGEST_SECONDS if scope.left is None else scope.left
        timeout = urllib3.Timeout(connect=min(left, CONNECT_SECONDS), total=max(left, 0.001))
        response = self._pool.request(
            method,
            self.url + path,
            body=body,
            headers=headers,
            timeout=timeout,
            preload_content=False,
            redirect=False,
        )
        try:
            body = _whole(response, scope)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return Reply(response.status, body)

    def forget(self) -> None:
        """Close the connections: processes that are forked may not share them."""
        self._pool.clear()


def _whole(response: urllib3.BaseHTTPResponse, scope: Scope) -> bytes:
    parts, size = [], 0
    while piece := response.read1(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise HTTPError(f"its answer has more than {MOST_BYTES} bytes")
        if scope.is_over:
            raise HTTPError("its answer took too long")
    return b"".join(parts)


def _said(url: str, error: Exception) -> str:
    if isinstance(error, TimedOut) and not isinstance(error, NewConnectionError):
        return f"{url} did not answer in time"
    cause = str(getattr(error, "reason", None) or error)
    return f"{url}: {cause.rpartition(': ')[2]}"
