"""HTTP as ASGI has it: what is asked, and answers as bytes with their headers.

An `Exchange` is one request and its answer. Bodies are read within bounds of size and time; what
breaks them is raised as a `Problem`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

from flowrt.problems.errors import TooLarge
from flowrt.problems.report import Problem
from flowrt.serve.errors import TooSlow
from flowrt.value import Value

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]
Tells: TypeAlias = Callable[[Problem], bytes]
"""Makes the last piece of an answer of a problem."""

JSON = b"application/json"
CLOSE: Headers = ((b"connection", b"close"),)
_DRAINED = 1 << 20
_DRAIN_SECONDS = 1.0


class Gone(Exception):  # noqa: N818 - nothing failed: nobody is there any more
    """Whoever asked has gone before the request was whole; there is nobody to answer."""


class Answer(Value):
    """A whole answer."""

    body: bytes
    status: int = 200
    media: bytes = JSON
    headers: Headers = ()


class Exchange:
    """One request, read as it comes, and the way back."""

    __slots__ = (
        "_tells",
        "headers",
        "is_read",
        "method",
        "path",
        "query",
        "receive",
        "scope",
        "send",
    )

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.is_read = False
        self._tells: Tells | None = None

    async def chunks(self, seconds: float) -> AsyncIterator[bytes]:
        """Yield the body as it arrives, each piece in time; raises `TooSlow` or `Gone`."""
        while not self.is_read:
            try:
                async with asyncio.timeout(seconds):
                    piece = await self._piece()
            except TimeoutError:
                expected = f"more of it within {seconds:g} s"
                raise TooSlow("body", expected=expected, found="nothing") from None
            if piece:
                yield piece

    async def body(self, most: int, seconds: float) -> bytes:
        """Return the whole body; raises `TooLarge`, `TooSlow` or `Gone`."""
        declared = self.headers.get(b"content-length", b"0")
        if len(declared) > len(str(most)) or int(declared) > most:
            raise _too_large(most)
        try:
            async with asyncio.timeout(seconds):
                return await self._whole(most)
        except TimeoutError:
            expected = f"all of it within {seconds:g} s"
            raise TooSlow("body", expected=expected, found="a part of it") from None

    async def _whole(self, most: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        while not self.is_read:
            piece = await self._piece()
            parts.append(piece)
            size += len(piece)
            if size > most:
                raise _too_large(most)
        return b"".join(parts)

    async def _piece(self) -> bytes:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise Gone
        self.is_read = not message.get("more_body", False)
        piece: bytes = message["body"]
        return piece

    async def gone(self) -> None:
        """Wait until whoever asked has gone, once the request was read."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def answer(self, answer: Answer) -> None:
        """Send a whole answer; one that comes before the request was read ends the connection."""
        headers = [
            (b"content-type", answer.media),
            (b"content-length", b"%d" % len(answer.body)),
            *answer.headers,
        ]
        if not self.is_read and self.has_body:
            await self._drain()
            headers += CLOSE
        await self._start(answer.status, headers)
        await self.say(answer.body, more=False)

    async def begin(self, headers: Headers, tells: Tells) -> None:
        """Begin an answer of pieces; a problem that comes up from now on is its last one."""
        self._tells = tells
        await self._start(200, headers)

    async def say(self, body: bytes, *, more: bool = True) -> None:
        """Send a piece of the answer, which ends it unless there are `more`."""
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def fail(self, problem: Problem, told: Callable[[Problem], Answer]) -> None:
        """Tell of a problem: as a whole answer, or as the last piece of the one that has begun."""
        if self._tells is None:
            await self.answer(told(problem))
        else:
            await self.say(self._tells(problem), more=False)

    async def _start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": [*headers]})

    @property
    def parts(self) -> list[bytes]:
        """What stands between the slashes of the path, as it was sent."""
        raw = self.raw_path
        return raw[1:].split(b"/") if raw != b"/" else []

    @property
    def raw_path(self) -> bytes:
        """The path as it was sent."""
        raw: bytes = self.scope.get("raw_path") or self.path.encode()
        return raw

    @property
    def has_body(self) -> bool:
        """Whether a body is said to come with the request."""
        length = self.headers.get(b"content-length")
        return b"transfer-encoding" in self.headers or length not in (None, b"0")

    async def _drain(self) -> None:
        """Read on a little: who is still sending does not see the answer otherwise."""
        size = 0
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                async for chunk in self.chunks(_DRAIN_SECONDS):
                    size += len(chunk)
                    if size > _DRAINED:
                        return
        except (TimeoutError, TooSlow, Gone):
            return


def _too_large(most: int) -> TooLarge:
    return TooLarge("body", expected=f"at most {most} bytes", found="more")
