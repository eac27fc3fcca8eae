"""What it costs to wait, and what branches in threads give.

`par for` over calls that compute is compared with itself on one core; a call in an instance of its
own with the same call in the flow's, both in a fresh transaction; a long loop of such calls with a
short one.
"""

import json
import time
from functools import cache

from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work
from wasmtime import wat2wasm

from flowrt import target
from flowrt.run.runner import Runner

FLOW = """\
package bench:waits@1.0.0;
use work from "work.wasm";
export flow all(ns: list<u64>) -> list<u64> { par for n in ns { work.spin(n) } }
export flow apart(n: u64) -> u64 { work.spin(n) with { isolate } }
export flow plain(n: u64) -> u64 { work.spin(n) }
export flow each(texts: list<string>) -> list<string> {
  for text in texts { let n = work.spin(1) with { isolate }; "{text}{n}" }
}
"""
WORK = """(component
  (core module $m
    (func (export "spin") (param i64) (result i64) (local $left i64)
      (local.set $left (local.get 0))
      (loop $again
        (local.set $left (i64.sub (local.get $left) (i64.const 1)))
        (br_if $again (i64.gt_s (local.get $left) (i64.const 0))))
      (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "spin") (param "n" u64) (result u64) (canon lift (core func $i "spin"))))"""
ROUNDS, TURNS = 8, 20_000_000


@cache
def runner() -> Runner:
    """Compile the flows."""
    compiled = packages.compiled("waits.flow", FLOW, {"work.wasm": bytes(wat2wasm(WORK))})
    return packages.runner(packages.sealed(compiled).verified, "call")


def on_cores() -> tuple[Work, Work]:
    """Run rounds on all cores, and on one."""
    text = f'{{"ns":{[TURNS] * ROUNDS}}}'
    expected = runner().call_json("all", text)

    def on_one() -> None:
        processors, target.processors = target.processors, lambda: 1
        try:
            assert runner().call_json("all", text) == expected
        finally:
            target.processors = processors

    return Work(lambda: runner().call_json("all", text), ROUNDS), Work(on_one, ROUNDS)


def apart() -> tuple[Work, Work]:
    """Make a call in an instance of its own, and in the flow's."""
    assert runner().call_json("apart", '{"n":1}') == runner().call_json("plain", '{"n":1}')
    return (
        Work(lambda: runner().call_json("apart", '{"n":1}')),
        Work(lambda: runner().call_json("plain", '{"n":1}')),
    )


def long_loop() -> tuple[Work, Work]:
    """Take long texts one after the other with a call apart for each, many of them and few."""
    return _each(2000), _each(200)


def _each(count: int) -> Work:
    texts = ["x" * 200] * count
    given = json.dumps({"texts": texts})
    assert json.loads(runner().call_json("each", given)) == [f"{text}1" for text in texts]
    return Work(lambda: runner().call_json("each", given), count)


BENCHMARKS = (
    Benchmark("par-for.cores/one-core", "ms/round", on_cores, clock=time.perf_counter_ns),
    Benchmark("cut.call/plain-call", "us/call", apart),
    Benchmark("cut.loop.2000/200", "us/element", long_loop),
)
