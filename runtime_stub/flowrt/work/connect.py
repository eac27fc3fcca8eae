"""To a NATS server and back: connecting once, and asking until there is an answer.

A connection lasts: it is made again whenever it breaks, for as long as it takes. What is asked of
the server meanwhile waits, since everything asked for here can be asked twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import nats
from nats.aio.client import Client
from nats.errors import ConnectionClosedError, Error
from nats.js.errors import APIError, NoStreamResponseError, ServiceUnavailableError

from flowrt.problems.kinds import without_password
from flowrt.work.errors import NoQueueServer

DEFAULT = "nats://127.0.0.1:4222"
FIRST = 5.0
"""Seconds that the first connection may take."""
AGAIN = 0.25
"""Seconds between two tries to connect again."""
_PAUSE, _LONGEST = 0.05, 2.0
_T = TypeVar("_T")

Called = Callable[[], Awaitable[None]]


async def connect(url: str, name: str, again: Called | None = None) -> Client:
    """Return a connection; `again` is called whenever it was made anew. Raises `NoQueueServer`."""
    failures: list[Exception] = []

    async def note(failure: Exception) -> None:
        failures[:] = [failure]

    connecting = nats.connect(
        url,
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=AGAIN,
        error_cb=note,
        reconnected_cb=again,
    )
    try:
        return await asyncio.wait_for(connecting, FIRST)
    except (TimeoutError, OSError, Error, ValueError) as error:
        found = (failures or [error])[-1]
        raise NoQueueServer(without_password(url), f"{found}" or type(found).__name__) from None


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
        except ConnectionClosedError:
            raise
        except (TimeoutError, NoStreamResponseError, ServiceUnavailableError):
            await asyncio.sleep(pause)
        except APIError:
            raise
        except (Error, OSError):
            await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST)
