"""A worker: takes messages of one queue while there is room, and keeps them until they are settled.

It stops when it is told to: it takes nothing new, finishes what runs and gives the rest back.
"""

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from nats.errors import Error

from flowrt.work.held import Held
from flowrt.work.names import CONSUMER
from flowrt.work.pull import HEARTBEAT, Pull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.msg import Msg

    from flowrt.work.desk import Desk
    from flowrt.work.ticks import Ticks
    from flowrt.work.watch import Meter

GONE = 5.0
"""Seconds without a server after which a worker that stops waits no longer."""
IDLE = 0.2
"""Seconds after which a worker without work looks whether its queue is empty."""


class Worker:
    """Works on the queue of one desk, with at most `prefetch` messages in hand."""

    def __init__(
        self,
        desk: "Desk",
        prefetch: int,
        meter: "Meter | None" = None,
        ticks: "Sequence[Ticks]" = (),
    ) -> None:
        self._desk = desk
        self._prefetch = prefetch
        self._meter = meter
        self._ticks = ticks
        self._held: dict[int, Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        queue = desk.queue
        self._pull = Pull(queue.client, queue.given, CONSUMER, self._arrived, self._changed.set)
        self.counts: dict[str, int] = {}

    @property
    def in_hand(self) -> int:
        """How many messages it has."""
        return len(self._held)

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._desk.is_stopping

    def stop(self) -> None:
        """Take nothing new; `run` returns when what runs has ended."""
        self._desk.is_stopping = True
        self._changed.set()

    def reconnected(self) -> None:
        """Take note that the connection is another, which knows of none of our requests."""
        self._pull.forget()

    async def run(self, *, until_empty: bool = False) -> None:
        """Work until it is told to stop, or until nothing is left in the queue."""
        async with self._pull.listening():
            beside = [asyncio.create_task(self._renew())]
            beside += [asyncio.create_task(ticks.run()) for ticks in self._ticks]
            try:
                await self._work(until_empty=until_empty)
                await self._finish()
            finally:
                for task in (*beside, *self._tasks):  # of the latter some are where we are cut off
                    task.cancel()
                self._desk.close()

    async def _work(self, *, until_empty: bool) -> None:
        while not self.is_stopping:
            self._changed.clear()
            await self._ask()
            await self._wait(IDLE if until_empty and not self._held else HEARTBEAT)
            if until_empty and not self._held and await self._is_empty():
                self.stop()

    async def _finish(self) -> None:
        """Wait for what runs, unless there is no server any more that could be told of it."""
        client, gone = self._desk.queue.client, 0.0
        while self._tasks and gone < GONE:
            await asyncio.wait(set(self._tasks), timeout=IDLE)
            gone = 0.0 if client.is_connected else gone + IDLE

    async def _ask(self) -> None:
        asked = self._pull.asked
        room = self._prefetch - len(self._held) - asked
        if room > 0 and (not asked or room >= self._prefetch // 2):
            await self._pull.ask(room)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    async def _is_empty(self) -> bool:
        queue = self._desk.queue
        try:
            about = await queue.jetstream.consumer_info(queue.given, CONSUMER)
        except Error:
            return False
        return not (about.num_pending or about.num_ack_pending)

    async def _arrived(self, message: "Msg") -> None:
        held = Held(message)
        known = self._held.get(held.sequence)
        if known is not None:
            known.renew(message)
        elif self.is_stopping:
            await held.release()
        else:
            self._held[held.sequence] = held
            self._note_held()
            task = asyncio.create_task(self._settle(held))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _settle(self, held: Held) -> None:
        try:
            outcome = await self._desk.settle(held)
        finally:
            del self._held[held.sequence]
            self._note_held()
            self._changed.set()
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if self._meter is not None:
            seconds = time.monotonic() - held.since
            self._meter.settled(self._desk.entry.name, outcome, seconds)

    def _note_held(self) -> None:
        if self._meter is not None:
            self._meter.held(self._desk.entry.name, len(self._held))

    async def _renew(self) -> None:
        """Tell the server now and then which messages are still in hand."""
        wait = self._desk.queue.terms.ack_wait
        while True:
            await asyncio.sleep(wait / 6)
            late = time.monotonic() - wait / 3
            for held in [one for one in self._held.values() if one.touched <= late]:
                with suppress(Error):  # there may be no connection to say it over
                    await held.touch()
