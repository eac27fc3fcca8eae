"""`flowrt work` by a clock that tests set: `python -m tests.queues.clocked CLOCK WORK [WORD ...]`.

CLOCK is a file of milliseconds of the epoch; `Clock` writes it.
"""

import sys
from datetime import UTC, datetime, time
from pathlib import Path

from flowrt.__main__ import main
from flowrt.work import ticks

DAY = datetime(2026, 3, 1, tzinfo=UTC)
OFTEN = 0.02
"""Seconds after which a worker looks at the clock again."""


class Clock:
    """The time of a day, which stands still until it is set."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.read = 0
        """How often somebody has looked."""
        self.set(text)

    def set(self, text: str) -> None:
        """Have it be a time of the day."""
        new = self.path.with_suffix(".new")
        new.write_text(f"{milliseconds(text)}")
        new.replace(self.path)

    def __call__(self) -> int:
        self.read += 1
        return int(self.path.read_text())


def milliseconds(text: str) -> int:
    """Return a time of the day, in milliseconds of the epoch."""
    return round(datetime.combine(DAY, time.fromisoformat(text), UTC).timestamp()) * 1000


if __name__ == "__main__":
    clock = Path(sys.argv[1])
    ticks.now, ticks.AT_ONCE = lambda: int(clock.read_text()), OFTEN
    sys.exit(main(sys.argv[2:]))
