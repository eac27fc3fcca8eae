"""What a build takes again: after an edit of the flow, and where nothing changed.

The component has one core module of half a megabyte, so that compiling it is most of a first build,
as it is with a toolchain's runtime inside. Everything is as `flowc build` does it, in memory but
for the cache.
"""

import atexit
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

import wasmtime
from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work
from tests.benchmarks.processes import wall

from flowc import seal
from flowc.native import Store, compile_native
from flowrt.engine import engine

FUNCTIONS, STEPS = 1_000, 60
FLOW = """package bench:rebuilding@1.0.0;
use large from "large.wasm";
export flow one(x: u32) -> u32 {{ large.work(x) }}
export flow two(x: u32) -> u32 {{ if x > {} {{ 1 }} else {{ x }} }}
"""
KEY = seal.generate()


@cache
def large() -> bytes:
    """Return the component."""
    steps = " ".join(
        f"(local.set $x (i32.add (i32.mul (local.get $x) (i32.const {7 * step + 1}))"
        f" (i32.load offset={4 * step} (i32.const 0))))"
        for step in range(STEPS)
    )
    functions = "\n".join(
        f"(func $f{at} (param $x i32) (result i32) {steps}"
        f" (i32.xor (local.get $x) (i32.const {at})))"
        for at in range(FUNCTIONS)
    )
    return bytes(
        wasmtime.wat2wasm(f"""(component
      (core module $m (memory 1) {functions} (export "work" (func $f0))
        (table funcref (elem {" ".join(f"$f{at}" for at in range(FUNCTIONS))})))
      (core instance $i (instantiate $m))
      (func (export "work") (param "x" u32) (result u32) (canon lift (core func $i "work"))))""")
    )


def build(edit: int, store: Store) -> bytes:
    """Build the package as it is after an edit; return the archive."""
    made = packages.compiled("rebuilding.flow", FLOW.format(edit), {"large.wasm": large()})
    host = engine.host()
    natives = {host.target: compile_native(made.component, store).native}
    manifest = seal.describe(made.plan, made.inputs, host.engine)
    return seal.write(made.plan, made.component, natives, manifest, [KEY]).data


def kept() -> Store:
    """Return a store with a folder of its own."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Store(Path(folder.name), b"secret")


def against_first(edits: Callable[[], int]) -> tuple[Work, Work]:
    """Compare a build that finds what was made before with one that finds nothing."""
    store = kept()
    assert build(0, store) == build(0, Store(None))
    return Work(lambda: build(edits(), store)), Work(lambda: build(0, Store(None)))


def edited() -> tuple[Work, Work]:
    """Build after an edit; none is made twice."""
    numbers = count(1)
    return against_first(lambda: next(numbers))


def unchanged() -> tuple[Work, Work]:
    """Build again."""
    return against_first(lambda: 0)


BENCHMARKS = (
    Benchmark("build.edited/first-build", "ms/build", edited, clock=wall),
    Benchmark("build.unchanged/first-build", "ms/build", unchanged, clock=wall),
)
