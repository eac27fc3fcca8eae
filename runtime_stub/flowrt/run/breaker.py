"""A circuit breaker: who failed again and again is left alone for a while.

Closed, it lets all calls through and counts those that fail; open, none; then half-open, a few to
see, which close it if they all go well and open it again if one does not. Nothing here makes calls
or waits: whoever does asks `enter` before, and tells `leave` how it went.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowrt.plan import cuts

State: TypeAlias = Literal["closed", "open", "half-open"]
CLOSED: Final = "closed"
OPEN: Final = "open"
HALF_OPEN: Final = "half-open"


class Turn(Value):
    """A change of a breaker's state; half-open anew where the calls to see were given up."""

    was: State
    now: State


class Pass(Value):
    """What a call that asks to be let through gets: a ticket, or none; and a turn if there was."""

    ticket: int | None
    turn: Turn | None = None


class Breaker:
    """Counts calls of one service; may be shared by threads.

    A ticket is the number of a time between two changes of state: a call that ends in another one
    than it began in says nothing about that, unless the breaker `forgives`: then one that ends well
    closes it, whenever it began. Where there is a `longest` pause, in seconds, each is twice as
    long as the one before until it closes.
    """

    def __init__(
        self,
        how: cuts.Breaker,
        now: Callable[[], float] = time.monotonic,
        longest: float | None = None,
        *,
        forgives: bool = False,
    ) -> None:
        from threading import Lock  # noqa: PLC0415 - few flows have a breaker

        self._how = how
        self._first = self._pause = how.open / 1e6
        self._longest = longest
        self._forgives = forgives
        self._now = now
        self._lock = Lock()
        self._ended: deque[tuple[float, bool]] = deque(maxlen=how.of or how.failures)
        self._state: State = CLOSED
        self._time = 0
        self._until = 0.0
        self._let = self._well = 0

    @property
    def state(self) -> State:
        """What it does with calls; one that was open for long enough still says so."""
        return self._state

    def left(self) -> float:
        """Return for how many seconds no call is let through; 0 if the next one is."""
        with self._lock:
            return max(0.0, self._until - self._now()) if self._refuses() else 0.0

    def enter(self) -> Pass:
        """Let a call through, or not; one that has a ticket has to leave."""
        with self._lock:
            turn = self._turn(HALF_OPEN) if self._is_due() else None
            if self._refuses():
                return Pass(None, turn)
            self._let += 1
            return Pass(self._time, turn)

    def leave(self, ticket: int, *, well: bool | None) -> Turn | None:
        """Note how a call went, None if nothing is known of it; return what turned if anything."""
        with self._lock:
            if well and self._forgives and self._state != CLOSED:
                return self._turn(CLOSED)
            if ticket != self._time:
                return None
            if self._state == HALF_OPEN:
                return self._probed(well=well)
            if well is not None:
                self._count(well=well)
            return self._turn(OPEN) if self._failures() >= self._how.failures else None

    def _is_due(self) -> bool:
        """Whether calls are to be let through to see: at first, or as none of those has ended."""
        waits = self._state == OPEN or (self._state == HALF_OPEN and self._refuses())
        return waits and self._now() >= self._until

    def _refuses(self) -> bool:
        if self._state == HALF_OPEN:
            return self._let >= self._how.probes
        return self._state == OPEN

    def _probed(self, *, well: bool | None) -> Turn | None:
        if well is None:
            self._let -= 1
            return None
        self._well += well
        if well and self._well < self._how.probes:
            return None
        return self._turn(CLOSED if well else OPEN)

    def _count(self, *, well: bool) -> None:
        if well and self._how.of is None:
            self._ended.clear()
        else:
            self._ended.append((self._now(), well))

    def _failures(self) -> int:
        within = self._how.within
        if within is not None:
            first = self._now() - within / 1e6
            while self._ended and self._ended[0][0] < first:
                self._ended.popleft()
        return sum(not well for _, well in self._ended)

    def _turn(self, state: State) -> Turn:
        turn = Turn(self._state, state)
        if state == CLOSED:
            self._pause = self._first
        elif turn == _AGAIN and self._longest is not None:
            self._pause = min(2 * self._pause, self._longest)
        self._state = state
        self._time += 1
        self._let = self._well = 0
        self._ended.clear()
        self._until = self._now() + self._pause
        return turn


_AGAIN = Turn(HALF_OPEN, OPEN)
