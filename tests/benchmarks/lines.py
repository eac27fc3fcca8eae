"""How fast `flowrt run --lines` takes rows of samples/movies, and what a fresh instance costs.

Compared with a plain Python loop over the same lines, which parses, scores by the sample's own
reference and prints.
"""

import json
import runpy
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work

from flowrt.cli.lines import wrap_of
from flowrt.lines import Lines, batches
from flowrt.run import Isolation, Stream
from flowrt.verify import VerifiedArchive

MOVIES = Path(__file__).parents[2] / "samples" / "movies"
FLOW = "score"


@cache
def sealed() -> VerifiedArchive:
    """Compile and seal the sample."""
    source = MOVIES / "movies.flow"
    parts = {str(path.relative_to(MOVIES)): path.read_bytes() for path in MOVIES.rglob("*.wasm")}
    return packages.sealed(packages.compiled("movies.flow", source.read_text(), parts)).verified


@cache
def rows() -> tuple[bytes, ...]:
    """Return every row of the data set as a line."""
    found = runpy.run_path(str(MOVIES / "rows.py"))["rows"]()
    return tuple(json.dumps(row, ensure_ascii=False).encode() for row in found)


@cache
def score() -> Callable[[Any], Any]:
    """Return the reference."""
    function: Callable[[Any], Any] = runpy.run_path(str(MOVIES / "reference.py"))["score"]
    return function


def copied(isolation: Isolation, step: int = 1) -> tuple[Work, Work]:
    """Copy each `step`th row through the flow, as the command does; results stay in memory."""
    runner = packages.runner(sealed(), isolation)
    entry = runner.entry(FLOW)
    copy = Lines(runner, entry, wrap_of(entry, None, {}))
    chosen = rows()[::step]
    text = b"\n".join(chosen) + b"\n"
    reference = score()

    def loop() -> list[str]:
        return [json.dumps(reference(json.loads(line))) for line in chosen]

    def run() -> bytes:
        return b"".join(
            part for part in copy.outcomes(batches(BytesIO(text))) if type(part) is bytes
        )

    assert list(map(json.loads, run().splitlines())) == list(map(json.loads, loop()))
    return Work(run, len(chosen)), Work(loop, len(chosen))


def fresh() -> tuple[Work, Work]:
    """Compare a transaction in an instance of its own with one in an instance that is kept."""
    runner = packages.runner(sealed(), "call")
    entry = runner.entry(FLOW)
    wrap = wrap_of(entry, None, {})
    text = wrap.before + rows()[0] + wrap.after
    kept = Stream(runner)
    return Work(lambda: runner.call(entry, text)), Work(lambda: kept.call(entry, text))


BENCHMARKS = (
    Benchmark("lines.movies.stream/python-loop", "us/line", lambda: copied("stream"), aim=1),
    Benchmark("lines.movies.call/python-loop", "us/line", lambda: copied("call", 8)),
    Benchmark("instance.movies.fresh/kept-instance", "us/call", fresh),
)
