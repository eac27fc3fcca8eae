"""What it costs to parse and print JSON: a flow that gives back the rows that it is given.

Compared with orjson and with Python's own `json`, which make objects of the same text and print
those again. Theirs check no type; ours crosses into the sandbox and out of it.
"""

import json
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import orjson
from tests.benchmarks import door, lines, packages
from tests.benchmarks.measure import Benchmark, Work
from tests.strategies import repeatable

from flowrt.run.runner import Runner

MANY = 1000
ROWS = 2000
FLOW = """\
package bench:rows@1.0.0;

{record}

export flow movies(rows: list<movie>) -> list<movie> {{ rows }}
export flow floats(rows: list<f64>) -> list<f64> {{ rows }}
export flow texts(rows: list<string>) -> list<string> {{ rows }}
"""


@cache
def runner() -> Runner:
    """Return what runs flows over rows: those of samples/movies, and what is hard to read."""
    source = (lines.MOVIES / "movies.flow").read_text(encoding="utf-8")
    record = re.search(r"^record movie \{.*?^\}", source, re.DOTALL | re.MULTILINE)
    assert record is not None
    text = FLOW.format(record=record[0])
    return packages.runner(packages.sealed(packages.compiled("rows.flow", text, {})).verified)


def films() -> list[Any]:
    """Return the records of ten fields."""
    return [door.film(number) for number in range(MANY)]


def movies() -> list[Any]:
    """Return the first rows of the data set."""
    return [json.loads(line) for line in lines.rows()[:ROWS]]


def floats() -> list[Any]:
    """Return floats of sixteen and seventeen digits, as computing makes them."""
    random = repeatable(1)
    return [1 / random.uniform(1, 2) for _ in range(MANY)]


def texts() -> list[Any]:
    """Return texts with characters that JSON must escape."""
    return [f'The "longest" day,\npart {number}' for number in range(MANY)]


def through(runner: Runner, flow: str, text: bytes) -> Work:
    """Parse and print with a flow that gives back its one parameter."""
    entry = runner.entry(flow)
    ((_, rows),) = json.loads(text).items()
    assert json.loads(runner.call(entry, text)) == rows
    return Work(lambda: runner.call(entry, text), len(text))


def with_orjson(text: bytes) -> Work:
    """Parse and print with orjson."""
    return Work(lambda: orjson.dumps(orjson.loads(text)), len(text))


def with_json(text: bytes) -> Work:
    """Parse and print with Python's own module."""
    return Work(lambda: json.dumps(json.loads(text)).encode(), len(text))


def on_films(baseline: Callable[[bytes], Work]) -> tuple[Work, Work]:
    """Compare on the records of ten fields."""
    text = json.dumps({"films": films()}).encode()
    return through(door.runner(), "many", text), baseline(text)


def on(rows: Callable[[], list[Any]], baseline: Callable[[bytes], Work]) -> tuple[Work, Work]:
    """Compare on the rows of a function that is named like a flow."""
    text = json.dumps({"rows": rows()}, ensure_ascii=False).encode()
    return through(runner(), rows.__name__, text), baseline(text)


BENCHMARKS = (
    Benchmark("codec.parse-print/stdlib-json", "ns/byte", partial(on_films, with_json)),
    Benchmark("codec.parse-print/orjson", "ns/byte", partial(on_films, with_orjson), aim=1),
    Benchmark("codec.movies/stdlib-json", "ns/byte", partial(on, movies, with_json)),
    Benchmark("codec.movies/orjson", "ns/byte", partial(on, movies, with_orjson), aim=1),
    Benchmark("codec.floats/orjson", "ns/byte", partial(on, floats, with_orjson)),
    Benchmark("codec.texts/orjson", "ns/byte", partial(on, texts, with_orjson)),
)
