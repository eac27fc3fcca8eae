"""Compiling native code for this machine, and saying how far that is.

A terminal has a line that is redrawn; elsewhere there is one plain line.
"""

import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Self, TextIO

from flowc.cli.progress import Line
from flowc.native import Listener, Made, Piece, Store, compile_native, user_store
from flowc.seal.sign import SigningKey
from flowrt.rights.limits import PLAIN, Setup
from flowrt.target import this_target

PERIOD = 0.2
"""Seconds between two looks."""
PATIENCE = 0.5
"""Seconds that a compile may take without a word about it on a terminal."""
MEGA = 1_000_000


def compile_here(component: bytes, keys: Sequence[SigningKey], setup: Setup = PLAIN) -> Made:
    """Return a component's code; from the cache comes what was put there with these keys alone."""
    secret = b"".join(key.derived("flowc native code") for key in keys)
    return _compiled(component, user_store(secret), setup)


def compile_afresh(component: bytes, setup: Setup) -> Made:
    """Return a component's code, whatever was made before; nothing of it is kept."""
    return _compiled(component, Store(None), setup)


def _compiled(component: bytes, store: Store, setup: Setup) -> Made:
    with Progress(this_target()) as progress:
        return compile_native(component, store, progress, setup)


class Progress(Listener):
    """Shows the progress of what happens in its `with` block."""

    def __init__(self, target: str, stream: TextIO | None = None) -> None:
        self.target = target
        self._line = Line(stream)
        self.total = self.compiled = 0
        self._over = Event()
        self._started = time.monotonic()
        self._thread = Thread(target=self._draw, daemon=True)

    def __enter__(self) -> Self:
        if self._line.stream.isatty():
            self._thread.start()
        else:
            print(f"flowc: compiling native code for {self.target}", file=self._line.stream)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
            self._line.wipe()

    def begun(self, wasm: int) -> None:
        """Note how much there is to do."""
        self.total = wasm

    def done(self, piece: Piece) -> None:
        """Count a piece."""
        self.compiled += piece.wasm

    def line(self) -> str:
        """Return what there is to say now."""
        seconds = time.monotonic() - self._started
        share = f"{self.compiled / MEGA:.1f} of {self.total / MEGA:.1f} MB"
        return f"flowc: compiling native code for {self.target}: {share}, {seconds:.0f} s"

    def _draw(self) -> None:
        if self._over.wait(PATIENCE):
            return
        while not self._over.wait(PERIOD):
            self._line.draw(self.line())
