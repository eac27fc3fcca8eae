"""The digests of an archive's blobs, as they are found; FORMAT 5.3.

They take most of a start where code is large, so pieces of it are hashed beside each other.
"""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread

from flowrt.archive import format as f
from flowrt.target import processors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from flowrt.archive.archive import Contents

LARGE = 2 << 20
"""Bytes that are worth the start of a thread."""
PIECES = 16
"""How many pieces a thread hashes before it looks for more."""
MOST_THREADS = 8
_Job: TypeAlias = "tuple[f.Blob, int]"


def digests(contents: Contents, blobs: Sequence[f.Blob]) -> Mapping[str, str]:
    """Return the blobs' digests by id; pieces of large ones are hashed beside each other."""
    waiting = [(blob, first) for blob in blobs for first in _firsts(blob)]
    found: dict[_Job, bytes] = {}

    def work() -> None:
        while (job := _next(waiting)) is not None:
            found[job] = contents.digests(*job, PIECES)

    threads = min(sum(blob.size for blob in blobs) // LARGE, processors(), MOST_THREADS)
    if threads > 1:
        _beside(work, threads - 1)
    else:
        work()
    pieces = {blob.id: b"".join(found[blob, first] for first in _firsts(blob)) for blob in blobs}
    return {blob.id: f.joined_digest(blob.kind, pieces[blob.id]) for blob in blobs}


def _firsts(blob: f.Blob) -> range:
    """Return the pieces of a blob that jobs begin with."""
    return range(0, f.pieces_of(blob), PIECES)


def _beside(work: Callable[[], None], helpers: int) -> None:
    """Work in so many threads and in this one; raises what was raised in any.

    They are bare ones: to import `threading` takes as long as to hash a few megabytes.
    """
    failures: list[BaseException] = []
    running = [allocate_lock() for _ in range(helpers)]
    for lock in running:
        lock.acquire()
        start_new_thread(_work_until_done, (work, lock, failures))
    work()
    for lock in running:
        lock.acquire()
    if failures:
        raise failures[0]


def _work_until_done(
    work: Callable[[], None], running: LockType, failures: list[BaseException]
) -> None:
    try:
        work()
    except BaseException as failure:  # noqa: BLE001 - whoever started the thread raises it
        failures.append(failure)
    finally:
        running.release()


def _next(waiting: list[_Job]) -> _Job | None:
    """Take the next job, which no other thread gets; None after the last."""
    try:
        return waiting.pop()
    except IndexError:
        return None
