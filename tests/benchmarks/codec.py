"""What it costs to parse and print JSON: a flow that gives back the rows that it is given.

Compared with orjson and with Python's own `json`, which make objects of the same text and print
those again. Theirs check no type; ours crosses into the sandbox and out of it.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from tests.benchmarks import door, lines, packages
from tests.benchmarks.measure import Benchmark, Work

from flowrt.run import Runner

MANY = 1000
ROWS = 2000
FLOW = """\
package bench:rows@1.0.0;

{record}

export flow many(movies: list<movie>) -> list<movie> {{ movies }}
"""


@cache
def movies() -> Runner:
    """Return what runs a flow over rows of the type that samples/movies gives them."""
    source = (lines.MOVIES / "movies.flow").read_text(encoding="utf-8")
    record = re.search(r"^record movie \{.*?^\}", source, re.DOTALL | re.MULTILINE)
    assert record is not None
    text = FLOW.format(record=record[0])
    return packages.runner(packages.sealed(packages.compiled("rows.flow", text, {})).verified)


@cache
def movie_rows() -> list[Any]:
    """Return the first rows of the data set."""
    return [json.loads(line) for line in lines.rows()[:ROWS]]


def films() -> list[Any]:
    """Return the records of ten fields."""
    return [door.film(number) for number in range(MANY)]


def through(runner: Runner, text: bytes) -> Work:
    """Parse and print with the flow."""
    entry = runner.entry("many")
    ((_, rows),) = json.loads(text).items()
    assert json.loads(runner.call(entry, text)) == rows
    return Work(lambda: runner.call(entry, text), len(text))


def with_orjson(text: bytes) -> Work:
    """Parse and print with orjson."""
    return Work(lambda: orjson.dumps(orjson.loads(text)), len(text))


def with_json(text: bytes) -> Work:
    """Parse and print with Python's own module."""
    return Work(lambda: json.dumps(json.loads(text)).encode(), len(text))


def on_films(baseline: Callable[[bytes], Work]) -> Callable[[], tuple[Work, Work]]:
    """Compare on the records of ten fields."""

    def make() -> tuple[Work, Work]:
        text = json.dumps({"films": films()}).encode()
        return through(door.runner(), text), baseline(text)

    return make


def on_movies(baseline: Callable[[bytes], Work]) -> Callable[[], tuple[Work, Work]]:
    """Compare on the movies."""

    def make() -> tuple[Work, Work]:
        text = json.dumps({"movies": movie_rows()}, ensure_ascii=False).encode()
        return through(movies(), text), baseline(text)

    return make


BENCHMARKS = (
    Benchmark("codec.parse-print/stdlib-json", "ns/byte", on_films(with_json)),
    Benchmark("codec.parse-print/orjson", "ns/byte", on_films(with_orjson), aim=1),
    Benchmark("codec.movies/stdlib-json", "ns/byte", on_movies(with_json)),
    Benchmark("codec.movies/orjson", "ns/byte", on_movies(with_orjson), aim=1),
)
