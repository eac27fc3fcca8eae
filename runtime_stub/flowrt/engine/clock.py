"""The thread that advances an engine's epoch while deadlines are in use, and only then.

`ticks(wall_ms)` says how many epochs to wait and sees to it that they come; the thread ends by
itself a second after the last deadline could have passed.
"""

from __future__ import annotations

import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from flowrt.engine.live import PERIOD

if TYPE_CHECKING:
    from flowrt.engine.engine import Engine

_LINGER = 1.0


class Clock:
    """Ticks one engine; may be used by any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._until = 0.0
        self._running = False

    def ticks(self, wall_ms: int) -> int:
        """Return how many epochs from now `wall_ms` milliseconds end, not earlier."""
        seconds = wall_ms / 1000
        end = time.monotonic() + seconds
        if not self._running or end > self._until:  # which only grows while it is running
            self._go_on_until(end + _LINGER)
        return int(seconds / PERIOD) + 2

    def _go_on_until(self, end: float) -> None:
        with self._lock:
            self._until = max(self._until, end)
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="flowrt-clock", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(PERIOD)
            self._engine.tick()
            with self._lock:
                if time.monotonic() > self._until:
                    self._running = False
                    return


@cache
def clock_of(engine: Engine) -> Clock:
    """Return the engine's one clock."""
    return Clock(engine)
