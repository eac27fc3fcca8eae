"""A durable transaction: from cut to cut, with what is done stored before it goes on.

A record holds the last step whose call is done, and its outcome; whoever takes the transaction up
goes on from there. What runs between two calls may run twice, a call that is done does not. A flow
that sleeps is a record and a message that comes back in time; no worker holds it.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NoReturn, TypeVar

from flowrt.plan.big import quoted
from flowrt.run.observe import observed
from flowrt.run.scope import Scope
from flowrt.run.stream import admit, bounded
from flowrt.steps import SLEPT, Step, Steps
from flowrt.work.ledger import Ledger

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from flowrt.plan.plan import Entry
    from flowrt.run.runner import Runner
    from flowrt.work.held import Held
    from flowrt.work.records import Record, Records

_T = TypeVar("_T")
LEAST_REST = 1.0
"""Seconds from which on a transaction that sleeps is left to the queue; shorter sleeps are waited
for."""


class Paused(Exception):  # noqa: N818 - it is no error: the transaction goes on later
    """The transaction is left where it is, for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Walk:
    """Runs the transactions of one flow that waits, in the threads of a pool."""

    def __init__(
        self,
        runner: "Runner",
        entry: "Entry",
        records: "Records",
        pool: ThreadPoolExecutor,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._runner = runner
        self._entry = entry
        self._records = records
        self._pool = pool
        self._is_stopping = is_stopping
        self._steps = Steps(runner)

    async def go(self, held: "Held", record: "Record", outer: Scope) -> bytes:
        """Run a transaction to its result; `held.record` is where it is. Raises `Paused`, too."""
        text = held.message.data
        known = await self._records.kept_within(held.key) if held.again or record.calls else {}
        step = await self._in_thread(lambda: self._taken_up(record, text, outer))
        while step.result is None:
            if self._is_stopping():
                raise Paused(0.0)
            seconds = (self._steps.sleeps(step) or 0) / 1000
            if seconds >= LEAST_REST:
                with self._at(step, outer):
                    record = self._gone_on(record, step, SLEPT)
                await self._rest(held, record, seconds)
            within = outer.but(journal=self._ledger(held, record, known))
            outcome = await self._in_thread(lambda: self._performed(step, within))  # noqa: B023 - it is awaited here
            record = self._gone_on(record, step, outcome)
            record = held.record = await self._records.put(held.key, record)
            step = await self._in_thread(lambda: self._steps.resume(step, outcome, outer))  # noqa: B023 - the same
        return self._finished(step.result.encode())

    def _ledger(self, held: "Held", record: "Record", known: dict[str, bytes]) -> Ledger:
        """Return the journal of what the transaction waits for now."""
        loop, path = asyncio.get_running_loop(), (record.calls,)
        return Ledger(self._records, loop, held.key, known, path, record.failures)

    def _taken_up(self, record: "Record", text: bytes, outer: Scope) -> Step:
        """Return the step that a transaction is at."""
        if record.step:
            return self._steps.resume(Step.read(record.step), record.outcome, outer)
        admit(text, self._runner.limits)
        return self._steps.start(self._entry.name, text.decode(), outer)

    async def _rest(self, held: "Held", record: "Record", seconds: float) -> NoReturn:
        """Leave a transaction that sleeps to whoever is there when it is time."""
        until = time.time() + seconds
        record = record.but(state="sleeping", until=until)
        held.record = await self._records.put(held.key, record)
        raise Paused(seconds)

    def _gone_on(self, record: "Record", step: Step, outcome: str) -> "Record":
        """Return the record of a transaction that what it waited for at a step is done."""
        return record.but(
            calls=record.calls + 1,
            attempts=1,
            after=self._called(step),
            step=step.text,
            outcome=outcome,
        )

    def _performed(self, step: Step, within: Scope) -> str:
        return self._steps.perform(step, self._runner.scope(within))

    def _at(self, step: Step, outer: Scope) -> "AbstractContextManager[Scope]":
        """Tell who observes of a cut at which nobody waits."""
        cut = self._runner.plan.cuts[step.at or 0]
        return observed(outer, "cut", cut.kind, cut.flow, cut.place, step.at)

    def _called(self, step: Step) -> str:
        cut = self._runner.plan.cuts[step.at or 0]
        return f"{cut.called or cut.kind} at {cut.place}"

    def _finished(self, result: bytes) -> bytes:
        result = quoted(self._entry.result, result) if self._runner.source.style else result
        return bounded(self._entry, result, self._runner.limits)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
