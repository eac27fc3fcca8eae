"""NDJSON through a flow over HTTP: lines in, a line out for each, in order, in bounded memory.

A line that fails gives `{"problem": ..}`, a problem document, and those after it go on. What ends
the stream before its time gives such a line, too, as the last one. Nothing is read while a result
waits to be taken, so who sends more than they take is slowed down by that.
"""

import json

from flowrt.plan.plan import Entry
from flowrt.problems.members import members_of
from flowrt.problems.report import Problem
from flowrt.run.lines import BATCH, Lines, Outcome, batches
from flowrt.run.observe import Observer, observed
from flowrt.run.runner import Runner
from flowrt.run.scope import Scope
from flowrt.serve.bridge import Bridge
from flowrt.serve.exchange import Exchange
from flowrt.serve.media import NDJSON
from flowrt.serve.transactions import Transactions

SOURCE = "body"
_HEADERS = ((b"content-type", NDJSON),)


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
        bridge = Bridge()
        try:
            with observed(Scope(observer=observer), "flow", entry.name, entry.name) as whole:
                await self._transactions.apart(
                    lambda scope: self._copy(exchange, entry, scope, bridge),
                    observer=whole.observer,
                )
        finally:
            bridge.close()
        await exchange.say(b"", more=False)

    def _copy(self, exchange: Exchange, entry: Entry, scope: Scope, bridge: Bridge) -> None:
        """Copy lines through the flow, in a thread."""
        out = _Out(exchange, bridge)
        lines = Lines(self._runner, entry, source=SOURCE, scope=scope)
        body = _Body(exchange, self._seconds, bridge, out)
        try:
            for outcome in lines.outcomes(batches(body, self._longest, SOURCE)):
                out.add(outcome)
        finally:
            out.flush()


class _Body:
    """A request's body as a file, for a thread; what is made is sent before more is read."""

    def __init__(self, exchange: Exchange, seconds: float, bridge: Bridge, out: "_Out") -> None:
        self._chunks = exchange.chunks(seconds)
        self._bridge = bridge
        self._out = out

    def read(self, _size: int, /) -> bytes:
        """Return what comes next, nothing at the end."""
        self._out.flush()
        return self._bridge.wait(lambda: anext(self._chunks, b""))


class _Out:
    """Lines on their way out."""

    def __init__(self, exchange: Exchange, bridge: Bridge) -> None:
        self._exchange = exchange
        self._bridge = bridge
        self._parts: list[bytes] = []
        self._size = 0
        self._has_begun = False

    def add(self, outcome: Outcome) -> None:
        """Add a line."""
        line = outcome if isinstance(outcome, bytes) else _problem(outcome.problem)
        self._parts.append(line)
        self._size += len(line)
        if self._size >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Send what there is; returns when most of it was taken."""
        if not self._has_begun:
            self._has_begun = True
            self._bridge.wait(lambda: self._exchange.begin(_HEADERS, _problem))
        if self._parts:
            body = b"".join(self._parts)
            self._parts, self._size = [], 0
            self._bridge.wait(lambda: self._exchange.say(body))


def _problem(problem: Problem) -> bytes:
    members = {"problem": members_of(problem)}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
