"""The sealed movies flow against the reference on real rows with fields changed at random."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from samples.movies import reference
from samples.movies.rows import rows
from tests.samples.sealed import opened

ROWS = rows()[::50]
WORDS = (
    *("The ", "A ", " ", ", ", ",", "Jr.", "(film)", "&", "'", "Drama", "Sci-Fi", "Opera", "PG"),
    *("\u2019", "é", "Œ", "\U0001f3ac", '"', "\\", "{acc}", "\x00", "\n", "1"),
)
TEXTS = st.lists(st.sampled_from(WORDS)).map("".join) | st.text()
NUMBERS = st.sampled_from([0.0, 39.9, 40.0, 600.0, 1e6, 1.5e21, 5e-324, -1.5]) | st.floats(0, 1e9)
COUNTS = st.integers(0, 2**32 - 1) | st.integers(0, 20)
DATES = st.dates().map(str) | st.text("0123456789-", min_size=9, max_size=10)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "year": st.integers(0, 65535),
    "rating": st.none() | st.sampled_from([*reference.RATINGS]) | TEXTS,
    "runtime": st.none() | NUMBERS,
    "genre": TEXTS,
    "released": DATES,
    "director": TEXTS,
    "cast": TEXTS,
    "country": st.none() | TEXTS,
    "metacritic": st.none() | st.integers(0, 255),
    "oscars": st.integers(0, 255),
    "meter": st.none() | st.integers(0, 255),
    "average": st.none() | NUMBERS,
    "reviews": st.none() | COUNTS,
    "fresh": st.none() | COUNTS,
    "rotten": st.none() | COUNTS,
    "box-office": st.none() | NUMBERS,
}
CHANGES = st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in names})
)
COUNTED = st.tuples(st.integers(0, 999), st.integers(0, 999)).map(
    lambda votes: {"fresh": votes[0], "rotten": votes[1], "reviews": sum(votes), "meter": None}
)
MOVIES = st.builds(
    lambda row, votes, changes: row | votes | changes,
    st.sampled_from(ROWS),
    COUNTED | st.just({}),
    CHANGES,
)


@settings(max_examples=400)
@given(MOVIES, st.floats(0, 10), st.floats(-100, 100))
def test_scores_of_any_movie(movie: dict[str, Any], z: float, hit: float) -> None:
    made = opened("movies").call("score", {"movie": movie, "z": z, "hit": hit})
    assert made == reference.score(movie, z, hit)


@given(st.lists(MOVIES, max_size=5))
def test_summaries_of_any_list(movies: list[dict[str, Any]]) -> None:
    assert opened("movies").call("summary", {"movies": movies}) == reference.summary(movies)


def test_optional_fields_may_be_left_out() -> None:
    row = {name: value for name, value in ROWS[0].items() if value is not None}
    assert len(row) < len(ROWS[0])
    assert opened("movies").call("score", {"movie": row}) == reference.score(row)
