"""Processes that tests start: how long they have computed, and that an interrupt reaches them."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def seconds(pid: int) -> float:
    """Return how long a process has computed; where the system does not say, what time it is."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def interruptible() -> Iterator[None]:
    """Start what is interrupted later: a job in the background ignores that, and what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
