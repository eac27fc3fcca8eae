"""Has an event loop do things for a thread, which waits for each, until the loop closes that.

A thread that asks a loop which has ended would wait for ever; so whoever gave it a bridge closes
it before. The thread then learns by `Gone` that nobody is there any more.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from flowrt.serve.exchange import Gone

T = TypeVar("T")


class Bridge:
    """The way of one thread to the loop that it is made on."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._is_closed = False
        self._asked: Future[Any] = Future()

    def wait(self, work: Callable[[], Awaitable[T]]) -> T:
        """Have something done; return what came of it. Raises `Gone` once the bridge is closed."""
        with self._lock:
            if self._is_closed:
                raise Gone
            asked = asyncio.run_coroutine_threadsafe(_done(work), self._loop)
            self._asked = asked
        try:
            return asked.result()
        except CancelledError:
            raise Gone from None

    def close(self) -> None:
        """Give up what is being done, and do nothing more."""
        with self._lock:
            self._is_closed = True
            self._asked.cancel()


async def _done(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
