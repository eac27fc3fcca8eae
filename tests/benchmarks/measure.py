"""How two ways of doing the same work are timed against each other.

Takes the two as functions and gives a `Figure`: they run in turns in one process, after a warm-up
and with the garbage collector off, and each pair of times gives one ratio.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

SAMPLE = 10e6  # nanoseconds that one timed sample lasts at least, by repeating the work
BUDGET = 6.0  # seconds after which a benchmark ends early, when it has `FEWEST` pairs
FEWEST = 5
WARM_UP = 2
_SCALES = {"ns": 1, "us": 1e3, "ms": 1e6}


@dataclass(frozen=True, slots=True)
class Work:
    """A function, and how many units (calls, lines, bytes) one call of it does."""

    run: Callable[[], object]
    units: int = 1


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Two ways to do the same; `make` prepares them, ours first, and checks that they agree.

    The name is `SUBJECT/BASELINE`; `unit` is a time for one unit of work, such as "ns/call".
    `aim` is the ratio to reach, where there is one.
    """

    name: str
    unit: str
    make: Callable[[], tuple[Work, Work]]
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: `ratio`, `least` and `greatest` are the baseline's time over ours.

    `median` is our time in `unit`, `runs` the number of pairs.
    """

    name: str
    ratio: float
    least: float
    greatest: float
    median: float
    baseline: str
    unit: str
    runs: int


def measure(benchmark: Benchmark, runs: int) -> Figure:
    """Time both sides of a benchmark in turns, `runs` times each or until the time is used up."""
    ours, baseline = (_sampler(work) for work in benchmark.make())
    end = time.monotonic() + BUDGET
    pairs = [(ours(), baseline())]
    while len(pairs) < runs and (len(pairs) < FEWEST or time.monotonic() < end):
        pairs.append((ours(), baseline()))
    ratios = [theirs / mine for mine, theirs in pairs]
    scale = _SCALES[benchmark.unit.partition("/")[0]]
    return Figure(
        benchmark.name,
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        statistics.median(mine for mine, _ in pairs) / scale,
        benchmark.name.partition("/")[2],
        benchmark.unit,
        len(pairs),
    )


def _sampler(work: Work) -> Callable[[], float]:
    """Return what takes one sample: nanoseconds for one unit of the work."""
    warm = min(_time(work.run, 1) for _ in range(WARM_UP))
    repeats = max(1, round(SAMPLE / warm))
    return lambda: _time(work.run, repeats) / repeats / work.units


def _time(run: Callable[[], object], repeats: int) -> int:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter_ns()
        for _ in range(repeats):
            run()
        return time.perf_counter_ns() - start
    finally:
        gc.enable()
