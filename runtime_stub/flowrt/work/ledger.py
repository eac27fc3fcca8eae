"""The journal of a transaction on a queue: places within it, each kept under the record's key.

Used in the threads that run transactions; what is stored is stored by the event loop, and waited
for. The call that the transaction itself waits for is the record's to keep.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Self

from flowrt.value import Value

if TYPE_CHECKING:
    from flowrt.work.records import Records

LONG = 5.0
"""Seconds from which on a time is worth remembering when it began."""


class Ledger(Value):
    """One place of a transaction's journal; `known` is what was kept when it was taken up.

    Times are kept for each of its `failures` apart: what failed is tried anew.
    """

    records: Records
    loop: asyncio.AbstractEventLoop
    key: str
    known: dict[str, bytes]
    path: tuple[int, ...]
    failures: int = 0

    @property
    def name(self) -> str:
        """The flow, the transaction's key and the place; another one after each failure."""
        return "/".join((self.records.flow, self.key, f"{self.failures}", *map(str, self.path)))

    def part(self, number: int) -> Self:
        """Return a place within this one."""
        return self.but(path=(*self.path, number))

    def recall(self) -> bytes | None:
        """Return the outcome that is kept here."""
        return self.known.get(self._place("call"))

    def keep(self, outcome: bytes) -> None:
        """Keep an outcome here, unless it is the record's to keep."""
        if len(self.path) > 1:
            self._keep(self._place("call"), outcome)

    def left(self, seconds: float) -> float:
        """Return what is left of a time; short ones begin anew."""
        if seconds < LONG:
            return seconds
        place, now = self._place(f"time-{self.failures}"), time.time()
        began = self.known.get(place)
        if began is None:
            self._keep(place, b"%.3f" % now)
            return seconds
        return min(seconds, seconds - (now - float(began)))

    def _place(self, kind: str) -> str:
        return "-".join((kind, *map(str, self.path)))

    def _keep(self, place: str, text: bytes) -> None:
        self.known[place] = text
        storing = self.records.keep(self.key, place, text)
        asyncio.run_coroutine_threadsafe(storing, self.loop).result()
