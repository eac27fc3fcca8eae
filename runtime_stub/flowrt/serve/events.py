"""Server-sent events for a flow that takes long: what it does, as it does it, then its result.

`began` and `ended` tell of each segment and cut, `result` or `problem` comes last. Who reads too
slowly misses some of the former, never the latter.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from flowrt.plan.plan import Entry
from flowrt.problems.members import document
from flowrt.problems.report import Problem
from flowrt.run.observe import Observer, Several, Work
from flowrt.run.stream import Origin
from flowrt.serve.exchange import Exchange
from flowrt.serve.media import EVENTS
from flowrt.serve.transactions import Transactions

if TYPE_CHECKING:
    from flowrt.run.breaker import Turn

MOST = 1000
"""Events that wait to be taken, at most."""
ALIVE_SECONDS = 15.0
_HEADERS = ((b"content-type", EVENTS), (b"cache-control", b"no-store"))
_COMMENT = b": still at it\n\n"


async def tell(  # noqa: PLR0913, PLR0917 - a transaction, and who is told of it
    exchange: Exchange,
    transactions: Transactions,
    entry: Entry,
    text: bytes,
    origin: Origin,
    observer: Observer | None,
) -> None:
    """Run a flow and tell of it; raises `Busy` before anything was sent, what stops it after."""
    events = _Events(asyncio.get_running_loop())
    every = Several.of(events.observer(), observer)
    task = asyncio.ensure_future(
        transactions.run(entry, text, origin, exchange.gone, every, tries=False)
    )
    task.add_done_callback(events.end)
    try:
        await asyncio.sleep(0)  # which is when it is refused, if it is
        if task.done():
            await task
        await exchange.begin(_HEADERS, _problem)
        while (event := await events.next()) is not None:
            await exchange.say(event)
        await exchange.say(_event("result", await task), more=False)
    finally:
        task.cancel()


def _problem(problem: Problem) -> bytes:
    return _event("problem", document(problem))


def _event(kind: str, data: bytes) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), data)


class _Events:
    """What happens in threads, for a coroutine to take; the oldest fall out where it is slow."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._numbers = itertools.count(1)

    def observer(self) -> "_Told":
        """Return the observer of a transaction."""
        return _Told(self.add, self._numbers)

    def add(self, kind: str, facts: dict[str, object]) -> None:
        """Add an event, from any thread."""
        data = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
        self._loop.call_soon_threadsafe(self._put, _event(kind, data))

    def end(self, _task: object) -> None:
        """Let `next` give None, after what was added before."""
        self._queue.put_nowait(None)

    async def next(self) -> bytes | None:
        """Return the next event, a comment if there is none for a while, None at the end."""
        try:
            async with asyncio.timeout(ALIVE_SECONDS):
                return await self._queue.get()
        except TimeoutError:
            return _COMMENT

    def _put(self, event: bytes) -> None:
        if self._queue.qsize() < MOST:
            self._queue.put_nowait(event)


class _Told:
    """Tells of work by number, with the number of what it happens within."""

    def __init__(
        self,
        add: Callable[[str, dict[str, object]], None],
        numbers: "itertools.count[int]",
        within: int = 0,
        start: float | None = None,
    ) -> None:
        self._add = add
        self._numbers = numbers
        self._id = within
        self._began = time.perf_counter()
        self._start = self._began if start is None else start
        self._breaker = ""

    def enter(self, work: Work) -> "_Told":
        """Tell that work begins."""
        inner = _Told(self._add, self._numbers, next(self._numbers), self._start)
        facts: dict[str, object] = {
            "id": inner._id,
            "within": self._id,
            "kind": work.kind,
            "name": work.name,
            "flow": work.flow,
            "place": work.place,
            "at": round((inner._began - self._start) * 1000, 3),
        }
        self._add("began", facts if work.cut is None else facts | {"cut": work.cut})
        return inner

    def breaker(self, service: str, turn: "Turn | None") -> None:
        """Keep what the breaker of the service did that this asks, for when it ends."""
        del service
        self._breaker = "refused" if turn is None else turn.now

    def leave(self, failure: Exception | None) -> None:
        """Tell that it ended."""
        ms = round((time.perf_counter() - self._began) * 1000, 3)
        facts: dict[str, object] = {"id": self._id, "ms": ms}
        if self._breaker:
            facts["breaker"] = self._breaker
        if failure is not None:
            code = failure.code if isinstance(failure, Problem) else type(failure).__name__
            facts["failed"] = code
        self._add("ended", facts)
