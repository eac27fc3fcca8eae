"""What one call of a component costs inside a fused flow.

Compared with the same calls in a component that was composed by hand, and with calling the
component from Python each time.
"""

import json
from functools import cache
from pathlib import Path

import wasmtime
from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work

from flowrt.run import Runner

HERE = Path(__file__).parent
SIDE = 300
CALLS = SIDE * SIDE
WALKED = 500  # calls from Python in one run
TEXT = "hello world"

FLOW = """\
package bench:hop@1.0.0;
use step from "step.wasm";

export flow scalars(xs: list<u32>) -> u32 {
  fold _ in xs from u32(0) { fold _ in xs from acc { step.next(acc) } }
}

export flow strings(xs: list<u32>, text: string) -> string {
  fold _ in xs from text { fold _ in xs from acc { step.echo(acc) } }
}
"""


@cache
def step() -> bytes:
    """Return the component that is called."""
    return bytes(wasmtime.wat2wasm((HERE / "step.wat").read_text()))


@cache
def composed() -> bytes:
    """Return the component that was composed by hand."""
    inner = (HERE / "step.wat").read_text().partition("(component")[2]
    text = (HERE / "composed.wat").read_text()
    return bytes(wasmtime.wat2wasm(text.replace("(component $step)", f"(component $step {inner}")))


@cache
def fused() -> Runner:
    """Return what runs the fused flows, all in one instance."""
    package = packages.compiled("hop.flow", FLOW, {"step.wasm": step()})
    return packages.runner(packages.sealed(package).verified)


def ours(flow: str, **parameters: object) -> Work:
    """Run a flow on a list that makes it call the component `CALLS` times."""
    runner = fused()
    entry = runner.entry(flow)
    text = json.dumps({"xs": [0] * SIDE, **parameters}).encode()
    return Work(lambda: runner.call(entry, text), CALLS)


def scalars_by_hand() -> tuple[Work, Work]:
    """Compare with the driver for scalars."""
    driver = packages.host(composed(), "scalars")
    return agree(ours("scalars"), Work(lambda: driver(SIDE), CALLS))


def strings_by_hand() -> tuple[Work, Work]:
    """Compare with the driver for strings."""
    driver = packages.host(composed(), "strings")
    return agree(ours("strings", text=TEXT), Work(lambda: driver(SIDE, TEXT), CALLS))


def agree(mine: Work, theirs: Work) -> tuple[Work, Work]:
    """Check that both come to the same."""
    answer = mine.run()
    assert isinstance(answer, bytes)
    assert json.loads(answer) == theirs.run()
    return mine, theirs


def scalars_walked() -> tuple[Work, Work]:
    """Compare with a host that calls `next` from Python."""
    function = packages.host(step(), "next")

    def walk() -> None:
        acc = 0
        for _ in range(WALKED):
            acc = function(acc)

    return ours("scalars"), Work(walk, WALKED)


def strings_walked() -> tuple[Work, Work]:
    """Compare with a host that calls `echo` from Python."""
    function = packages.host(step(), "echo")

    def walk() -> None:
        acc = TEXT
        for _ in range(WALKED):
            acc = function(acc)

    return ours("strings", text=TEXT), Work(walk, WALKED)


BENCHMARKS = (
    Benchmark("hop.scalar/hand-composed", "ns/call", scalars_by_hand, aim=1 / 1.1),
    Benchmark("hop.scalar/host-walk", "ns/call", scalars_walked, aim=500),
    Benchmark("hop.string/hand-composed", "ns/call", strings_by_hand, aim=1 / 1.1),
    Benchmark("hop.string/host-walk", "ns/call", strings_walked, aim=500),
)
