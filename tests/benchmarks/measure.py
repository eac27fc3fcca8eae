"""How two ways of doing the same work are timed against each other.

Takes the two as functions and gives a `Figure`: they run in turns in one process, after a warm-up
and with the garbage collector off, and each pair of times gives one ratio. Work of one thread is
timed by its processor time, so that what else runs on the machine counts less.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

SAMPLE = 5e6  # nanoseconds that one timed sample lasts at least, by repeating the work
BUDGET = 6.0  # seconds after which a benchmark ends early, when it has `FEWEST` pairs
FEWEST = 5
PATIENCE = 30.0  # seconds after which a benchmark ends with fewer pairs than that, but two
WARM_UP = 2
Sampler: TypeAlias = Callable[[], float]
_SCALES = {"ns": 1, "us": 1e3, "ms": 1e6}


class Absent(Exception):  # noqa: N818 - it is no error, but a reason
    """What a benchmark compares with is not on this machine; says what is missing."""


@dataclass(frozen=True, slots=True)
class Work:
    """A function, and how many units (calls, lines, bytes) one call of it does.

    `size` is that of the program that it runs, in bytes, where sizes are compared, too.
    """

    run: Callable[[], object]
    units: int = 1
    size: int = 0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Two ways to do the same; `make` prepares them, ours first, and checks that they agree.

    It raises `Absent` where the other way cannot be had.
    The name is `SUBJECT/BASELINE`; `unit` is a time for one unit of work, such as "ns/call".
    `aim` is the ratio to reach, where there is one; `clock` counts nanoseconds.
    """

    name: str
    unit: str
    make: Callable[[], tuple[Work, Work]]
    aim: float | None = None
    clock: Callable[[], int] = time.thread_time_ns


@dataclass(frozen=True, slots=True)
class Size:
    """Two programs that do the same, by their size in kB; `make` gives it in bytes, ours first."""

    name: str
    unit: str
    make: Callable[[], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: `ratio`, `least` and `greatest` are the baseline's time or size over ours.

    `median` is our time in `unit`, `runs` the number of pairs, `sizes` those of both programs.
    """

    name: str
    ratio: float
    least: float
    greatest: float
    median: float
    baseline: str
    unit: str
    runs: int
    sizes: tuple[int, int] = (0, 0)


def measure(benchmark: Benchmark | Size, runs: int) -> Figure:
    """Time both sides of a benchmark in turns, `runs` times each or until the time is used up."""
    return _timed(benchmark, runs) if isinstance(benchmark, Benchmark) else _weighed(benchmark)


def _weighed(size: Size) -> Figure:
    ours, theirs = size.make()
    ratio, baseline = theirs / ours, size.name.partition("/")[2]
    return Figure(size.name, ratio, ratio, ratio, ours / 1000, baseline, size.unit, 1)


def _timed(benchmark: Benchmark, runs: int) -> Figure:
    both = benchmark.make()
    ours, baseline = (_sampler(work, benchmark.clock) for work in both)
    gc.collect()
    gc.disable()
    try:
        pairs = list(_pairs(ours, baseline, runs))
    finally:
        gc.enable()
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
        (both[0].size, both[1].size),
    )


def _pairs(ours: Sampler, baseline: Sampler, runs: int) -> Iterator[tuple[float, float]]:
    start = time.monotonic()
    for done in range(runs):
        fewest = FEWEST if time.monotonic() < start + PATIENCE else 2
        if done >= fewest and time.monotonic() > start + BUDGET:
            return
        yield ours(), baseline()


def _sampler(work: Work, clock: Callable[[], int]) -> Sampler:
    """Return what takes one sample: nanoseconds for one unit of the work."""

    def time_of(repeats: int) -> int:
        start = clock()
        for _ in range(repeats):
            work.run()
        return clock() - start

    warm = time_of(1)
    if warm < BUDGET * 1e9:
        warm = min(warm, *(time_of(1) for _ in range(WARM_UP - 1)))
    repeats = max(1, round(SAMPLE / warm))
    return lambda: time_of(repeats) / repeats / work.units
