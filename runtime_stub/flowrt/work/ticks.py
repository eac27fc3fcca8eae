"""Times at which a flow runs: each becomes one message of its queue, of all workers together.

Every worker sends the message of a tick when it is time, under an id made of the time alone, so
the server keeps the first and the transaction is one. A tick that passes while there is no worker,
or no server, is not made up for: what comes next is the next.
"""

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nats.errors import Error

from flowrt.plan.cron import parse
from flowrt.work.names import MESSAGE_ID

if TYPE_CHECKING:
    from flowrt.plan.triggers import Trigger
    from flowrt.work.queues import Queue

AT_ONCE = 60.0
"""Seconds that are slept at a time, so that a clock that is set is noticed."""
NO_PARAMETERS = b"{}"


class Ticks:
    """Sends the messages of one trigger, until it is cancelled."""

    def __init__(self, queue: "Queue", trigger: "Trigger") -> None:
        self._queue = queue
        self._ms = trigger.ms
        self._cron = parse(trigger.text) if trigger.kind == "cron" else None
        self._name = f"{trigger.kind}-{trigger.ms}" if self._cron is None else "cron"

    def after(self, now: float) -> float:
        """Return the first time after now, in seconds of the epoch."""
        if self._cron is None:
            return (int(now * 1000) // self._ms + 1) * self._ms / 1000
        return self._cron.next(datetime.fromtimestamp(now, UTC)).timestamp()

    async def run(self) -> None:
        """Send a message at each time."""
        while True:
            at = self.after(time.time())
            await _until(at)
            await self._send(at)

    async def _send(self, at: float) -> None:
        """Send the message of a tick; one that the server does not take is another worker's."""
        headers = {MESSAGE_ID: f"{self._name}-{at * 1000:.0f}"}
        try:
            await self._queue.jetstream.publish(
                self._queue.names.given, NO_PARAMETERS, headers=headers
            )
        except (Error, OSError):
            return


async def _until(at: float) -> None:
    while (left := at - time.time()) > 0:  # noqa: ASYNC110 - it is the clock that is waited for
        await asyncio.sleep(min(left, AT_ONCE))
