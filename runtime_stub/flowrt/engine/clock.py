"""The thread that advances an engine's epoch while deadlines are in use, and only then.

`ticks(wall_ms)` says how many epochs to wait and sees to it that they come, however seldom a busy
machine lets the thread run; it ends by itself some seconds after the last deadline.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock, start_new_thread

from flowrt.engine.live import PERIOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.engine.engine import Engine

_LINGER = 400
"""Epochs that come at least after those that were asked for: work may begin a while later."""
_at_fork = getattr(os, "register_at_fork", dict)
"""Not every system forks."""


class Clock:
    """Ticks one engine; may be used by any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = allocate_lock()
        self._epoch = self._last = 0
        self._running = False
        _at_fork(after_in_child=self._lose)

    def _lose(self) -> None:
        """Note that the thread is not in the process that was forked from its own."""
        self._lock = allocate_lock()
        self._running = False

    def ticks(self, wall_ms: int) -> int:
        """Return how many epochs from now `wall_ms` milliseconds end, not earlier."""
        ticks = int(wall_ms / 1000 / PERIOD) + 2
        if not self._running or self._epoch + ticks + _LINGER > self._last:
            self._go_on(ticks + 2 * _LINGER)
        return ticks

    def _go_on(self, ticks: int) -> None:
        with self._lock:
            self._last = max(self._last, self._epoch + ticks)
            if not self._running:
                self._running = True
                start_new_thread(self._run, ())

    def _run(self) -> None:
        while True:
            time.sleep(PERIOD)
            self._engine.tick()
            with self._lock:
                self._epoch += 1
                if self._epoch > self._last:
                    self._running = False
                    return


_CLOCKS: dict[Engine, Clock] = {}


def clock_of(engine: Engine) -> Clock:
    """Return the engine's one clock."""
    return _CLOCKS.get(engine) or _CLOCKS.setdefault(engine, Clock(engine))
