"""A circuit breaker: who failed several times in a row is left alone for a while.

Then one call is let through; if it goes well all are again. So a service that is down costs its
callers nothing but their fallback, and is not kept down by being asked.
"""

import threading
import time

FAILURES = 5
"""Calls that may fail in a row."""
FIRST, LONGEST = 0.5, 30.0
"""Seconds for which nobody asks: at first, and at most."""


class Breaker:
    """Lets calls through, or says for how many seconds it will not; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = FIRST
        self._until = 0.0

    def closed_for(self) -> float:
        """Return for how many seconds no call is let through; 0 lets this one."""
        with self._lock:
            left = self._until - time.monotonic()
            if left <= 0 < self._until:
                self._until = time.monotonic() + self._pause  # one tries; the others wait for it
                return 0.0
            return max(0.0, left)

    def went_well(self) -> None:
        """Note a call that was answered."""
        with self._lock:
            self._failures, self._pause, self._until = 0, FIRST, 0.0

    def failed(self) -> None:
        """Note a call that was not."""
        with self._lock:
            self._failures += 1
            if self._until:
                self._pause = min(2 * self._pause, LONGEST)
            if self._failures >= FAILURES:
                self._until = time.monotonic() + self._pause
