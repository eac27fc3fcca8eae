"""Instances out of a pool for whoever calls flows again and again, without having said so before.

An archive that Python opened, or that answers for a service, may be called once or for a day. It
begins without a pool; once making instances one by one has cost what a pool does, its code is
loaded into the pool of this process, too. A pool has few places, which all archives share; whoever
finds none has an instance made as before, so that nobody waits and nothing is refused.

Not pooled is what reaches outside, what counts its memory, has a stack of its own or imports its
modules, and code that is too large to be had twice.
"""

from __future__ import annotations

from functools import cache

from flowrt.engine.engine import Engine, EngineError
from flowrt.engine.pool import has_room
from flowrt.problems.report import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.rights.limits import Setup
    from flowrt.run.source import Source

PLACES = 16
"""Instances that run at once; the interpreter's lock hardly lets more threads start short ones."""
TRIALS = 4
"""Instances that are started at once to see whether they fit, beside those."""
LARGEST = 8 << 20
"""Bytes of native code that are worth being loaded twice."""


class Warm:
    """A pool that one archive's instances fit in."""

    def __init__(self, source: Source, free: list[None]) -> None:
        self.source = source
        self._free = free

    def take(self) -> bool:
        """Whether there is a place for an instance; then it has to be given back."""
        try:
            self._free.pop()
        except IndexError:
            return False
        return True

    def give(self) -> None:
        """Give a place back."""
        self._free.append(None)


def warmed(source: Source) -> Warm | None:
    """Return a pool for what a source starts, None where there is none that it fits in."""
    code, engine = source.code, source.code.engine
    if code.wasi or code.starts or engine.pooled or engine.maker or source.limits.stack_bytes:
        return None
    serialized = code.serialize()
    pool = _pool(engine.setup) if len(serialized) <= LARGEST else None
    if pool is None:
        return None
    try:
        found = source.within(pool[0], serialized)
        found.start("").close()
    except (EngineError, Problem):
        return None
    return Warm(found, pool[1])


@cache
def _pool(setup: Setup) -> tuple[Engine, list[None]] | None:
    """Return the pool of this process for a setup, and its free places."""
    instances = PLACES + TRIALS
    if not has_room(instances):
        return None
    return Engine(setup, pooled=instances), [None] * PLACES
