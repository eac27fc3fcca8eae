"""Requests that are answered while they are read: whole ones, for flows that are quick.

Takes a request's headers and body, gives the answer, or None where the request has to go the long
way, as ASGI has it: its flow waits or is slow, it is not plainly JSON in and JSON out, or a page of
another origin sends it, which may be let in. What is answered here is what would be answered there.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flowrt.problems.report import Problem
from flowrt.run.stream import NOWHERE
from flowrt.serve.media import EVENTS, JSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flowrt.plan.plan import Entry
    from flowrt.run.quick import Quick
    from flowrt.serve.access import Access
    from flowrt.serve.exchange import Answer
    from flowrt.serve.metrics import Metrics

Fields = list[tuple[bytes, bytes]]


class AtOnce:
    """Answers for the flows of one process; `flows` are those it knows, by their paths."""

    def __init__(  # noqa: PLR0913, PLR0917 - what the long way has, too
        self,
        flows: dict[bytes, Entry],
        quick: Quick,
        access: Access,
        most: int,
        has_origins: bool,  # noqa: FBT001 - the settings' own
        metrics: Metrics | None,
        told: Callable[[Problem], Answer],
    ) -> None:
        self.flows = flows
        self._quick = quick
        self._access = access
        self._most = most
        self._has_origins = has_origins
        self._metrics = metrics
        self._told = told
        self._defaults: Iterable[tuple[bytes, bytes]] = ()
        self._lines = b""

    def answer(self, entry: Entry, fields: Fields, body: bytes) -> bytes | Answer | None:
        """Return a flow's result, the answer that tells of a problem, or None."""
        headers = dict(fields)
        if headers.get(b"content-type") != JSON or len(body) > self._most:
            return None
        if EVENTS in headers.get(b"accept", b"") or (self._has_origins and b"origin" in headers):
            return None
        began = time.perf_counter()
        failure = None
        try:
            self._access.check(headers)
            answer: bytes | Answer | None = self._quick.attempt(entry, body or b"{}", NOWHERE)
        except Problem as problem:
            failure, answer = problem, self._told(problem)
        if self._metrics is not None and answer is not None:
            status = 200 if isinstance(answer, bytes) else answer.status
            self._metrics.at_once(entry.name, time.perf_counter() - began, failure, status)
        return answer

    def lines(self, defaults: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the headers that each answer has, as text; they are others once a second."""
        if defaults is not self._defaults:
            self._defaults = defaults
            self._lines = lines_of(defaults)
        return self._lines


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as they are sent."""
    return b"".join(b"%b: %b\r\n" % pair for pair in headers)
