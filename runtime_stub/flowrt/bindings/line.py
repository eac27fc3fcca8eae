"""A connection to a NATS server for threads that wait: one for each server, in each process.

Threads ask, a loop in a thread of its own does it. A process that was forked has a loop and
connections of its own.
"""

import asyncio
import os
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flowrt.problems.faults import DeadlinePassed
from flowrt.run.scope import Scope
from flowrt.work.connect import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    from nats.aio.client import Client

_T = TypeVar("_T")
_SLICE = 0.05
"""Seconds after which whoever waits looks whether the answer is still wanted."""


def line(url: str) -> "Line":
    """Return the line to a server."""
    return _line(url, os.getpid())


@cache
def _line(url: str, process: int) -> "Line":
    return Line(url, _loop(process))


@cache
def _loop(process: int) -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name=f"flowrt-nats-{process}", daemon=True).start()
    return loop


class Line:
    """A connection that is made when it is first used, and made again when it breaks."""

    def __init__(self, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self._url = url
        self._loop = loop
        self._connecting = asyncio.Lock()
        self._client: Client | None = None

    def ask(self, what: "Callable[[Client], Awaitable[_T]]", scope: Scope) -> _T:
        """Do something with the connection, within a scope.

        Raises what that raises, `NoQueueServer`, or `DeadlinePassed` where the scope ends.
        """

        async def asking() -> _T:
            return await what(await self._connected())

        future = self._begin(asking())
        while True:
            left = scope.left
            try:
                return future.result(min(_SLICE, left) if left is not None else _SLICE)
            except TimeoutError:
                if future.done() or scope.is_over:
                    future.cancel()
                    raise DeadlinePassed(message="no answer came in time") from None

    def _begin(self, work: "Coroutine[Any, Any, _T]") -> "Future[_T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _connected(self) -> "Client":
        async with self._connecting:
            if self._client is None:
                self._client = await connect(self._url, "flowrt binding")
            return self._client
