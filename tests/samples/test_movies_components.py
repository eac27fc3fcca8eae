"""Each movies component against the matching piece of the reference, on real rows and beyond.

Columns with few different values are covered whole; the slower ones, records and lists through
wasmtime-py, by a sample of rows, and whole where `slow` tests are run.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import build
from samples.movies import reference
from samples.movies.rows import rows
from tests.samples.direct import Interface

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = rows()
SOME_ROWS = ROWS[::17]
NAMES = ("director", "writer", "cast", "language", "country", "production")
FINITE = st.floats(-1e9, 1e9)
COUNTS = st.none() | st.integers(0, 2**32 - 1) | st.integers(0, 20)
PIECES = (
    *("The", "An", "A", " ", "  ", "(film)", "(1999 film)", "film)", "(", "&", "'", "x", "7"),
    *("\u2019", "\u2013", "½", "Ž", "ß", "Œ", "Þ", "\u0130", "\u017f", "\x7f"),
)
TITLES = st.text() | st.lists(st.sampled_from(PIECES)).map("".join)
LATIN = st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x200))
COMMAS = st.lists(
    st.sampled_from([*reference.GENRES, "Opera", "Jr.", "II", " ", "  ", "é", "\u2014", "a b", ""])
).map(",".join)
DIGITS = st.text("0123456789-/ x\u0661", min_size=9, max_size=11)


def path_of(name: str) -> Path:
    return build.SAMPLES / "movies" / "components" / name / f"{name}.wasm"


@cache
def component(name: str) -> Interface:
    return Interface(path_of(name), f"movies:{name}/{name}@0.1.0")


@pytest.fixture(scope="module", autouse=True)
def _released() -> Iterator[None]:
    """Lets go of the instances while the engine's library is still there to free them."""
    yield
    component.cache_clear()


def call(name: str, function: str, *arguments: Any) -> Any:
    return component(name).call(function, *arguments)


def belief(z: float, prior: float = 6.0, weight: float = 20.0) -> dict[str, float]:
    return {"z": z, "prior": prior, "weight": weight}


def check_texts(row: dict[str, Any]) -> None:
    made = call("texts", "clean", row["title"], row["year"])
    assert made == reference.clean(row["title"], row["year"])
    for column in NAMES:
        text = row[column] or ""
        assert call("texts", "split-names", text) == reference.split_names(text)


def check_scores(row: dict[str, Any]) -> None:
    votes = reference.tally(row)
    assert call("scores", "tally", row) == votes
    if "ok" in votes:
        made = call("scores", "judge", votes["ok"], row["average"], belief(1.96))
        assert made == reference.judge(votes["ok"], row["average"], z=1.96)


def test_texts_of_some_rows() -> None:
    for row in SOME_ROWS:
        check_texts(row)


def test_scores_of_some_rows() -> None:
    for row in SOME_ROWS:
        check_scores(row)


@pytest.mark.slow
def test_texts_of_all_rows() -> None:
    for row in ROWS:
        check_texts(row)


@pytest.mark.slow
def test_scores_of_all_rows() -> None:
    for row in ROWS:
        check_scores(row)


def test_names_with_a_suffix_in_all_rows() -> None:
    texts = {row[column] for row in ROWS for column in NAMES if row[column]}
    suffixed = [text for text in texts if any(f", {word}" in text for word in reference.SUFFIXES)]
    assert len(suffixed) > 100
    for text in suffixed:
        assert call("texts", "split-names", text) == reference.split_names(text)


def test_titles_beyond_ascii_in_all_rows() -> None:
    titles = {(row["title"], row["year"]) for row in ROWS if not row["title"].isascii()}
    assert len(titles) > 100
    for title, year in titles:
        assert call("texts", "clean", title, year) == reference.clean(title, year)


@given(TITLES | LATIN, st.integers(0, 65535))
def test_titles_of_any_text(raw: str, year: int) -> None:
    assert call("texts", "clean", raw, year) == reference.clean(raw, year)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", {"err": "empty"}),
        ("a\nb", {"err": {"control": "\n"}}),
        ("A\x7f", {"err": {"control": "\x7f"}}),
        ("$", {"ok": {"text": "$", "sorted": "$", "slug": "1971"}}),
        (
            "The Œuvre (film)",
            {"ok": {"text": "The Œuvre", "sorted": "Œuvre, The", "slug": "the-oeuvre-1971"}},
        ),
    ],
)
def test_titles_by_hand(raw: str, expected: object) -> None:
    assert call("texts", "clean", raw, 1971) == expected


def test_genres_of_all_rows() -> None:
    for text in {row["genre"] for row in ROWS}:
        genres = call("texts", "read-genres", text)
        assert genres == reference.read_genres(text)
        assert "ok" in genres


@given(COMMAS | st.text())
def test_genres_of_any_text(text: str) -> None:
    assert call("texts", "read-genres", text) == reference.read_genres(text)


@given(COMMAS | st.text())
def test_names_of_any_text(text: str) -> None:
    assert call("texts", "split-names", text) == reference.split_names(text)


def test_dates_of_some_rows() -> None:
    for text in sorted({row["released"] for row in ROWS})[::4]:
        release = call("dates", "read", text)
        assert release == reference.read_date(text)
        assert call("dates", "year-of", release["ok"]) == reference.year_of(release["ok"])


@given(DIGITS | st.text(max_size=12) | st.dates().map(str))
def test_dates_of_any_text(text: str) -> None:
    assert call("dates", "read", text) == reference.read_date(text)


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("1972-02-29", "ok"),
        ("1900-02-29", "no-such-day"),
        ("2000-02-29", "ok"),
        ("0000-01-01", "no-such-day"),
        ("0001-01-02", "ok"),
        ("9999-12-31", "ok"),
        ("1970-13-01", "no-such-day"),
        ("1970-00-01", "no-such-day"),
        ("1970-04-31", "no-such-day"),
        ("1970/04/30", "malformed"),
        ("70-01-01", "malformed"),
    ],
)
def test_dates_by_hand(text: str, case: str) -> None:
    parsed = call("dates", "read", text)
    assert parsed == reference.read_date(text)
    assert next(iter(parsed.get("err", parsed))) == case


def test_minutes_and_takings_of_all_rows() -> None:
    for minutes in {row["runtime"] for row in ROWS} - {None}:
        assert call("scores", "split-minutes", minutes) == reference.split_minutes(minutes)
    for dollars in {row["box-office"] for row in ROWS}:
        assert call("scores", "grade", dollars, 40.0) == reference.grade(dollars, 40.0)


@given(st.floats(allow_nan=False) | st.floats(39, 42) | st.floats(598, 602))
def test_any_minutes(minutes: float) -> None:
    assert call("scores", "split-minutes", minutes) == reference.split_minutes(minutes)


@given(st.none() | st.floats(0, 1e12) | st.floats(990, 1010) | FINITE, FINITE)
def test_any_takings(dollars: float | None, least: float) -> None:
    assert call("scores", "grade", dollars, least) == reference.grade(dollars, least)


@given(st.none() | st.integers(0, 255), COUNTS, COUNTS, COUNTS)
def test_any_tally(
    meter: int | None, reviews: int | None, fresh: int | None, rotten: int | None
) -> None:
    count = {"meter": meter, "reviews": reviews, "fresh": fresh, "rotten": rotten}
    assert call("scores", "tally", count) == reference.tally(count)


@given(st.integers(0, 300), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_tallies_that_add_up(meter: int, fresh: int, rotten: int) -> None:
    reviews = fresh + rotten
    count = {"meter": meter % 256, "reviews": reviews, "fresh": fresh, "rotten": rotten}
    if reviews < 2**32:
        assert call("scores", "tally", count) == reference.tally(count)


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 2**32 - 1),
    st.none() | st.floats(0, 10),
    st.tuples(st.floats(0, 10), st.floats(0, 10), st.floats(0, 1000)),
)
def test_any_critics(
    fresh: int, reviews: int, average: float | None, given_belief: tuple[float, float, float]
) -> None:
    z, prior, weight = given_belief
    votes = {"fresh": min(fresh, reviews), "reviews": reviews}
    made = call("scores", "judge", votes, average, belief(z, prior, weight))
    assert made == reference.judge(votes, average, z=z, prior=prior, weight=weight)


@given(st.lists(st.none() | FINITE, max_size=30))
def test_spread_of_any_list(values: list[float | None]) -> None:
    assert call("scores", "spread-of", values) == reference.spread_of(values)


def test_a_list_larger_than_one_page_makes_the_memory_grow() -> None:
    values: list[float | None] = [float(number) for number in range(10_000)]
    assert call("scores", "spread-of", values) == reference.spread_of(values)


def test_ratings_of_all_rows() -> None:
    for text in {row["rating"] for row in ROWS} | {"", "r", "TV-14", "é" * 500}:
        assert call("cards", "read-rating", text) == reference.read_rating(text)


def test_origins_of_all_rows() -> None:
    for text in {row["country"] or "" for row in ROWS}:
        countries = reference.split_names(text)
        assert call("cards", "origin-of", countries) == reference.origin_of(countries)


@given(st.lists(st.sampled_from([*reference.COUNTRIES, "China", "Taiwan", "", "Österreich"])))
def test_origins_of_any_list(countries: list[str]) -> None:
    assert call("cards", "origin-of", countries) == reference.origin_of(countries)


@given(st.text(), st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=5))
def test_cards_of_any_facts(title: str, facts: list[tuple[str, str]]) -> None:
    assert call("cards", "card", title, facts) == reference.card(title, facts)


def test_what_a_call_allocates_the_next_can_use() -> None:
    """A thousand calls of 10 kB each in an instance that may not grow beyond 2 MiB."""
    long = "x" * 10_000
    for name in ("texts", "cards"):
        made = Interface(path_of(name), f"movies:{name}/{name}@0.1.0", memory=2 << 20)
        for _ in range(1000):
            if name == "texts":
                assert made.call("split-names", long) == [long]
            else:
                assert len(made.call("card", "title", [("label", long)])) == 10_015
                assert made.call("read-rating", long) == {"err": long}
                assert made.call("origin-of", [long, "x"]) == {"joint": [long, "x"]}


@pytest.mark.parametrize("name", ["texts", "dates", "scores", "cards"])
def test_components_import_nothing(name: str) -> None:
    assert b"wasi" not in path_of(name).read_bytes()
