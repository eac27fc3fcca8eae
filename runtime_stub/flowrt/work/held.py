"""A message in hand: until it is settled it is this worker's, and the server is told so.

`again` says that it was delivered before: somebody may have begun it, or may even be at it.
"""

import time
from typing import TYPE_CHECKING, Literal, TypeAlias

from flowrt.work.names import TRACE, id_of, key_of

if TYPE_CHECKING:
    from nats.aio.msg import Msg

    from flowrt.work.records import Record

Outcome: TypeAlias = Literal[
    "done", "dead", "retried", "repeated", "double", "sleeping", "released", "lost", "running"
]
"""A result or a failure was stored; it is tried again later; it was done before, or is another
message's that waits; it goes on when it is time; it is left to others because we stop, or because
another has it; it is being worked on."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class Held:
    """One message, and when the server last heard that we have it."""

    def __init__(self, message: "Msg") -> None:
        about = message.metadata
        self.message = message
        self.sequence = about.sequence.stream
        self.again = about.num_delivered > 1
        self.id = id_of(message.headers or {}, self.sequence)
        self.key = key_of(self.id)
        self.record: Record | None = None
        self.trace: dict[str, str] = {}
        self.since = self.touched = time.monotonic()

    @property
    def headers(self) -> dict[str, str]:
        """What came with it; the trace is that of who began it, where that is known."""
        begun = self.record.trace if self.record is not None else ""
        return {**(self.message.headers or {}), **({TRACE: begun} if begun else {})}

    def renew(self, message: "Msg") -> None:
        """Take note that the server gave it to us once more; answers go to the latest."""
        self.message = message
        self.touched = time.monotonic()

    async def touch(self) -> None:
        """Tell the server that we are at it."""
        self.touched = time.monotonic()
        await self.message.in_progress()

    async def settle(self) -> None:
        """Tell the server that it is done with; it is removed from the queue."""
        await self.message.ack()

    async def release(self, seconds: float = 0.0) -> None:
        """Give it back, to be delivered again, after a while."""
        await self.message.nak(seconds or None)


def pause_after(attempts: int) -> float:
    """Return how long a message waits after so many attempts, in seconds."""
    return min(FIRST_PAUSE * 2.0 ** max(0, attempts - 1), LONGEST_PAUSE)
