"""Work done beside each other, with the outcome that doing it in order would have.

Whoever asks for it takes part in it, so that work within work always goes on, however few threads
there are. Where one job fails those after it are no longer wanted: running ones are told, others
never start; those before it are waited for, since one of them may fail too and then counts.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Generic, TypeVar

from flowrt import target
from flowrt.run.scope import Scope

T = TypeVar("T")
Job = Callable[[Scope], T]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(target.processors(), thread_name_prefix="flowrt")


def beside(jobs: Sequence[Job[T]], scope: Scope) -> list[T]:
    """Return what the jobs give, in order; raises what the first of them in order raises."""
    work = _Work(jobs, scope)
    helpers = [_pool().submit(work.help) for _ in range(min(target.processors(), len(jobs)) - 1)]
    try:
        work.help()
    except BaseException:
        work.drop()
        raise
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.result()
    return work.outcome()


class _Work(Generic[T]):
    """Jobs, which of them is next, and the first that is known to have failed."""

    def __init__(self, jobs: Sequence[Job[T]], scope: Scope) -> None:
        self._jobs = jobs
        self._scope = scope
        self._lock = threading.Lock()
        self._next = 0
        self._failed = len(jobs)
        self._results: dict[int, T] = {}
        self._failure: Exception | None = None

    def help(self) -> None:
        """Do jobs, one after the other, until none is left that is wanted."""
        while (at := self._take()) is not None:
            try:
                result = self._jobs[at](self._scope.branch(lambda at=at: at <= self._failed))  # type: ignore[misc]
            except Exception as failure:  # noqa: BLE001 - handed on to whoever asked
                self._fail(at, failure)
            else:
                self._results[at] = result

    def drop(self) -> None:
        """Want no job any more."""
        with self._lock:
            self._failed = -1

    def outcome(self) -> list[T]:
        """Return the results in order, or raise the first failure; every job has ended."""
        if self._failure is not None:
            raise self._failure
        return [self._results[at] for at in range(len(self._jobs))]

    def _take(self) -> int | None:
        with self._lock:
            if self._next >= len(self._jobs) or self._next > self._failed:
                return None
            self._next += 1
            return self._next - 1

    def _fail(self, at: int, failure: Exception) -> None:
        with self._lock:
            if at < self._failed:
                self._failed, self._failure = at, failure
