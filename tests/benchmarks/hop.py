"""What one call of a component costs inside a fused flow.

Compared with the same calls in a component that was composed by hand, and with calling the
component from Python each time: of a number, a short string and a long one, a record, and a list
of ten such records.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import wasmtime
from tests.benchmarks import packages
from tests.benchmarks.door import plain, record
from tests.benchmarks.measure import Benchmark, Work

from flowrt.run.runner import Runner

HERE = Path(__file__).parent
WALKED = 500  # calls from Python in one run

FLOW = """\
package bench:hop@1.0.0;
use step from "step.wasm";

export flow scalars(xs: list<u32>) -> u32 {
  fold _ in xs from u32(0) { fold _ in xs from acc { step.next(acc) } }
}

export flow strings(xs: list<u32>, text: string) -> string {
  fold _ in xs from text { fold _ in xs from acc { step.echo(acc) } }
}

export flow records(xs: list<u32>, item: step.item) -> step.item {
  fold _ in xs from item { fold _ in xs from acc { step.turn(acc) } }
}

export flow lists(xs: list<u32>, items: list<step.item>) -> list<step.item> {
  fold _ in xs from items { fold _ in xs from acc { step.turn-all(acc) } }
}
"""


@dataclass(frozen=True, slots=True)
class Hop:
    """Calls of one function, `side` times `side` of them, by a flow and by a driver.

    `start` are the flow's parameters by name: what the first call is given, or nothing, and then
    it is given zero; `aim` is how many times as fast as from Python they are to be.
    """

    flow: str
    function: str
    side: int
    aim: float | None = None
    start: Mapping[str, Any] = field(default_factory=dict)

    @property
    def calls(self) -> int:
        """Return how many calls there are in one run."""
        return self.side * self.side

    def ours(self) -> Work:
        """Run the flow on a list that makes it call the component so many times."""
        entry = fused().entry(self.flow)
        text = json.dumps({"xs": [0] * self.side, **self.start}).encode()
        return Work(lambda: fused().call(entry, text), self.calls)

    def by_hand(self) -> tuple[Work, Work]:
        """Compare with the driver; both must come to the same."""
        driver = packages.host(composed(), self.flow)
        given = [made(value) for value in self.start.values()]
        theirs = Work(lambda: driver(self.side, *given), self.calls)
        mine = self.ours()
        answer = mine.run()
        assert isinstance(answer, bytes)
        assert json.loads(answer) == plain(theirs.run())
        return mine, theirs

    def walked(self) -> tuple[Work, Work]:
        """Compare with a host that makes each call from Python."""
        function = packages.host(step(), self.function)
        (start,) = [made(value) for value in self.start.values()] or [0]

        def walk() -> None:
            acc = start
            for _ in range(WALKED):
                acc = function(acc)

        return self.ours(), Work(walk, WALKED)


ITEM = {"id": 7, "count": 9_000_000_000, "price": 9.5, "name": "black and white"}
HOPS = {
    "scalar": Hop("scalars", "next", 300, 500),
    "string": Hop("strings", "echo", 300, 500, {"text": "hello world"}),
    "string-1kB": Hop("strings", "echo", 100, None, {"text": "0123456789abcdef" * 64}),
    "record": Hop("records", "turn", 300, None, {"item": ITEM}),
    "records-10": Hop("lists", "turn-all", 100, None, {"items": [ITEM] * 10}),
}


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


def made(value: Any) -> Any:
    """Return a value as wasmtime-py takes it."""
    if isinstance(value, dict):
        return record(value)
    return [made(item) for item in value] if isinstance(value, list) else value


BENCHMARKS = tuple(
    benchmark
    for name, hop in HOPS.items()
    for benchmark in (
        Benchmark(f"hop.{name}/hand-composed", "ns/call", hop.by_hand, aim=1 / 1.05),
        Benchmark(f"hop.{name}/host-walk", "ns/call", hop.walked, aim=hop.aim),
    )
)
