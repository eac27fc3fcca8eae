"""What every sample is asked in Node, in a page and by a person at its form; the stub is right.

A sample's flow has cases that go well and cases that do not. What a person does at the form of the
page comes to a case of its own.
"""

import json
from dataclasses import dataclass
from typing import Any

from samples.movies.rows import rows

STEP = 1103
MARKDOWN = (
    "# On flows\n\nA *flow* wires components.\n\n## Ports\n\n| a | b |\n|---|---|\n| 1 | é |\n"
)
JSON = ""
"""In place of a field's name: the parameters are written as JSON."""
MOVIE = {
    "movie.id": "27343", "movie.imdb-id": "tt1588173", "movie.title": "Warm Bodies",
    "movie.year": "2013", "movie.runtime?": "", "movie.runtime": "97.5",
    "movie.genre": "Horror, Romance", "movie.released": "2013-01-16",
    "movie.director": "Jonathan Levine", "movie.cast": "Cory Hardrict, Dave Franco",
    "movie.reviews?": "", "movie.reviews": "209", "movie.fresh?": "", "movie.fresh": "169",
    "movie.rotten?": "", "movie.rotten": "40",
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A flow of a sample, its cases, and what a person types into which field, in that order.

    `lists` is how many items are added to the first list before. `wrong` is what is typed into
    one field afterwards, `code` what comes of it. `services` are the samples that it asks; then
    `cuts` is what the page lists as called, and `taken` which boxes of its drawing it marks.
    """

    source: str
    flow: str
    cases: tuple[dict[str, Any], ...]
    typed: dict[str, str]
    wrong: tuple[str, str]
    code: str
    lists: int = 0
    services: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    def jobs(self) -> list[tuple[str, str]]:
        return [(self.flow, json.dumps(case)) for case in self.cases]

    def __str__(self) -> str:
        return f"{self.source}-{self.flow}"


LINES = [{"sku": "hammer", "quantity": 2}, {"sku": "nut", "quantity": 5}]
TYPED = {"lines.0.sku": "hammer", "lines.0.quantity": "2", "lines.1.sku": "nut"}
TYPED |= {"lines.1.quantity": "5"}
HELLO = Sample(
    "hello/hello", "hello",
    ({}, {"name": 'a "quoted" ☃\n'}, {"name": 1}, {"nome": "Ada"}, {"name": None}),
    {"name": 'Ada "☃"'}, (JSON, '{"nome": "Ada"}'), "R405",
)  # fmt: skip
PRICING = Sample(
    "checkout/pricing", "price",
    ({"lines": LINES}, {"lines": [{"sku": "unicorn", "quantity": 1}]}, {"lines": []},
     {"lines": [{"sku": "nut", "quantity": -1}]}, {"lines": [{"sku": "nut"}]}, {"lines": 7}, {}),
    TYPED, ("lines.1.quantity", "4294967296"), "R403", lists=2,
)  # fmt: skip
FRAUD = Sample(
    "checkout/fraud", "screen",
    ({"cents": 4940, "things": 7, "country": "IE"}, {"cents": 340000, "things": 100, "country": ""},
     {"cents": 2**64 - 1, "things": 2**32 - 1, "country": "FI"},
     {"cents": 2**64, "things": 1, "country": ""}, {"cents": 0.5, "things": 1, "country": ""},
     {"cents": "1", "things": 1, "country": ""}),
    {"cents": "1890000", "things": "100", "country": "FI"}, ("things", "-1"), "R403",
)  # fmt: skip
CHECKOUT = Sample(
    "checkout/checkout", "order",
    ({"lines": LINES}, {"lines": LINES, "country": "FI"}, {"lines": []},
     {"lines": [{"sku": "unicorn", "quantity": 1}]}, {"lines": LINES, "country": "XX"},
     {"lines": [{"sku": "drill", "quantity": 900}], "country": "FI"}, {"lines": LINES, "land": 1}),
    TYPED | {"country": "FI"}, ("lines.0.quantity", "two"), "R402", lists=2,
    services=("pricing", "fraud"), cuts=("pricing.price", "fraud.screen"), taken=("receipt-of",),
)  # fmt: skip
MOVIES = Sample(
    "movies/movies", "score",
    (*({"movie": row} for row in rows()[::STEP]), {"movie": {}}, {"movie": rows()[0], "z": "1"}),
    MOVIE, ("movie.year", "65536"), "R403",
)  # fmt: skip
SUMMARY = Sample(
    "movies/movies", "summary", ({"movies": rows()[:60]}, {"movies": []}, {"movies": [1]}),
    {"z": "1.5"}, ("z", "much"), "R402",
)  # fmt: skip
SITE = Sample(
    "site/site", "render", ({"text": MARKDOWN}, {"text": "", "site": "é"}, {"text": 1}),
    {"text": MARKDOWN}, (JSON, '{"text": 1}'), "R402",
)  # fmt: skip
QUICK = (HELLO, PRICING, FRAUD, CHECKOUT, MOVIES, SUMMARY)
