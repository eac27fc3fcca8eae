"""NDJSON through a flow over HTTP: lines in, a line out for each, in order, in bounded memory.

A line that fails gives `{"problem": ..}`, a problem document, and those after it go on. Nothing is
read while a result waits to be taken, so who sends more than they take is slowed down by that.
"""

import asyncio
import json
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from flowrt.plan.plan import Entry
from flowrt.problems.members import members_of
from flowrt.problems.report import Problem
from flowrt.run.lines import BATCH, Failed, Lines, Outcome, batches
from flowrt.run.observe import Observer, observed
from flowrt.run.runner import Runner
from flowrt.run.scope import Scope
from flowrt.serve.exchange import Exchange, Gone
from flowrt.serve.media import NDJSON
from flowrt.serve.transactions import Transactions

SOURCE = "body"
T = TypeVar("T")


class Wait(Protocol):
    """Does something on the loop, for a thread, and returns what came of it."""

    def __call__(self, work: Awaitable[T]) -> T:
        """Wait for it."""


class Streams:
    """Runs flows over the lines of requests."""

    def __init__(
        self, runner: Runner, transactions: Transactions, longest: int, seconds: float
    ) -> None:
        self._runner = runner
        self._transactions = transactions
        self._longest = longest
        self._seconds = seconds

    async def run(self, exchange: Exchange, entry: Entry, observer: Observer | None) -> None:
        """Answer a request of lines, which are told of as one transaction."""
        loop = asyncio.get_running_loop()

        def wait(work: Awaitable[T]) -> T:
            return asyncio.run_coroutine_threadsafe(_awaited(work), loop).result()

        with observed(Scope(observer=observer), "flow", entry.name, entry.name) as whole:
            await self._transactions.apart(
                lambda scope: self._copy(exchange, entry, scope, wait), observer=whole.observer
            )

    def _copy(self, exchange: Exchange, entry: Entry, scope: Scope, wait: Wait) -> None:
        """Copy lines through the flow, in a thread."""
        out = _Out(exchange, wait)
        lines = Lines(self._runner, entry, source=SOURCE, scope=scope)
        body = _Body(exchange, self._seconds, wait, out)
        try:
            for outcome in lines.outcomes(batches(body, self._longest, SOURCE)):
                out.add(outcome)
        except Gone:
            return
        except Problem as problem:
            out.add(Failed(0, problem))
        out.end()


async def _awaited(work: Awaitable[T]) -> T:
    return await work


class _Body:
    """A request's body as a file, for a thread; what is made is sent before more is read."""

    def __init__(
        self,
        exchange: Exchange,
        seconds: float,
        wait: Wait,
        out: "_Out",
    ) -> None:
        self._chunks = exchange.chunks(seconds)
        self._wait = wait
        self._out = out

    def read(self, _size: int, /) -> bytes:
        """Return what comes next, nothing at the end."""
        self._out.flush()
        return self._wait(anext(self._chunks, b""))


class _Out:
    """Lines on their way out."""

    def __init__(self, exchange: Exchange, wait: Wait) -> None:
        self._exchange = exchange
        self._wait = wait
        self._parts: list[bytes] = []
        self._size = 0
        self._began = False

    def add(self, outcome: Outcome) -> None:
        """Add a line."""
        line = outcome if isinstance(outcome, bytes) else _failed(outcome)
        self._parts.append(line)
        self._size += len(line)
        if self._size >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what there is; returns when most of it was taken."""
        self._send(more=True)

    def end(self) -> None:
        """Send the rest."""
        self._send(more=False)

    def _send(self, *, more: bool) -> None:
        send = self._exchange.send
        if not self._began:
            self._began = True
            headers = [(b"content-type", NDJSON)]
            self._wait(send({"type": "http.response.start", "status": 200, "headers": headers}))
        if self._parts or not more:
            body = b"".join(self._parts)
            self._parts, self._size = [], 0
            self._wait(send({"type": "http.response.body", "body": body, "more_body": more}))


def _failed(failed: Failed) -> bytes:
    members = {"problem": members_of(failed.problem)}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
