"""What is done with one message of a flow's queue: a transaction, and storing what came of it.

The order is what makes a message end exactly once: its outcome is stored under its key, which can
be done once, and only then is the message acknowledged. Whoever gets it again finds the outcome.
A message is given up where trying again cannot help, or was tried as often as it may be.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from nats.errors import Error

from flowrt.problems import Internal, members_of
from flowrt.report import Fault, Problem
from flowrt.work.errors import NoQueue, WorkerLost
from flowrt.work.held import Held, Outcome, pause_after
from flowrt.work.records import Lost, Record, Records

if TYPE_CHECKING:
    from flowrt.plan import Entry
    from flowrt.run import Runner
    from flowrt.work.queues import Queue

MAY_PASS = frozenset({"R412", "R414", "R430", "R509"})
"""Codes of what may go well later: too slow, no room, a service failed, a mistake of ours."""

Tell = Callable[[str, Problem], None]


class Desk:
    """Settles the messages of one flow, so many at once as there are slots; for one event loop."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it works with
        self,
        runner: "Runner",
        entry: "Entry",
        queue: "Queue",
        records: Records,
        owner: str,
        concurrency: int,
        tell: Tell,
    ) -> None:
        self.entry = entry
        self.queue = queue
        self.is_stopping = False
        self._runner = runner
        self._records = records
        self._owner = owner
        self._slots = asyncio.Semaphore(concurrency)
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix=entry.name)
        self._tell = tell

    def close(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown(wait=False)

    async def settle(self, held: Held) -> Outcome:
        """Run a message's transaction and see to it that it ends exactly once."""
        try:
            return await self._settle(held)
        except Lost:
            await held.release(self.queue.terms.ack_wait)
        except Error as error:
            self._tell(held.id, NoQueue(self.queue.given, "that an outcome is kept", f"{error}"))
            await held.release(self.queue.terms.ack_wait)
        return "lost"

    async def _settle(self, held: Held) -> Outcome:
        if held.again and await self.queue.has_result(held.key):
            return await self._repeated(held)
        record = None
        try:
            async with self._slots:
                if self.is_stopping:
                    await held.release()
                    return "released"
                if held.again:
                    record = await self._claim(held)
                    self._check(record)
                result = await self._run(held)
            return await self._done(held, record, result)
        except Problem as problem:
            return await self._failed(held, record, problem)

    async def _repeated(self, held: Held) -> Outcome:
        await self._records.drop(held.key)
        await held.settle()
        return "repeated"

    async def _claim(self, held: Held) -> Record:
        """Make a transaction ours that was begun before; raises `Lost`.

        Where nothing is known of it, the first delivery counts as an attempt.
        """
        found = await self._records.get(held.key) or Record(held.id, held.sequence, attempts=1)
        ours = replace(found, state="running", attempts=found.attempts + 1, owner=self._owner)
        return await self._records.put(held.key, ours)

    def _check(self, record: Record) -> None:
        before = record.attempts - 1
        if before >= self.queue.terms.deliveries:
            raise WorkerLost(flow=self.entry.name, message=f"it was begun {before} times")

    async def _run(self, held: Held) -> bytes:
        loop, data = asyncio.get_running_loop(), held.message.data
        try:
            return await loop.run_in_executor(self._pool, self._runner.call, self.entry, data)
        except Problem:
            raise
        except Exception as error:
            raise Internal("", ("cause", f"{type(error).__name__}: {error}")) from error

    async def _done(self, held: Held, record: Record | None, result: bytes) -> Outcome:
        is_first = await self.queue.finish(held.key, held.id, result)
        if record is not None:
            await self._records.drop(held.key)
        await held.settle()
        return "done" if is_first else "repeated"

    async def _failed(self, held: Held, record: Record | None, problem: Problem) -> Outcome:
        self._tell(held.id, problem)
        attempts = record.attempts if record else 1
        known = record or Record(held.id, held.sequence, attempts=attempts)
        known = replace(known, problem=members_of(problem), owner="")
        if self._may_pass(problem) and attempts < self.queue.terms.deliveries:
            await self._records.put(held.key, known)
            await held.release(pause_after(attempts))
            return "retried"
        await self.queue.bury(held.key, held.id, held.message, problem)
        await self._records.put(held.key, replace(known, state="failed"))
        await held.settle()
        return "dead"

    def _may_pass(self, problem: Problem) -> bool:
        """Whether another try may go well: a flow that touches nothing outside does the same."""
        outside = bool(self._runner.grants) and isinstance(problem, Fault)
        return outside or problem.code in MAY_PASS
