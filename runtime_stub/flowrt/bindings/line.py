"""A connection to a NATS server for threads that wait: one for each server, in each process.

Threads ask, a loop in a thread of its own does it. A process that was forked has a loop and
connections of its own. What the server forbids is a failure of whoever asked for it.
"""

import asyncio
import os
import threading
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flowrt.problems.faults import DeadlinePassed
from flowrt.run.scope import Scope
from flowrt.work.connect import Server, connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from concurrent.futures import Future

    from nats.aio.client import Client

    from flowrt.problems.report import Problem

_T = TypeVar("_T")
_SLICE = 0.05
"""Seconds after which whoever waits looks whether the answer is still wanted."""


def line(server: Server) -> "Line":
    """Return the line to a server."""
    return _line(server, os.getpid())


@cache
def _line(server: Server, process: int) -> "Line":
    return Line(server, _loop(process))


@cache
def _loop(process: int) -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name=f"flowrt-nats-{process}", daemon=True).start()
    return loop


class Line:
    """A connection that is made when it is first used, and made again when it breaks."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._connecting = asyncio.Lock()
        self._client: Client | None = None
        self._asking: dict[asyncio.Future[Problem], str] = {}

    def ask(self, what: "Callable[[Client], Awaitable[_T]]", scope: Scope, package: str) -> _T:
        """Do something with the connection that is about a package, within a scope.

        Raises what that raises, what `connect` does, or `DeadlinePassed` where the scope ends.
        """
        future = self._begin(self._done(what, package))
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

    async def _done(self, what: "Callable[[Client], Awaitable[_T]]", package: str) -> _T:
        """Do it, unless the server says before it is done that it forbids it."""
        client = await self._connected()
        denied: asyncio.Future[Problem] = self._loop.create_future()
        self._asking[denied] = package
        doing = asyncio.ensure_future(what(client))
        try:
            either: set[asyncio.Future[Any]] = {doing, denied}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if denied.done() and not doing.done():
                raise denied.result()
            return await doing
        finally:
            del self._asking[denied]
            doing.cancel()

    def _denied(self, problem: "Problem") -> None:
        """Tell those whom it concerns; where it names no package, that is all."""
        said = dict(problem.facts).get("found", "").replace("_", ".")
        asking = {one: package.replace(":", ".") for one, package in self._asking.items()}
        concerned = [one for one, package in asking.items() if package in said] or list(asking)
        for one in concerned:
            if not one.done():
                one.set_result(problem)

    async def _connected(self) -> "Client":
        async with self._connecting:
            if self._client is None or self._client.is_closed:
                self._client = await connect(self._server, "flowrt binding", denied=self._denied)
            return self._client
