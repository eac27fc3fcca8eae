"""What verification adds to a start: `flowrt run` against the same run of one that is only read.

The archives hold a flow over a component with more or less data in it, which the engine's code
holds once more. One of 100 kB has no native code, since the codec's takes more, and is compiled
where it starts.
"""

import base64
import random
import sys
from functools import cache, partial
from pathlib import Path

import wasmtime
from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Benchmark, Work

from flowc import seal
from flowrt.engine import engine

BEGIN = Path(__file__).with_name("begin.py")
AIM = 0.85
"""A start without verification takes this share of one with it."""
FLOW = """package bench:verifying@1.0.0;
use large from "large.wasm";
export flow peek() -> u32 { large.peek() }
"""


def large(size: int) -> bytes:
    """Return a component with this many bytes of data."""
    data = base64.b64encode(random.Random(size).randbytes(size * 3 // 4 + 3)).decode()
    pages = size // 65536 + 1
    return bytes(
        wasmtime.wat2wasm(f"""(component
          (core module $m (memory (export "memory") {pages})
            (data (i32.const 0) "{data[:size]}")
            (func (export "peek") (result i32) (i32.load (i32.const 0))))
          (core instance $i (instantiate $m))
          (func (export "peek") (result u32) (canon lift (core func $i "peek"))))""")
    )


@cache
def sealed(size: int, *, portable: bool = False) -> seal.SealedArchive:
    """Return an archive over a component with so much data."""
    made = packages.compiled("verifying.flow", FLOW, {"large.wasm": large(size)})
    if not portable:
        return packages.sealed(made)
    manifest = seal.describe(made.plan, made.inputs, engine.host().engine)
    return seal.write(made.plan, made.component, {}, manifest, [seal.generate()])


def start(size: int, *, portable: bool = False) -> tuple[Work, Work]:
    """Compare a start with one that verifies nothing."""
    archive, trust = map(str, processes.written(sealed(size, portable=portable)))
    ours, bare = (
        partial(
            processes.run,
            [sys.executable, str(BEGIN), how, "run", archive, "peek", "--trust", trust],
        )
        for how in ("verified", "unverified")
    )
    assert ours() == bare() != b""
    return Work(ours), Work(bare)


def row(name: str, size: int, aim: float | None = None, *, portable: bool = False) -> Benchmark:
    """Return the benchmark of one size."""
    make = partial(start, size, portable=portable)
    return Benchmark(f"start.verified-{name}/unverified", "ms/start", make, aim, processes.wall)


BENCHMARKS = (
    row("100kB", 64, portable=True),
    row("400kB", 64),
    row("10MB", 4_800_000, AIM),
    row("100MB", 49_800_000),
)
