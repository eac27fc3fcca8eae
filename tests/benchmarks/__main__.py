"""`python -m tests.benchmarks`: measures everything, prints a table, writes dist/bench.json.

`--only NAME` takes the benchmarks whose names hold NAME, and writes nothing.
"""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import (
    building,
    bundles,
    checking,
    codec,
    door,
    hop,
    lines,
    pages,
    python_start,
    queues,
    rebuilding,
    serving,
    start,
    verifying,
    waits,
)
from tests.benchmarks.measure import Absent, Benchmark, Figure, Size, measure

from flowc import __version__
from flowrt.engine.engine import ENGINE_NAME, ENGINE_VERSION

ALL: tuple[Benchmark | Size, ...] = (
    *hop.BENCHMARKS,
    *door.BENCHMARKS,
    *codec.BENCHMARKS,
    *lines.BENCHMARKS,
    *start.BENCHMARKS,
    *python_start.BENCHMARKS,
    *checking.BENCHMARKS,
    *waits.BENCHMARKS,
    *queues.BENCHMARKS,
    *building.BENCHMARKS,
    *rebuilding.BENCHMARKS,
    *pages.BENCHMARKS,
    *bundles.BENCHMARKS,
    *verifying.BENCHMARKS,
    *serving.BENCHMARKS,
)
FIELDS = ("name", "ratio", "median", "baseline", "unit", "runs")
TARGET = Path(__file__).parents[2] / "dist" / "bench.json"
RUNS = 75


def main(words: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAME", help="those whose name holds NAME")
    parser.add_argument("--runs", type=int, default=RUNS, help="pairs of runs (%(default)s)")
    options = parser.parse_args(words)
    chosen = [benchmark for benchmark in ALL if options.only in benchmark.name]
    if not chosen or options.runs < 1:
        parser.error(
            f"--only takes part of one of {', '.join(b.name for b in ALL)}; --runs 1 or more"
        )
    print(machine())
    print("ratio: the baseline's time over flowc's, so above 1 flowc is faster; then the least and")
    print("greatest of the pairs, and flowc's time: the processor's, for starts the wall clock's\n")
    figures = [figure for one_ in chosen if (figure := one(one_, options.runs)) is not None]
    if not options.only:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(encode(figures))


def one(benchmark: Benchmark | Size, runs: int) -> Figure | None:
    """Measure one benchmark and print its row, or why there is none."""
    if sys.stderr.isatty():
        print(f"{benchmark.name} ...", end="\r", file=sys.stderr, flush=True)
    try:
        figure = measure(benchmark, runs)
    except Absent as absent:
        print(f"{benchmark.name:<38}not measured: {absent}", flush=True)
        return None
    print(row(benchmark, figure), flush=True)
    return figure


def row(benchmark: Benchmark | Size, figure: Figure) -> str:
    """Return a figure as one line of the table."""
    spread = f"{figure.least:.4g} .. {figure.greatest:.4g}"
    goal = benchmark.aim if isinstance(benchmark, Benchmark) else None
    aim = "" if goal is None else f"aim {goal:.3g}"
    median = f"{figure.median:.4g} {figure.unit}"
    sizes = " against ".join(f"{size / 1e6:.1f} MB" for size in figure.sizes if size)
    end = "  ".join(filter(None, (aim, sizes)))
    return f"{figure.name:<38}{figure.ratio:>9.4g} x  {spread:<20}{median:<18}{end}".rstrip()


def encode(figures: list[Figure]) -> str:
    """Return the figures as JSON: a list of objects with `FIELDS`."""
    rows = [{key: asdict(figure)[key] for key in FIELDS} for figure in figures]
    return json.dumps(rows, indent=2) + "\n"


def machine() -> str:
    """Say what this ran on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    engine = f"{ENGINE_NAME} {ENGINE_VERSION}"
    place = f"{platform.system()} {platform.machine()}, {os.cpu_count()} x {processor()}"
    return f"flowc {__version__}, {engine}, {python}, {place}"


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    try:
        lines_ = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor"
    names = (line.partition(":")[2].strip() for line in lines_ if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
