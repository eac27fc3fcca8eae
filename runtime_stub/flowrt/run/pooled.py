"""Runners whose instances come from a pool, where they fit in one.

Takes what makes a `Runner`, given a number of instances. What is `loaded` may be taken along by
forks; `settled` starts an instance, which may start threads of the engine's that none takes along,
so it is for each process by itself.
"""

from __future__ import annotations

from flowrt.problems.faults import NotCompiled
from flowrt.problems.report import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from flowrt.run.runner import Runner

Make: TypeAlias = "Callable[[int], Runner]"


def pooled(make: Make, instances: int) -> Runner:
    """Return a runner with a pool, where there can be one, for a process that does not fork."""
    return settled(loaded(make, instances), make)


def loaded(make: Make, instances: int) -> Runner:
    """Return a runner with a pool of so many instances, without one where its code does not fit."""
    try:
        return make(instances)
    except NotCompiled:
        return make(0)


def settled(runner: Runner, make: Make) -> Runner:
    """Return a runner that can start an instance: this one, or another without a pool."""
    if not runner.pooled:
        return runner
    try:
        runner.source.start("").close()
    except Problem:
        return make(0)
    return runner
