"""What it costs to bring values into a flow and back, as JSON text through the door.

Compared with the conversion that wasmtime-py does for the typed exports of the same component.
"""

import json
from functools import cache
from typing import Any

from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work
from wasmtime import component as wc

from flowc.pipeline import Compiled
from flowrt.run.runner import Runner

MANY = 1000
FLOW = """\
package bench:door@1.0.0;

enum genre { drama, comedy, documentary }

record film {
  id: u64,
  title: string,
  year: u16,
  rating: f64,
  votes: u32,
  balance: s64,
  seen: bool,
  note: option<string>,
  genre: genre,
  tags: list<string>,
}

export flow one(film: film) -> film { film }
export flow many(films: list<film>) -> list<film> { films }
"""


def film(number: int) -> dict[str, Any]:
    """Return one record as `json` has it."""
    return {
        "id": 9_000_000_000 + number,
        "title": f"The longest day, part {number}",
        "year": 1960 + number % 60,
        "rating": 5 + number % 41 / 10,
        "votes": 1234 * number,
        "balance": -1_000_000 * number,
        "seen": number % 2 == 0,
        "note": None if number % 3 else "watch again",
        "genre": ("drama", "comedy", "documentary")[number % 3],
        "tags": ["war", "history", "black and white"][: number % 4],
    }


def record(value: dict[str, Any]) -> wc.Record:
    """Return one record as wasmtime-py has it."""
    made = wc.Record()
    vars(made).update(value)
    return made


def plain(value: Any) -> Any:
    """Return wasmtime-py's objects as values that can be compared."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return vars(value) if isinstance(value, wc.Record) else value


@cache
def package() -> Compiled:
    """Compile the flows."""
    return packages.compiled("door.flow", FLOW, {})


@cache
def runner() -> Runner:
    """Return what runs the flows, all in one instance."""
    return packages.runner(packages.sealed(package()).verified)


def door(flow: str, parameters: dict[str, Any]) -> Work:
    """Call a flow with text in and text out; it must give its one parameter back."""
    ours = runner()
    entry = ours.entry(flow)
    text = json.dumps(parameters).encode()
    (value,) = parameters.values()
    assert json.loads(ours.call(entry, text)) == value
    return Work(lambda: ours.call(entry, text))


def values(flow: str, parameters: dict[str, Any]) -> Work:
    """Call a flow with Python's objects in and out; `json` makes and reads the text."""
    ours = runner()
    entry = ours.entry(flow)
    return Work(lambda: json.loads(ours.call(entry, json.dumps(parameters).encode())))


def typed(flow: str, value: Any) -> Work:
    """Call the typed export of a flow with wasmtime-py's objects in and out."""
    plan = package().plan
    function = packages.host(package().component, flow, plan.interface)
    assert plain(function(value)) == plain(value)
    return Work(lambda: function(value))


def one() -> tuple[Work, Work]:
    """Compare one record, text against objects."""
    return door("one", {"film": film(7)}), typed("one", record(film(7)))


def one_with_json() -> tuple[Work, Work]:
    """Compare one record, objects against objects."""
    return values("one", {"film": film(7)}), typed("one", record(film(7)))


def many() -> tuple[Work, Work]:
    """Compare a list of records, text against objects."""
    films = [film(number) for number in range(MANY)]
    return door("many", {"films": films}), typed("many", list(map(record, films)))


def many_with_json() -> tuple[Work, Work]:
    """Compare a list of records, objects against objects."""
    films = [film(number) for number in range(MANY)]
    return values("many", {"films": films}), typed("many", list(map(record, films)))


BENCHMARKS = (
    Benchmark("door.record/value-conversion", "us/call", one, aim=20),
    Benchmark("door.record.json/value-conversion", "us/call", one_with_json),
    Benchmark("door.list-1000/value-conversion", "us/call", many, aim=20),
    Benchmark("door.list-1000.json/value-conversion", "us/call", many_with_json),
)
