"""Whose a transaction is: what is known of a message is found, and it is made ours or is not.

A flow that waits has a record from the start, so that no two workers make its calls. For others a
first delivery needs none: run twice, they give the same, and one result is stored.
"""

import asyncio
import time
from enum import Enum
from typing import TYPE_CHECKING

from nats.js.errors import NotFoundError

from flowrt.work.connect import lasting
from flowrt.work.records import Lost, Record
from flowrt.work.walk import Paused

if TYPE_CHECKING:
    from flowrt.work.held import Held, Outcome
    from flowrt.work.queues import Queue
    from flowrt.work.records import Records

EARLY = 0.05
"""Seconds before its time at which a transaction that sleeps may be woken."""


class Fate(Enum):
    """What is to become of a message; the value is how that is counted."""

    OURS = "running"
    NEWS = "done"
    DONE = "repeated"
    DOUBLE = "double"
    DEAD = "dead"

    value: "Outcome"


class Claims:
    """Takes transactions of one queue for one worker."""

    def __init__(self, queue: "Queue", records: "Records", owner: str, *, is_durable: bool) -> None:
        self._queue = queue
        self._records = records
        self._owner = owner
        self._is_durable = is_durable

    async def take(self, held: "Held") -> Fate:
        """Say what becomes of a message; `held.record` is set where it is ours or dead.

        Raises `Lost` where another is at it, and `Paused` where it is not time yet.
        """
        if not (held.again or self._is_durable):
            return Fate.OURS
        known = self._records.get(held.key) if held.again else self._begun(held)
        is_done, found = await asyncio.gather(self._queue.has_result(held.key), known)
        if is_done:
            return Fate.DONE
        return await self._decide(held, found)

    async def _begun(self, held: "Held") -> Record | None:
        """Begin a transaction that nobody knows of; return what is known if somebody does."""
        ours = Record(held.id, held.sequence, attempts=1, owner=self._owner)
        try:
            held.record = await self._records.put(held.key, ours)
        except Lost:
            return await self._records.get(held.key)
        return None

    async def _decide(self, held: "Held", found: Record | None) -> Fate:
        if held.record is not None:
            return Fate.OURS
        if found is None:  # the first delivery counts, whether it was begun or not
            found = Record(held.id, held.sequence, attempts=1)
        if found.sequence != held.sequence:
            if found.state != "failed" and await self._is_waiting(found.sequence):
                return Fate.DOUBLE
            attempts = 0 if found.state == "failed" else found.attempts
            found = found.but(sequence=held.sequence, attempts=attempts, state="running")
        if found.state == "failed":
            held.record = found
            return Fate.DEAD
        sleeps = found.until - time.time()
        if found.state == "sleeping" and sleeps > EARLY:
            raise Paused(sleeps)
        attempts = found.attempts + (0 if found.state == "sleeping" else 1)
        ours = found.but(state="running", attempts=attempts, until=0.0)
        ours = ours.but(owner=self._owner, problem=None)
        held.record = await self._records.put(held.key, ours)
        return Fate.OURS

    async def _is_waiting(self, sequence: int) -> bool:
        """Whether a message is still in the queue."""
        if not sequence:
            return False
        jetstream, stream = self._queue.jetstream, self._queue.given
        try:
            await lasting(lambda: jetstream.get_msg(stream, sequence))
        except NotFoundError:
            return False
        return True
