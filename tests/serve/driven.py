"""An application asked message by message, as an ASGI server does it, on the loop of a test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.serve.served import Reply

import flowrt
from flowrt.run.runner import Runner
from flowrt.serve.application import Application
from flowrt.serve.exchange import Message
from flowrt.serve.settings import Settings

ASKS = """\
package acme:asks@1.0.0;
use screen from screening as service;
interface screening { screen: func(cents: u64) -> bool; }
@http(get, "/sells/{cents}")
export flow sells(cents: u64) -> bool { not screen.screen(cents) }
"""


def asking(folder: Path, answer: Callable[[int], bool]) -> Runner:
    """Return what runs `ASKS`, built in a folder, with a function to answer for its service."""

    def screen(_name: str, arguments: dict[str, Any]) -> bool:
        return answer(arguments["cents"])

    services = {"screen": screen}
    return flowrt.open(folder / "asks.flowpack", folder / "trust.toml", services=services).runner


def application(runner: Runner, **settings: Any) -> Application:
    """Return an application for all flows of an archive."""
    return Application(runner, runner.plan.entries, Settings(**settings), {})


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop go on until something holds."""
    for _ in range(60_000):
        if holds():
            return
        await asyncio.sleep(0.001)
    raise TimeoutError


async def _at_once() -> None:
    pass


class Talk:
    """One request: what is given of it, and what was sent back so far.

    Each message is taken once `takes` says that it can be.
    """

    def __init__(
        self,
        one: Application,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        takes: Callable[[], Awaitable[object]] = _at_once,
    ) -> None:
        given = {"host": "localhost", **(headers or {})}
        self.scope: Message = {
            "http_version": "1.1",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), text.encode()) for name, text in given.items()],
        }
        self._given: asyncio.Queue[Message] = asyncio.Queue()
        self._sent: asyncio.Queue[Message | None] = asyncio.Queue()
        self._takes = takes
        self._task = asyncio.ensure_future(one(self.scope, self._given.get, self._send))
        self._task.add_done_callback(lambda _: self._sent.put_nowait(None))

    async def _send(self, message: Message) -> None:
        await self._takes()
        self._sent.put_nowait(message)

    def give(self, body: bytes = b"", *, more: bool = False) -> None:
        """Give a piece of the body."""
        self._given.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def leave(self) -> None:
        """Go away."""
        self._given.put_nowait({"type": "http.disconnect"})

    def cancel(self) -> None:
        """Have it end at once, as a server does that waits no longer."""
        self._task.cancel()

    @property
    def left(self) -> int:
        """How many of the messages that were given it has not asked for."""
        return self._given.qsize()

    async def next(self) -> Message | None:
        """Return what is sent next, None once nothing more is."""
        return await asyncio.wait_for(self._sent.get(), 60)

    async def reply(self) -> Reply | None:
        """Return all that is sent from now on as one answer, None if nothing is."""
        messages = [message async for message in self.rest()]
        await self._task
        if not messages:
            return None
        start, *pieces = messages
        headers = {name.decode(): text.decode() for name, text in start["headers"]}
        assert [one.get("more_body", False) for one in pieces] == [
            *[True] * (len(pieces) - 1),
            False,
        ]
        return Reply(start["status"], headers, b"".join(one["body"] for one in pieces))

    async def rest(self) -> AsyncIterator[Message]:
        """Yield what is sent from now on."""
        while (message := await self.next()) is not None:
            yield message


class Held:
    """A service that answers when it is let go on, and says when it was asked."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self, cents: int) -> bool:
        self.asked.set()
        assert self.goes_on.wait(60)
        return cents > 1

    async def until_asked(self) -> None:
        """Wait for the flow to have come here."""
        assert await asyncio.to_thread(self.asked.wait, 60)


@contextmanager
def opened(runner: Runner, **settings: Any) -> Iterator[Application]:
    one = application(runner, **settings)
    try:
        yield one
    finally:
        one.close()


@contextmanager
def holding(folder: Path, **settings: Any) -> Iterator[tuple[Application, Held]]:
    """Give an application whose flow waits for a service that is held up."""
    held = Held()
    with opened(asking(folder, held), **settings) as one:
        try:
            yield one, held
        finally:
            held.goes_on.set()
