"""Flows that wait without asking a service do in an executable what they do with `flowrt run`."""

import pytest
from tests.cli.conftest import Workshop
from tests.cli.executables import Case, compare

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")

FLOW = """\
package acme:waits@1.0.0;

record row { at: u32, share: f64 }

flow part(n: u32) -> u32 { 100 / n }
flow ratio(n: f64, of: f64) -> f64 { n / of }
flow few(n: u32) -> result<u32, string> { if n > 3 { err("{n}") } else { ok(n) } }
flow around(n: u32) -> u32 { part(n) with { isolate } + 1 }
flow slow(t: list<u64>) -> u64 { fold _ in t from 0 { fold _ in t from acc { slower(t, acc) } } }
flow slower(t: list<u64>, n: u64) -> u64 {
  fold _ in t from n { fold _ in t from acc { fold _ in t from acc { fold _ in t from acc {
    fold e in t from acc { acc + e }
  } } } }
}

export flow apart(n: u32) -> u32 { part(n) with { isolate } }
export flow again(n: u32) -> u32 { part(n) with { retry: 2, backoff: 1ms } }
export flow instead(n: u32) -> u32 { part(n) with { retry: 1, backoff: 1ms, fallback: 7 } }
export flow nested(n: u32) -> u32 { around(n) + around(n) }
export flow each(ns: list<u32>) -> list<u32> { par for n in ns { part(n) } }
export flow raw(ns: list<u8>) -> list<u32> { par for n in ns { part(u32(n)) } }
export flow either(a: u32, b: u32) -> tuple<u32, f64> { par { part(a), ratio(1.0, 4.0) } }
export flow early(ns: list<u32>) -> result<list<u32>, string> { ok(par for n in ns { few(n)? }) }
export flow turns(ns: list<u32>) -> list<u32> {
  for n in ns where n > 0 { part(n) with { isolate } }
}
export flow total(ns: list<u32>) -> result<u32, string> {
  ok(fold n in ns from 0 { acc + (few(n) with { isolate })? })
}
export flow deep(rows: list<list<u32>>) -> list<list<u32>> {
  par for row in rows { par for n in row { part(n) } }
}
export flow kept(n: f64) -> f64 { ratio(n, 0.0) with { isolate } + ratio(n, 2.0) with { isolate } }
export flow shown(n: f64) -> f64 { ratio(n, 0.0) with { isolate } }
export flow big(n: u64) -> tuple<u64, option<s64>> { (once(n) with { isolate }, some(-5)) }
flow once(n: u64) -> u64 { n }
export flow late(t: list<u64>) -> u64 { slow(t) with { timeout: 20ms } }
export flow in-time(t: list<u64>) -> u64 { slow(t) with { timeout: 20ms, fallback: 3 } }
export flow tried(n: u32) -> result<u32, fault> { try part(n) }
export flow tries(ns: list<u32>) -> list<string> {
  par for n in ns { match try around(n) { ok(m) => "{m}", err(e) => e.message } }
}
export flow leaves(n: u32) -> result<u32, string> {
  match try few(n)? { ok(m) => ok(m + 1), err(e) => err(e.message) }
}
export flow not-kept(n: f64) -> result<f64, fault> { try ratio(n, 0.0) }
export flow too-late(t: list<u64>) -> result<u64, fault> {
  try (slow(t) with { timeout: 20ms })
}
export flow naps(n: u32) -> u32 { sleep(20ms); n }
export flow sleeps(n: u32) -> result<u32, fault> {
  try { sleep(1h); n }
}
"""
LONG = f"[{','.join(['1'] * 30)}]"
CASES = [
    "apart --n 5",
    "apart --n 0",
    "again --n 4",
    "again --n 0",
    "instead --n 4",
    "instead --n 0",
    "nested --n 3",
    "nested --n 0",
    "each --ns []",
    "each --ns [1,2,3,4,5,6,7]",
    "each --ns [1,0,3,0]",
    "raw --ns [1,2,3]",
    "either --a 5 --b 6",
    "either --a 0 --b 6",
    "early --ns [1,2,3]",
    "early --ns [1,9,3,8]",
    "turns --ns []",
    f"turns --ns {LONG}",
    "turns --ns [1,0,2,3,4,5,6,7,8,9,10,11,12,0,13]",
    f"total --ns {LONG}",
    "total --ns [1,1,1,1,1,1,1,1,1,1,9,1]",
    "deep --rows [[1,2],[],[3,4,5]]",
    "deep --rows [[1,2],[4,0],[3,4,0]]",
    "kept --n 1",
    "shown --n 1",
    "shown --n 0",
    "tried --n 5",
    "tried --n 0",
    "tries --ns [1,0,2]",
    "leaves --n 2",
    "leaves --n 9",
    "not-kept --n 1",
    f"too-late --t {LONG}",
    "naps --n 3",
    "naps --n 3 --timeout 0.001",
    "big --n 18446744073709551615",
    "big --n 7 --big-integers string",
    f"late --t {LONG}",
    "late --t [1]",
    f"in-time --t {LONG}",
    "apart --n x",
    "apart --n 4294967295",
]


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("waits")
    (folder / "waits.flow").write_text(FLOW)
    workshop = Workshop(folder)
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    for more in (("-o", "waits.flowpack"), ("-o", "waits", "--target", "exe")):
        workshop.well("flowc", "build", "waits.flow", "-k", "flowc.key", *more)
    return workshop


@pytest.mark.parametrize("words", CASES)
def test_flows_that_wait_do_alike(waits: Workshop, words: str) -> None:
    compare(waits, "waits", "waits.flowpack", Case(tuple(words.split())))


def test_lines_of_flows_that_wait_do_alike(waits: Workshop) -> None:
    lines = b'{"ns": [1, 2]}\n\n{"ns": [0]}\n{"ns": [5]}\n'
    for more in ((), ("--isolation", "stream")):
        words = ("each", "--lines", "--keep-going", *more)
        compare(waits, "waits", "waits.flowpack", Case(words, lines))


def test_a_flow_that_asks_a_service_is_no_executable(workshop: Workshop) -> None:
    workshop.path("asks.flow").write_text(ASKS)
    words = ("flowc", "build", "asks.flow", "-k", "flowc.key", "--target", "exe")
    done = workshop.run(*words)
    assert done.returncode == 1
    assert "F028" in done.stderr


ASKS = """\
package acme:asks@1.0.0;

use screen from screening as service;

interface screening { screen: func(cents: u64) -> bool; }

export flow sells(cents: u64) -> bool { screen.screen(cents) }
"""
