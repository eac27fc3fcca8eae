"""Messages of a durable consumer as they come, never more than was asked for.

The server holds a request open until it is filled or expires, so a message arrives as soon as
there is one, and nobody polls. Requests that got lost with a connection are forgotten by
`forget`, or after a while without a sign of life.
"""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

EXPIRES = 30.0
HEARTBEAT = 5.0
SILENCE = 3 * HEARTBEAT
_NANOSECONDS = 1_000_000_000
_IDLE = "100"


class Pull:
    """Asks a consumer for messages and hands each on; `changed` is called when it may ask again."""

    def __init__(
        self,
        client: "Client",
        stream: str,
        consumer: str,
        arrived: "Callable[[Msg], Awaitable[None]]",
        changed: Callable[[], None],
    ) -> None:
        self._client = client
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._inbox = client.new_inbox()
        self._arrived = arrived
        self._changed = changed
        self._asked = 0
        self._heard = time.monotonic()

    @property
    def asked(self) -> int:
        """How many messages were asked for and did not come yet."""
        if self._asked and time.monotonic() - self._heard > SILENCE:
            self._asked = 0
        return self._asked

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen for a while; what was asked for and did not come goes to others then."""
        subscription = await self._client.subscribe(self._inbox, cb=self._take)
        try:
            yield
        finally:
            await subscription.unsubscribe()

    async def ask(self, count: int) -> None:
        """Ask for so many messages more."""
        self._asked += count
        self._heard = time.monotonic()
        request = {
            "batch": count,
            "expires": int(EXPIRES * _NANOSECONDS),
            "idle_heartbeat": int(HEARTBEAT * _NANOSECONDS),
        }
        await self._client.publish(self._subject, json.dumps(request).encode(), self._inbox)

    def forget(self) -> None:
        """Take what was asked for as lost."""
        self._asked = 0
        self._changed()

    async def _take(self, message: "Msg") -> None:
        self._heard = time.monotonic()
        status = (message.headers or {}).get("Status")
        if status is None:
            self._asked = max(0, self._asked - 1)
            await self._arrived(message)
        elif status != _IDLE:
            unfilled = (message.headers or {}).get("Nats-Pending-Messages", "")
            lost = int(unfilled) if unfilled.isdecimal() else self._asked
            self._asked = max(0, self._asked - lost)
        self._changed()
