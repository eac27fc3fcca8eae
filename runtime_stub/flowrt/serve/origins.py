"""Which pages from elsewhere may ask: those of the origins that the operator names (Fetch, 3.2).

A browser keeps what a server answers from pages of other origins, unless the server says that it
may not. This says so around an application, and answers what a browser asks before it asks.
Whom the server answers at all is for `access.py` to decide: this lets nobody in.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

from flowrt.serve.exchange import Message, Receive, Send

Served: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]
NOWHERE = "null"
"""The origin of a page that lies on a disk."""
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_ASKED = b"access-control-request-method"
_ALLOWED = (
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"accept, authorization, content-type"),
    (b"access-control-max-age", b"600"),
)


def is_origin(text: str) -> bool:
    """Whether a text is an origin as browsers send it: a scheme, a host and no path, or `null`."""
    return text == NOWHERE or _ORIGIN.fullmatch(text) is not None


class Origins:
    """Answers as an application does, and lets the pages of some origins read what it answers."""

    def __init__(self, application: Served, origins: Iterable[str]) -> None:
        self._application = application
        self._origins = frozenset(one.encode() for one in origins)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        asked = dict(scope["headers"])
        origin = asked.get(b"origin", b"")
        if origin not in self._origins:
            await self._application(scope, receive, send)
        elif scope["method"] == "OPTIONS" and _ASKED in asked:
            headers = [*_said(origin), *_ALLOWED]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._application(scope, receive, _saying(send, origin))


def _saying(send: Send, origin: bytes) -> Send:
    """Return what sends an answer with who may read it."""

    async def sends(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_said(origin)]}
        await send(message)

    return sends


def _said(origin: bytes) -> tuple[tuple[bytes, bytes], ...]:
    return (b"access-control-allow-origin", origin), (b"vary", b"origin")
