"""What is done with one message of a flow's queue: a transaction, and storing what came of it.

The order is what makes a message end exactly once: its outcome is stored under its key, which can
be done once, and only then is the message acknowledged. Whoever gets it again finds the outcome.
A message is given up where trying again cannot help, or was tried as often as it may be.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from nats.errors import Error

from flowrt.problems.kinds import raised
from flowrt.problems.members import Internal, members_of
from flowrt.problems.report import Fault, Problem
from flowrt.run.observe import carried, observed
from flowrt.run.quick import Quick
from flowrt.run.scope import Scope
from flowrt.work.claims import Claims, Fate
from flowrt.work.errors import NoQueue, WorkerLost
from flowrt.work.held import Held, Outcome, pause_after
from flowrt.work.names import TRACE
from flowrt.work.records import Lost, Record, Records
from flowrt.work.walk import Paused, Walk

if TYPE_CHECKING:
    from flowrt.plan.plan import Entry
    from flowrt.run.observe import Observer
    from flowrt.run.runner import Runner
    from flowrt.work.queues import Queue
    from flowrt.work.watch import Meter

MAY_PASS = frozenset({"R412", "R414", "R430", "R431", "R434", "R509"})
"""Codes of what may go well later: too slow, no room, a service failed or is left alone, another
build's worker may know the step, a mistake of ours."""

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
        meter: "Meter | None" = None,
    ) -> None:
        self.entry = entry
        self.queue = queue
        self.is_stopping = False
        self._runner = runner
        self._quick = Quick(runner)
        self._records = records
        self._claims = Claims(queue, records, owner, is_durable=entry.waits)
        self._slots = asyncio.Semaphore(concurrency)
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix=entry.name)
        self._tell = tell
        self._meter = meter
        stopping = lambda: self.is_stopping  # noqa: E731 - it is passed on
        self._walk = Walk(runner, entry, records, self._pool, stopping) if entry.waits else None

    def close(self) -> None:
        """Let go of the threads."""
        self._pool.shutdown(wait=False)

    async def settle(self, held: Held) -> Outcome:
        """Run a message's transaction and see to it that it ends exactly once.

        Where another has taken it over nothing is said to the server, which would be about theirs.
        """
        try:
            return await self._settle(held)
        except Lost:
            return "lost"
        except Error as error:
            self._tell(held.id, NoQueue(self.queue.given, "that an outcome is kept", f"{error}"))
            with suppress(Error):  # there may be no connection to say it over
                await held.release(self.queue.terms.ack_wait)
            return "lost"
        except Exception as error:  # noqa: BLE001 - the worker goes on, and the message is not lost
            self._tell(held.id, Internal("", ("cause", raised(error))))
            return "lost"

    async def _settle(self, held: Held) -> Outcome:
        try:
            async with self._slots:
                fate = await self._begin(held)
                result = await self._run(held) if fate is Fate.OURS else b""
            if fate is Fate.OURS:
                return await self._done(held, result)
            return await self._over(held, fate)
        except Paused as pause:
            await held.release(pause.seconds)
            return "sleeping" if pause.seconds else "released"
        except Problem as problem:
            self._tell(held.id, problem)
            return await self._failed(held, problem)

    async def _begin(self, held: Held) -> Fate:
        """Say what becomes of a message; raises `WorkerLost`, and `Paused` where we stop."""
        if self.is_stopping:
            raise Paused(0.0)
        fate = await self._claims.take(held)
        before = held.record.attempts - 1 if held.record else 0
        if fate is Fate.OURS and before >= self.queue.terms.deliveries:
            raise WorkerLost(flow=self.entry.name, message=f"it was begun {before} times")
        return fate

    async def _run(self, held: Held) -> bytes:
        """Run a transaction, and tell who observes of it; raises what settles it otherwise."""
        name = self.entry.name
        with observed(Scope(observer=self._watch(held)), "flow", name, name) as whole:
            held.trace = carried(whole)
            result = await self._attempt(held, whole)
        if isinstance(result, bytes):
            return result
        raise result

    def _watch(self, held: Held) -> "Observer | None":
        return None if self._meter is None else self._meter.observer(held.headers)

    async def _attempt(self, held: Held, whole: Scope) -> bytes | Paused | Lost:
        """Return a transaction's result, or why it is left: that is no failure of it."""
        loop, data = asyncio.get_running_loop(), held.message.data
        try:
            if self._walk is not None and held.record is not None:
                trace = held.record.trace or held.trace.get(TRACE, "")
                return await self._walk.go(held, held.record.but(trace=trace), whole)
            result = self._quick.attempt(self.entry, data, observer=whole.observer)
            if result is None:
                call = partial(self._runner.call, self.entry, data, scope=whole)
                result = await loop.run_in_executor(self._pool, call)
        except (Paused, Lost) as left:
            return left
        except (Problem, Error):
            raise
        except Exception as error:
            raise Internal("", ("cause", raised(error))) from error
        return result

    async def _done(self, held: Held, result: bytes) -> Outcome:
        record = held.record
        if record is not None:
            held.record = await self._records.put(held.key, record.but(state="done"))
        is_first = await self.queue.finish(held.key, held.id, result, held.trace)
        return await self._over(held, Fate.NEWS if is_first else Fate.DONE)

    async def _over(self, held: Held, fate: Fate) -> Outcome:
        if fate is Fate.DEAD:
            problem = held.record.problem if held.record else None
            await self.queue.bury(held.key, held.id, held.message, problem or {})
        elif fate is not Fate.DOUBLE and (held.record or held.again or self._walk):
            await self._records.drop(held.key)
        await held.settle()
        return fate.value

    async def _failed(self, held: Held, problem: Problem) -> Outcome:
        known = held.record or Record(held.id, held.sequence, attempts=1)
        known = known.but(problem=members_of(problem), owner="", failures=known.failures + 1)
        if self._may_pass(problem) and known.attempts < self.queue.terms.deliveries:
            await self._records.put(held.key, known)
            await held.release(pause_after(known.attempts))
            return "retried"
        await self.queue.bury(held.key, held.id, held.message, members_of(problem), held.trace)
        await self._records.put(held.key, known.but(state="failed"))
        await held.settle()
        return "dead"

    def _may_pass(self, problem: Problem) -> bool:
        """Whether another try may go well: a flow that touches nothing outside does the same."""
        outside = bool(self._runner.grants) and isinstance(problem, Fault)
        return outside or problem.code in MAY_PASS
