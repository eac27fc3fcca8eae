"""Runs flows for an event loop: quick ones on it, all others in threads, so many at once.

A flow that is quick is run on the loop (`flowrt.run.quick` says which), any other in a thread. Bad
values are raised as `BadInput`, what stops a flow as `Fault`, and `Busy` where as many as may are
under way.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeAlias, TypeVar

from flowrt.plan.plan import Entry
from flowrt.run.observe import Observer, observed
from flowrt.run.quick import Quick
from flowrt.run.runner import Runner
from flowrt.run.scope import Scope
from flowrt.run.stream import Origin
from flowrt.serve.errors import Busy

T = TypeVar("T")
STOPPED_WITHIN = 1.0
"""Seconds that jobs are waited for at the end."""
UntilGone: TypeAlias = Callable[[], Awaitable[None]]
"""Ends when whoever asked has gone."""


class Transactions:
    """The transactions of one process."""

    def __init__(self, runner: Runner, most: int) -> None:
        self._runner = runner
        self._most = most
        self._jobs: set[Future[Any]] = set()
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="flowrt-serve")
        self.quick = Quick(runner)

    @property
    def running(self) -> int:
        """How many are under way in threads."""
        return len(self._jobs)

    def close(self) -> bool:
        """Free the threads; whether they have ended, for which those that are stopped get a moment.

        A flow is stopped within milliseconds, but not what it has asked others for.
        """
        has_ended = not wait(tuple(self._jobs), STOPPED_WITHIN).not_done
        self._threads.shutdown(wait=has_ended)
        return has_ended

    async def run(  # noqa: PLR0913 - a transaction, and who is told of it
        self,
        entry: Entry,
        text: bytes,
        origin: Origin,
        gone: UntilGone,
        observer: Observer | None,
        *,
        tries: bool = True,
    ) -> bytes:
        """Run a flow on a JSON object; return its result as JSON. With `tries`, on the loop."""
        with observed(Scope(observer=observer), "flow", entry.name, entry.name) as whole:
            if tries:
                answer = self.quick.attempt(entry, text, origin, whole.observer)
                if answer is not None:
                    return answer
            job = partial(self._runner.call, entry, text, origin)
            return await self.apart(job, gone, whole.observer)

    async def apart(
        self,
        job: Callable[[Scope], T],
        gone: UntilGone | None = None,
        observer: Observer | None = None,
    ) -> T:
        """Do a job in a thread; it is stopped once `gone` says that nobody waits for it."""
        if self.running >= self._most:
            expected = f"fewer than {self._most} transactions at once"
            raise Busy("", expected=expected, found=f"{self.running} under way")
        given_up = threading.Event()
        scope = Scope(observer=observer).branch(lambda: not given_up.is_set())
        done = self._threads.submit(job, scope)
        self._jobs.add(done)
        done.add_done_callback(self._jobs.discard)
        task = asyncio.wrap_future(done)
        task.add_done_callback(_seen)
        watch = None if gone is None else asyncio.ensure_future(gone())
        if watch is not None:
            watch.add_done_callback(lambda _: given_up.set())
        try:
            return await asyncio.shield(task)
        finally:
            given_up.set()
            if watch is not None:
                watch.cancel()


def _seen(task: "asyncio.Future[Any]") -> None:
    """Take note of how a job ended, which whoever waited knows, if anybody did."""
    task.exception()
