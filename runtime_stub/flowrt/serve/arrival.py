"""Heads of requests while they come: they are whole within a time, and no larger than a bound.

A `Head` is one connection's, told of what its parser does. Whoever sends a piece of a head now and
then, or one without an end, would keep a connection and its memory for ever otherwise.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flowrt.problems.members import MEDIA, document, status_of
from flowrt.serve.errors import HeadTooLarge

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable

    from flowrt.problems.report import Problem

    Fields = Iterable[tuple[bytes, bytes]]

MOST = 64 << 10
"""Bytes of a head's names, values and path."""


class Head:
    """What has come of a head; where that takes more than some seconds, `is_late` is called."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, seconds: float, is_late: Callable[[], None]
    ) -> None:
        self._loop, self._seconds, self._is_late = loop, seconds, is_late
        self._is_coming = self._is_new = False
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None
        self.wait()

    def begins(self) -> None:
        """Note that there is something of a head."""
        self._is_coming = self._is_new = True
        self._size = 0

    def ends(self, path: bytes, fields: Fields) -> None:
        """Note that it is whole; raises `HeadTooLarge`."""
        self.rest()
        if len(path) + sum(len(name) + len(value) for name, value in fields) > MOST:
            raise too_large()

    def goes_on(self, size: int) -> bool:
        """Note that so many bytes were read; return whether it is too large by now."""
        if not self._is_coming:
            return False
        self.wait()
        self._size += 0 if self._is_new else size  # of those it began among, some were another's
        self._is_new = False
        return self._size > MOST

    def wait(self) -> None:
        """Wait for a head, from now on unless that is done already."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._wake)

    def rest(self) -> None:
        """Wait no longer."""
        self._is_coming = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self) -> None:
        self._timer = None
        self._is_late()


def too_large() -> HeadTooLarge:
    """Make the problem of a head that is."""
    return HeadTooLarge("head", expected=f"at most {MOST} bytes", found="more")


def refusal(problem: Problem, defaults: Fields) -> bytes:
    """Return a whole answer that tells of a problem, and ends the connection."""
    body, status = document(problem), status_of(problem)
    fields = (
        *defaults,
        (b"content-type", MEDIA.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    )
    lines = b"".join(b"%b: %b\r\n" % field for field in fields)
    start = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
    return b"%b%b\r\n%b" % (start, lines, body)
