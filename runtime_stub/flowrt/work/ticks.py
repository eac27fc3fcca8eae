"""Times at which a flow runs: each becomes one message of its queue, of all workers together.

Every worker sends the message of a tick when it is time, under an id made of the trigger and the
time, so the server keeps the first and the transaction is one. Two triggers of a flow that come at
one time are two transactions. A tick that passes while there is no worker
is not made up for; where there is no server it waits for one, until the next is due.
"""

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nats.errors import Error

from flowrt.plan.cron import parse
from flowrt.work.connect import AGAIN
from flowrt.work.names import MESSAGE_ID

if TYPE_CHECKING:
    from flowrt.plan.triggers import Trigger
    from flowrt.work.queues import Queue

AT_ONCE = 60.0
"""Seconds that are slept at a time, so that a clock that is set is noticed."""
NO_PARAMETERS = b"{}"
_PLAIN = str.maketrans({" ": "_", "/": "__", ",": "___", "*": "x"})
"""Makes a part of a key of an expression. No two give one: none has an `x`, or these in a row."""


class Ticks:
    """Sends the messages of one trigger, until it is cancelled."""

    def __init__(self, queue: "Queue", trigger: "Trigger") -> None:
        self._queue = queue
        self._ms = trigger.ms
        self._cron = parse(trigger.text) if trigger.kind == "cron" else None
        self._name = f"{trigger.kind}-{trigger.text.translate(_PLAIN) or trigger.ms}"
        self._next = self.after(now())

    def after(self, when: int) -> int:
        """Return the first time after another, both in milliseconds of the epoch."""
        if self._cron is None:
            return (when // self._ms + 1) * self._ms
        return round(self._cron.next(datetime.fromtimestamp(when / 1000, UTC)).timestamp()) * 1000

    async def run(self) -> None:
        """Send a message at each time."""
        while True:
            await _until(self._next)
            at, self._next = self._next, self.after(now())
            while not await self._sent(at) and now() < self._next:  # noqa: ASYNC110 - for a server
                await asyncio.sleep(AGAIN)

    async def _sent(self, at: int) -> bool:
        """Send the message of a tick; return whether the server has it, be it another worker's."""
        queue, headers = self._queue, {MESSAGE_ID: f"{self._name}-{at}"}
        if not queue.client.is_connected:  # where the message would wait, and more and more of them
            return False
        try:
            await queue.jetstream.publish(queue.names.given, NO_PARAMETERS, headers=headers)
        except (Error, OSError):
            return False
        return True


async def _until(at: int) -> None:
    while (left := at - now()) > 0:  # noqa: ASYNC110 - it is the clock that is waited for
        await asyncio.sleep(min(left / 1000, AT_ONCE))


def now() -> int:
    """Return the time, in milliseconds of the epoch."""
    return time.time_ns() // 1_000_000
