"""The cars reference itself: rows worked out by hand, and the scripts as the README calls them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from samples import build
from samples.cars import reference
from samples.cars.rows import rows

CARS = build.SAMPLES / "cars"
ROW = {
    "name": "Maxda RX-4 Coupe (sw)",
    "miles-per-gallon": None,
    "cylinders": 3,
    "displacement": 80,
    "horsepower": 110,
    "weight-in-lbs": 2720,
    "acceleration": 13.5,
    "year": "1977/06/30",
    "origin": " JAPAN",
}


def test_a_row_by_hand() -> None:
    assert reference.score(ROW) == {
        "ok": {
            "title": "Mazda RX-4 Coupe",
            "slug": "mazda-rx-4-coupe",
            "make": "Mazda",
            "traits": ["station-wagon", "coupe"],
            "cylinders": 3,
            "built": {"year": 1977, "month": 6, "day": 30},
            "age": 5,
            "region": "japan",
            "class": {"wagon": "compact"},
            "metric": {
                "litres-per-100km": None,
                "cubic-centimetres": 1311,
                "kilowatts": 82.0,
                "kilograms": 1233.8,
            },
            "verdict": "unknown",
            "points": 82.0 * 1000 / 1233.8 + 11.5,
            "card": "Mazda RX-4 Coupe | year: 1977 | age: 5 years | power: 82.0 kW",
        }
    }


def test_fuel_counts_for_and_against() -> None:
    bare = {**ROW, "horsepower": None, "acceleration": 25.0}
    frugal = reference.score({**bare, "miles-per-gallon": 47.0429166})["ok"]
    assert (frugal["verdict"], frugal["points"]) == ({"thrifty": 4.0}, 20.0)
    thirsty = reference.score({**bare, "miles-per-gallon": 23.5214583})["ok"]
    assert (thirsty["verdict"], thirsty["points"]) == ({"thirsty": 1.0}, -1.0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, {"bad-name": "empty"}),
        ({"year": "1977"}, {"bad-date": {"malformed": "1977"}}),
        (
            {"year": "1977-02-29"},
            {"bad-date": {"no-such-day": {"year": 1977, "month": 2, "day": 29}}},
        ),
        ({"origin": "Mars"}, {"unknown-origin": "Mars"}),
    ],
)
def test_refused_rows(change: dict[str, str], refusal: object) -> None:
    assert reference.score(ROW | change) == {"err": refusal}


def test_the_day_of_the_sale_is_checked_after_the_row_s_own() -> None:
    assert reference.score(ROW, on="now") == {"err": {"bad-date": {"malformed": "now"}}}
    both = reference.score({**ROW, "year": "then"}, on="now")
    assert both == {"err": {"bad-date": {"malformed": "then"}}}


def test_summaries() -> None:
    assert reference.summary([]) == {
        "rows": 0,
        "scored": 0,
        "refused": 0,
        "kilograms": 0.0,
        "best": ["", 0.0],
        "weights": None,
    }
    whole = reference.summary(rows())
    assert (whole["rows"], whole["scored"], whole["refused"]) == (406, 402, 4)
    assert whole["best"][0] == "Buick Estate Wagon"
    assert whole["weights"] == [1613.0, 5140.0]


def test_the_scripts_of_the_readme() -> None:
    lines = subprocess.run(
        [sys.executable, str(CARS / "rows.py")], capture_output=True, check=True
    ).stdout
    results = subprocess.run(
        [sys.executable, str(CARS / "reference.py")], input=lines, capture_output=True, check=True
    ).stdout
    assert [json.loads(line) for line in results.splitlines()] == [
        reference.score(row) for row in rows()
    ]


def test_an_unknown_component_is_named_with_those_that_exist() -> None:
    command = [sys.executable, str(build.SAMPLES / "build.py"), "namse"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no component named namse; there are: " in done.stderr
    assert "names" in done.stderr
