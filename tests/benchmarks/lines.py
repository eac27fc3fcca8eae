"""How fast `flowrt run --lines` takes rows of samples/movies, and what a fresh instance costs.

Compared with a plain Python loop over the same lines, which parses, scores by the sample's own
reference and prints; and, process against process over all rows, with the same job in jq.
A fresh instance is compared with a kept one, and with the least that wasmtime-py does for one.
"""

import json
import runpy
import shutil
import sys
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import wasmtime
from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Absent, Benchmark, Work
from wasmtime import component as wc

from flowc.pipeline import Compiled
from flowc.seal import SealedArchive
from flowrt.cli.lines import wrap_of
from flowrt.run.lines import Lines, batches
from flowrt.run.runner import Isolation
from flowrt.verify import VerifiedArchive

MOVIES = Path(__file__).parents[2] / "samples" / "movies"
PROGRAM = Path(__file__).with_name("movies.jq")
FLOW = "score"


@cache
def compiled() -> Compiled:
    """Compile the sample."""
    source = MOVIES / "movies.flow"
    parts = {str(path.relative_to(MOVIES)): path.read_bytes() for path in MOVIES.rglob("*.wasm")}
    return packages.compiled("movies.flow", source.read_text(), parts)


@cache
def archive() -> SealedArchive:
    """Seal the sample."""
    return packages.sealed(compiled())


def sealed() -> VerifiedArchive:
    """Return the sample as what can be run."""
    return archive().verified


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
    runner = packages.runner(sealed(), isolation, int(isolation == "call"))
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
    kept = runner.stream()
    return Work(lambda: runner.call(entry, text)), Work(lambda: kept.call(entry, text))


def bare() -> tuple[Work, Work]:
    """Compare a transaction in an instance of its own with a store and an instance, no call."""
    ours, _ = fresh()
    own = packages.host_engine()
    linker, component = wc.Linker(own), wc.Component(own, compiled().component)

    def instantiate() -> None:
        store = wasmtime.Store(own)
        store.set_epoch_deadline(packages.NEVER)
        linker.instantiate(store, component)

    return ours, Work(instantiate)


def with_jq() -> tuple[Work, Work]:
    """Copy all rows by the two commands, with their starts, and throw the results away."""
    jq = shutil.which("jq")
    if jq is None:
        raise Absent("there is no jq; Debian has it as the package `jq`")
    path, trust = processes.written(archive())
    text = path.with_name("rows.ndjson")
    text.write_bytes(b"\n".join(rows()) + b"\n")
    ours = [sys.executable, "-m", "flowrt", "run", str(path), FLOW, "--trust", str(trust)]
    ours += ["--lines", "--isolation", "stream", "--input", str(text)]
    theirs = [jq, "--compact-output", "--null-input", "--from-file", str(PROGRAM), str(text)]

    results, expected = (
        list(map(json.loads, processes.run(command).splitlines())) for command in (ours, theirs)
    )
    assert results == expected
    return (
        Work(lambda: processes.discard(ours), len(rows())),
        Work(lambda: processes.discard(theirs), len(rows())),
    )


BENCHMARKS = (
    Benchmark("lines.movies.stream/python-loop", "us/line", lambda: copied("stream"), aim=1),
    Benchmark("lines.movies.call/python-loop", "us/line", lambda: copied("call", 8)),
    Benchmark("lines.movies.stream/jq", "us/line", with_jq, aim=10, clock=processes.processor),
    Benchmark("instance.movies.fresh/kept-instance", "us/call", fresh),
    Benchmark("instance.movies.fresh/store-and-instantiate", "us/call", bare, aim=1 / 3),
)
