"""The movies reference: rows worked out by hand, and the scripts as the README calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from samples import build
from samples.movies import reference
from samples.movies.rows import rows

if TYPE_CHECKING:
    from pathlib import Path

MOVIES = build.SAMPLES / "movies"
ROWS = rows()
ROW: dict[str, Any] = {
    "id": 7,
    "imdb-id": "tt7",
    "title": " The  Émigré\u2019s Tale \u2013 Part 2 & 3 (1978 film)",
    "year": 1978,
    "rating": "GP",
    "runtime": 119.5,
    "genre": "War, Sci-Fi,Drama,",
    "released": "1978-12-15",
    "director": "Ed Begley, Jr., Zoë  Œhl",
    "writer": None,
    "cast": "Jr., A. B.",
    "language": "French",
    "country": "British Hong Kong, Kingdom of Italy, Hong Kong",
    "production": None,
    "metacritic": 50,
    "oscars": 7,
    "meter": 75,
    "average": 8.0,
    "reviews": 20,
    "fresh": 15,
    "rotten": 5,
    "box-office": 40_004_999.0,
}


def test_a_row_by_hand() -> None:
    assert reference.score(ROW) == {
        "ok": {
            "id": 7,
            "imdb-id": "tt7",
            "title": "The Émigré's Tale - Part 2 & 3",
            "sorted": "Émigré's Tale - Part 2 & 3, The",
            "slug": "the-emigres-tale-part-2-and-3-1978",
            "decade": 1970,
            "release": {
                "opened": {"on": {"year": 1978, "month": 12, "day": 15}, "weekday": "friday"}
            },
            "rating": "pg",
            "duration": {"hours": 2, "minutes": 0},
            "genres": ["drama", "sci-fi", "war"],
            "directors": ["Ed Begley, Jr.", "Zoë Œhl"],
            "writers": [],
            "cast": ["Jr.", "A. B."],
            "languages": ["French"],
            "companies": [],
            "origin": {"joint": ["Hong Kong", "Italy"]},
            # Wilson: (.75 + .09604 - 1.96 sqrt((.1875 + .04802) / 20)) / 1.19208 = .5313
            "critics": {"share": 75.0, "least": 53.1, "mean": 7.0},
            "takings": {"hit": 40.0},
            "verdict": "divisive",
            "points": pytest.approx(0.7 * 51.55 + 21 + 5),
            "card": "The Émigré's Tale - Part 2 & 3 | year: 1978 | by: Ed Begley, Jr., Zoë Œhl"
            " | rated: pg | length: 2 h 0 min | critics: 75.0% of 20 | takings: 40.0 million",
        }
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"released": "2000-01-01"}, {"release": {"in-year": 2000}, "decade": 2000}),
        ({"rating": None, "runtime": None}, {"rating": "unrated", "duration": None}),
        ({"country": None}, {"origin": "unknown"}),
        ({"country": "Republic of China, Taiwan"}, {"origin": {"single": "Taiwan"}}),
        ({"box-office": 999.9}, {"takings": "unknown"}),
        ({"box-office": 39_990_000.0}, {"takings": {"flop": 39.99}}),
        ({"average": None}, {"critics": {"share": 75.0, "least": 53.1, "mean": 6.0}}),
        ({"meter": 100, "fresh": 20, "rotten": 0}, {"verdict": "acclaimed"}),
        ({"meter": 39, "fresh": 7, "rotten": 11, "reviews": 18}, {"verdict": "panned"}),
        ({"meter": None, "fresh": 16, "rotten": 4}, {"verdict": "liked"}),
    ],
)
def test_rows_that_differ(change: dict[str, Any], expected: dict[str, Any]) -> None:
    scored = reference.score(ROW | change)["ok"]
    assert scored | expected == scored


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " (film)"}, {"bad-title": "empty"}),
        ({"title": "a\tb\x00"}, {"bad-title": {"control": "\t"}}),
        ({"released": "1977"}, {"bad-date": {"malformed": "1977"}}),
        (
            {"released": "1977-02-29"},
            {"bad-date": {"no-such-day": {"year": 1977, "month": 2, "day": 29}}},
        ),
        ({"rating": "r"}, {"unknown-rating": "r"}),
        ({"genre": "Drama, Opera , Play"}, {"unknown-genre": "Opera"}),
        ({"runtime": 39.9}, {"not-a-feature": 39.9}),
        ({"runtime": 601.0}, {"not-a-feature": 601.0}),
        ({"reviews": 0, "fresh": 0, "rotten": 0}, {"bad-reviews": "missing"}),
        ({"rotten": None}, {"bad-reviews": "missing"}),
        ({"rotten": 6}, {"bad-reviews": {"wrong-total": 20}}),
        ({"meter": 73}, {"bad-reviews": {"wrong-meter": 75.0}}),
    ],
)
def test_refused_rows(change: dict[str, Any], refusal: object) -> None:
    assert reference.score(ROW | change) == {"err": refusal}


def test_steps_are_checked_in_the_order_of_the_readme() -> None:
    wrong = {
        "title": "",
        "released": "",
        "rating": "",
        "genre": "?",
        "runtime": 0.0,
        "reviews": None,
    }
    seen = []
    while wrong:
        refusal = reference.score(ROW | wrong)["err"]
        seen.append(next(iter(refusal)))
        wrong.pop(next(iter(wrong)))
    order = "bad-title bad-date unknown-rating unknown-genre not-a-feature bad-reviews"
    assert seen == order.split()


def test_the_parameters_count() -> None:
    assert reference.score(ROW, hit=40.01)["ok"]["takings"] == {"flop": 40.0}
    assert reference.score(ROW, z=0.0)["ok"]["critics"]["least"] == 75.0


def test_the_dataset_is_as_untidy_as_the_readme_says() -> None:
    assert len(ROWS) == 17_472
    assert (ROWS[0]["id"], ROWS[-1]["id"]) == (372, 114_397_746)
    assert sum(row["released"].endswith("-01-01") for row in ROWS) == 11_468
    assert sum(row["runtime"] is None for row in ROWS) == 1299
    assert sum(row["rating"] is None for row in ROWS) == 14_904
    assert sum(row["genre"] == "" for row in ROWS) == 443
    assert min(row["year"] for row in ROWS) == 1940
    assert max(row["year"] for row in ROWS) == 2014


def test_what_all_rows_come_to() -> None:
    results = [reference.score(row) for row in ROWS]
    reasons = Counter(next(iter(r["err"])) if "err" in r else "ok" for r in results)
    assert reasons == {"ok": 17_432, "not-a-feature": 17, "bad-reviews": 23}
    verdicts = Counter(result["ok"]["verdict"] for result in results if "ok" in result)
    assert verdicts == {"divisive": 6427, "liked": 5028, "panned": 4354, "acclaimed": 1623}


def test_summaries() -> None:
    nothing = {
        "rows": 0,
        "scored": 0,
        "refused": 0,
        "acclaimed": 0,
        "takings": 0.0,
        "best": ["", 0.0],
        "points": None,
    }
    assert reference.summary([]) == nothing
    assert reference.summary([ROW | {"title": ""}]) == nothing | {"rows": 1, "refused": 1}
    whole = reference.summary(ROWS)
    assert (whole["rows"], whole["scored"], whole["refused"]) == (17_472, 17_432, 40)
    assert whole["best"][0] == "All About Eve"
    assert whole["points"]["count"] == 17_432


def test_the_scripts_of_the_readme(tmp_path: Path) -> None:
    lines = tmp_path / "rows.ndjson"
    subprocess.run([sys.executable, str(MOVIES / "rows.py"), str(lines)], check=True)
    few = b"".join(lines.read_bytes().splitlines(keepends=True)[:500])
    done = subprocess.run(
        [sys.executable, str(MOVIES / "reference.py")], input=few, capture_output=True, check=True
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert results == [reference.score(row) for row in ROWS[:500]]


def test_rows_that_cannot_be_written_are_one_line(tmp_path: Path) -> None:
    command = [sys.executable, str(MOVIES / "rows.py"), str(tmp_path / "none" / "rows.ndjson")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("rows.py: nothing was written: ")
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_component_is_named_with_those_that_exist() -> None:
    command = [sys.executable, str(build.SAMPLES / "build.py"), "textes"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no component named textes; there are: " in done.stderr
    assert "texts" in done.stderr
