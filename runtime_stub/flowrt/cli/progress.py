"""How far a long `--lines` run is: shown on a terminal's stderr, and nowhere else."""

import sys
import time

_EVERY = 0.5


class Progress:
    """Counts lines; `lines` is how many were written."""

    def __init__(self) -> None:
        self.lines = 0
        self._started = self._shown = time.monotonic()
        self._visible = _is_terminal(sys.stderr) and not _is_terminal(sys.stdout)
        self._drawn = False

    def add(self, lines: int) -> None:
        """Count lines."""
        self.lines += lines

    def show(self) -> None:
        """Redraw the count, at most twice a second."""
        now = time.monotonic()
        if self._visible and now - self._shown > _EVERY:
            rate = self.lines / (now - self._started)
            sys.stderr.write(f"\r{self.lines:,} lines, {rate:,.0f} lines/s ")
            sys.stderr.flush()
            self._shown, self._drawn = now, True

    def end(self) -> None:
        """Leave the line that was drawn on."""
        if self._drawn:
            sys.stderr.write("\n")


def _is_terminal(stream: object) -> bool:
    return stream is not None and bool(getattr(stream, "isatty", bool)())
