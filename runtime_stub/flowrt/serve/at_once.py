"""Requests that are answered while they are read: whole ones, for flows that are quick.

Takes what a connection brought and gives the answer, or None where a request has to go the long
way, as ASGI has it: its head is not plain, it is not let in, it is not JSON in and JSON out, a page
of another origin sends it, or its flow waits, is slow or does not end well. What is answered here
is what would be answered there, and what was begun in vain had no effect.

Whoever asks often asks with the same head, so what a head asks for is remembered by its bytes.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from flowrt.problems.report import Problem
from flowrt.serve.heads import plain
from flowrt.serve.media import EVENTS, JSON
from flowrt.serve.wellformed import is_host
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowrt.plan.plan import Entry
    from flowrt.run.quick import Quick
    from flowrt.serve.access import Access
    from flowrt.serve.heads import Head
    from flowrt.serve.metrics import Metrics

BLANK = b"\r\n\r\n"
LONGEST_HEAD = 4 << 10
LONGEST_BODY = 64 << 10
_REMEMBERED = 256
_ANSWER = b"HTTP/1.1 200 OK\r\n%bcontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"


class Asked(Value):
    """What a request asks for: where its body begins, and how long it is with it."""

    entry: Entry
    start: int
    whole: int


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
    ) -> None:
        self.flows = flows
        self._quick = quick
        self._access = access
        self._most = min(most, LONGEST_BODY)
        self._has_origins = has_origins
        self._metrics = metrics
        self._defaults: Iterable[tuple[bytes, bytes]] = ()
        self._lines = b""
        self._asked = lru_cache(_REMEMBERED)(self._asks)

    def read(self, data: bytes) -> Asked | None:
        """Return what a request asks for whose head is in what was read."""
        end = data.find(BLANK, 0, LONGEST_HEAD)
        return None if end < 0 else self._asked(data[: end + len(BLANK)])

    def answer(
        self, entry: Entry, body: bytes, defaults: Iterable[tuple[bytes, bytes]]
    ) -> bytes | None:
        """Return a flow's result as a whole answer, with the headers that each answer has."""
        began = time.perf_counter()
        try:
            result = self._quick.attempt(entry, body or b"{}")
        except Exception:  # noqa: BLE001 - it is run again, and told of, the long way
            return None
        if result is None:
            return None
        if self._metrics is not None:
            self._metrics.at_once(entry.name, time.perf_counter() - began)
        if defaults is not self._defaults:  # they are others once a second
            self._defaults = defaults
            self._lines = b"".join(b"%b: %b\r\n" % pair for pair in defaults)
        return _ANSWER % (self._lines, len(result), result)

    def _asks(self, head: bytes) -> Asked | None:
        said = plain(head)
        if said is None or said.size > self._most or not self._takes(said):
            return None
        entry = self.flows.get(said.path)
        return None if entry is None else Asked(entry, len(head), len(head) + said.size)

    def _takes(self, head: Head) -> bool:
        """Whether whoever asks is let in, with JSON and for JSON."""
        fields = head.fields
        if b"host" not in fields or not is_host(fields[b"host"]):
            return False
        if fields.get(b"content-type") != JSON or EVENTS in fields.get(b"accept", b""):
            return False
        if self._has_origins and b"origin" in fields:
            return False
        try:
            self._access.check(fields)
        except Problem:
            return False
        return True
