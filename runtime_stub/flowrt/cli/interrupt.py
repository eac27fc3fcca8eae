"""Ctrl-C while wasm runs: Python's own handler would wait until the flow returns.

A thread waits for the signal instead and ends the process at once with 130, as shells expect;
whole lines that were flushed are kept.
"""

import _signal as signal  # type: ignore[import-not-found]  # `signal` makes enumerations of it, in 3 ms
import os
from _thread import start_new_thread

INTERRUPTED = 130


def die_at_interrupt() -> None:
    """End the process with 130 at the next SIGINT; does nothing where it is ignored."""
    if not hasattr(signal, "sigwait") or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    start_new_thread(_wait, ())


def _wait() -> None:
    signal.sigwait({signal.SIGINT})
    os._exit(INTERRUPTED)
