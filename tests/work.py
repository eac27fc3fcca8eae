"""How much work a call does, counted and not timed: the functions it calls, our own and C's.

The count is the same on a busy machine and on an idle one, so a test may compare two of them.
"""

import sys
from collections.abc import Callable
from types import FrameType


def calls_in(work: Callable[[], object]) -> int:
    """Run `work` and return how many calls it made."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
