"""To a NATS server and back: connecting once, and asking until there is an answer.

A connection lasts: it is made again whenever it breaks, for as long as it takes. What is asked of
the server meanwhile waits, since everything asked for here can be asked twice. Where the server
shuts us out, or forbids what is needed, whoever uses the connection is ended with that.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from nats.errors import ConnectionClosedError, Error, MaxPayloadError, SecureConnWantedError
from nats.js.errors import APIError, ServiceUnavailableError

from flowrt.problems.kinds import without_password
from flowrt.value import Value
from flowrt.work.client import WaryClient, options_of
from flowrt.work.errors import NoQueue, NoQueueServer, NotAdmitted, NotPermitted, ServerNotProven
from flowrt.work.login import NOBODY, Login

if TYPE_CHECKING:
    from nats.aio.client import Client

    from flowrt.problems.report import Problem

DEFAULT = "nats://127.0.0.1:4222"
FIRST = 5.0
"""Seconds that the first connection may take, and that we may be refused later."""
AGAIN = 0.25
"""Seconds between two tries to connect again."""
_PAUSE, _LONGEST = 0.05, 2.0
_T = TypeVar("_T")
_ADDRESS = re.compile(r"(?:nats|tls)://[^\s/?#]+/?")
_SHUT_OUT = ("authorization", "authentication", "account")
_FORBIDDEN = "permissions violation"

Called = Callable[[], Awaitable[None]]
Denied = Callable[["Problem"], None]


class Server(Value):
    """A server's address, and how one connects to it; as text it has no password."""

    url: str = DEFAULT
    login: Login = NOBODY

    def __str__(self) -> str:
        return without_password(self.url)

    __repr__ = __str__


async def connect(
    server: Server, name: str, again: Called | None = None, denied: Denied | None = None
) -> WaryClient:
    """Return a connection; raises `NoQueueServer`, or what the server refuses us for.

    `again` is called whenever it was made anew, `denied` with what it cannot go on with.
    """
    ears = _Ears(server, again, denied)
    connecting = asyncio.ensure_future(ears.connect(name))
    try:
        either: set[asyncio.Future[Any]] = {connecting, ears.final}
        await asyncio.wait(either, timeout=FIRST, return_when=asyncio.FIRST_COMPLETED)
        if connecting.done() and connecting.exception() is None:
            return ears.client
        raise ears.problem(connecting)
    finally:
        if not ears.client.is_connected:
            connecting.cancel()
            await asyncio.wait([connecting])
            await ears.client.abandon()


class _Ears:
    """A client, and what it meets: what passes, and what is final."""

    def __init__(self, server: Server, again: Called | None, denied: Denied | None) -> None:
        self.client = WaryClient()
        self.client.demands_tls = server.login.is_encrypted
        self.final: asyncio.Future[Problem] = asyncio.get_running_loop().create_future()
        self._server = server
        self._options = options_of(server.login)
        self._again = again
        self._denied = denied
        self._refused = 0.0
        self._last = "no answer"

    async def connect(self, name: str) -> None:
        """Connect, trying until it goes well."""
        await self.client.connect(
            self._server.url,
            name=name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=AGAIN,  # type: ignore[arg-type]  # it is slept
            error_cb=self._hear,
            closed_cb=self._closed,
            reconnected_cb=self._connected,
            **self._options,
        )

    async def _hear(self, error: Exception) -> None:
        self._last = f"{error}" or type(error).__name__
        problem = _final(self._server, error)
        if problem is not None and not self.final.done():
            self.final.set_result(problem)
        is_over = isinstance(problem, NotPermitted) or (problem is not None and self._lasts())
        if problem is not None and is_over and self._denied is not None:
            self._denied(problem)

    def _lasts(self) -> bool:
        """Whether we are refused for so long that it will not pass: a server that starts may."""
        self._refused = self._refused or time.monotonic()
        return time.monotonic() - self._refused > FIRST

    async def _connected(self) -> None:
        self._refused = 0.0
        if self._again is not None:
            await self._again()

    async def _closed(self) -> None:
        """Take note that the server has ended the connection for good."""
        error = self.client.last_error
        if error is not None and self._denied is not None:
            self._denied(_final(self._server, error) or self._unusable(error))

    def problem(self, connecting: asyncio.Future[None]) -> Problem:
        """Return why there is no connection."""
        if self.final.done():
            return self.final.result()
        return self._unusable(connecting.exception() if connecting.done() else None)

    def _unusable(self, error: BaseException | None) -> NoQueueServer:
        return NoQueueServer(f"{self._server}", f"{error}" if error else self._last)


def _final(server: Server, error: Exception) -> Problem | None:
    """Return what is said where trying again cannot help, None where it may."""
    place, said = f"{server}", f"{error}".removeprefix("nats: ").strip("'")
    match error:
        case ssl.SSLCertVerificationError():
            return ServerNotProven(place, error.verify_message)
        case SecureConnWantedError():
            return ServerNotProven(place, "it does not encrypt")
        case ssl.SSLError() if "ALERT" in (error.reason or ""):
            return NotAdmitted(place, (error.reason or "").lower().replace("_", " "))
        case Error() if _FORBIDDEN in said.lower():
            return NotPermitted(place, said)
        case Error() if any(word in said.lower() for word in _SHUT_OUT):
            return NotAdmitted(place, said)
        case _:
            return None


@asynccontextmanager
async def connected(
    server: Server, name: str, again: Called | None = None
) -> AsyncIterator[Client]:
    """Give a connection for a while.

    Raises what `connect` does, also later, wherever its user is by then, and `NoQueue` or
    `NoQueueServer` for what the server does not do.
    """
    user = asyncio.current_task()
    assert user is not None  # noqa: S101 - a context of a coroutine is a task's
    denied: list[Problem] = []

    def deny(problem: Problem) -> None:
        if not is_over:
            denied.append(problem)
            user.cancel()

    is_over = False
    client = await connect(server, name, again, deny)
    try:
        yield client
    except (asyncio.CancelledError, Exception) as error:
        if denied:
            raise denied[0] from None
        if isinstance(error, Error):
            raise _undone(server, error) from None
        raise
    finally:
        is_over = True
        with suppress(OSError, Error):  # there may be no server to say good-bye to
            await client.abandon()


def _undone(server: Server, error: Error) -> Problem:
    """Return what is said where a server does not do what it was asked."""
    if isinstance(error, APIError):
        return NoQueue(
            f"{server}", "that it does what it is asked", error.description or f"{error}"
        )
    return NoQueueServer(f"{server}", f"{error}" or type(error).__name__)


def is_address(url: str) -> bool:
    """Whether a text is the address of a NATS server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # half a pair of brackets, or a port that is no number
        return False
    return bool(parts.hostname) and port != 0 and bool(_ADDRESS.fullmatch(url))


async def heard(client: Client) -> None:
    """Return once the server knows what was asked for so far.

    The client's own `flush` may overtake what it has not written yet; by the second it has.
    """
    await client.flush()
    await client.flush()


async def lasting(ask: Callable[[], Awaitable[_T]]) -> _T:
    """Ask the server until it answers; only an answer that says no is raised."""
    pause = _PAUSE
    while True:
        try:
            return await ask()
        except (Error, OSError) as error:
            if _is_answer(error):
                raise
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def _is_answer(error: Exception) -> bool:
    """Whether asking again gives the same: the server says no, or we may not ask at all."""
    if isinstance(error, ServiceUnavailableError):
        return False
    return isinstance(error, (APIError, ConnectionClosedError, MaxPayloadError))
