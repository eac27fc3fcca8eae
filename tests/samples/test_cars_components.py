"""Each cars component against the matching piece of the reference, on every row and beyond."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import build
from samples.cars import reference
from samples.cars.rows import rows
from tests.samples.direct import Interface

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = rows()
SOME_ROWS = ROWS[::7]
FINITE = st.floats(-1e9, 1e9)
EDGES = st.sampled_from([999.9, 1000.0, 1249.9, 1250.0, 1499.9, 1500.0])
WORDS = st.sampled_from(
    [
        *reference.MAKES,
        *reference.ASIDES,
        *reference.HINTS,
        "benz",
        "DL",
        "Accelerationord",
        "",
        "é",
    ]
)
NAMES = st.lists(WORDS | st.text(max_size=5), max_size=6).map(" ".join)
DIGITS = st.text("0123456789-/ x\u0661", min_size=7, max_size=12)
DATES = st.dates().map(lambda day: {"year": day.year, "month": day.month, "day": day.day})


@cache
def component(name: str) -> Interface:
    path = build.SAMPLES / "cars" / "components" / name / f"{name}.wasm"
    return Interface(path, f"cars:{name}/{name}@0.1.0")


@pytest.fixture(scope="module", autouse=True)
def _released() -> Iterator[None]:
    """Lets go of the instances while the engine's library is still there to free them."""
    yield
    component.cache_clear()


def call(name: str, function: str, *arguments: Any) -> Any:
    return component(name).call(function, *arguments)


def expected_name(raw: str) -> Any:
    return reference.clean_name(raw)


def metric(row: dict[str, Any]) -> dict[str, Any]:
    return reference.to_metric(
        row["miles-per-gallon"], row["displacement"], row["horsepower"], row["weight-in-lbs"]
    )


def test_the_dataset_is_as_untidy_as_the_readme_says() -> None:
    assert len(ROWS) == 406
    assert sum(row["horsepower"] is None for row in ROWS) == 6
    assert sum(row["miles-per-gallon"] is None for row in ROWS) == 8
    refused = [row["name"] for row in ROWS if "err" in reference.score(row)]
    assert refused == ["hi 1200d", "subaru", "capri ii", "subaru"]


def test_names_of_all_rows() -> None:
    for row in ROWS:
        name = expected_name(row["name"])
        assert call("names", "clean", row["name"]) == name
        for word in name.get("ok", {"words": []})["words"]:
            assert call("names", "title-case", word) == reference.title_case(word)


@given(NAMES)
def test_names_of_any_text(raw: str) -> None:
    assert call("names", "clean", raw) == expected_name(raw)


@given(st.text() | st.text("aeiouxvb1.-'", max_size=8))
def test_title_case_of_any_text(word: str) -> None:
    assert call("names", "title-case", word) == reference.title_case(word)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", {"err": "empty"}),
        (" (sw)  ", {"err": "empty"}),
        ("Mercedes Benz", {"err": {"no-model": "Mercedes-Benz"}}),
        ("trabant 601", {"err": {"unknown-make": "trabant"}}),
        (
            "vw rabbit c (diesel)",
            {
                "ok": {
                    "make": "Volkswagen",
                    "words": ["rabbit", "c"],
                    "slug": "volkswagen-rabbit-c",
                    "traits": ["diesel"],
                }
            },
        ),
    ],
)
def test_names_by_hand(raw: str, expected: object) -> None:
    assert call("names", "clean", raw) == expected == expected_name(raw)


def test_dates_of_all_rows() -> None:
    sale = {"year": 1983, "month": 1, "day": 1}
    for text in {row["year"] for row in ROWS}:
        built = reference.parse_date(text)
        assert call("dates", "parse", text) == built
        years = call("dates", "years-between", built["ok"], sale)
        assert years == reference.years_between(built["ok"], sale)


@given(DIGITS | st.text(max_size=12) | st.dates().map(str))
def test_dates_of_any_text(text: str) -> None:
    assert call("dates", "parse", text) == reference.parse_date(text)


@given(DATES, DATES)
def test_years_between_any_dates(start: dict[str, int], end: dict[str, int]) -> None:
    assert call("dates", "years-between", start, end) == reference.years_between(start, end)


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("1972-02-29", "ok"),
        ("1972/02/29", "ok"),
        ("1900-02-29", "no-such-day"),
        ("2000-02-29", "ok"),
        ("0000-01-01", "no-such-day"),
        ("1970-13-01", "no-such-day"),
        ("1970-01/01", "malformed"),
        ("70-01-01", "malformed"),
    ],
)
def test_dates_by_hand(text: str, case: str) -> None:
    parsed = call("dates", "parse", text)
    assert parsed == reference.parse_date(text)
    assert next(iter(parsed.get("err", parsed))) == case


def test_figures_of_all_rows() -> None:
    for row in ROWS:
        assert call("figures", "to-metric", row) == metric(row)
        assert call("figures", "grade", metric(row), 9.0) == reference.grade(
            metric(row)["litres-per-100km"], 9.0
        )


@given(
    st.none() | st.floats(-100, 1e6).filter(lambda mileage: not 0 < mileage < 1e-9),
    FINITE,
    st.none() | st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)
def test_figures_of_any_car(mpg: float | None, inches: float, hp: int | None, lbs: int) -> None:
    car = {
        "miles-per-gallon": mpg,
        "displacement": inches,
        "horsepower": hp,
        "weight-in-lbs": lbs,
    }
    assert call("figures", "to-metric", car) == metric(car)


@given(st.none() | FINITE, FINITE)
def test_grade_of_any_consumption(litres: float | None, limit: float) -> None:
    car = metric(ROWS[0]) | {"litres-per-100km": litres}
    assert call("figures", "grade", car, limit) == reference.grade(litres, limit)


@given(st.lists(FINITE, max_size=30))
def test_spread_of_any_list(values: list[float]) -> None:
    assert call("figures", "spread", values) == reference.spread(values)


def test_a_list_larger_than_one_page_makes_the_memory_grow() -> None:
    values = [float(number) for number in range(20_000)]
    assert call("figures", "spread", values) == [0.0, 19_999.0]


def test_market_of_all_rows() -> None:
    for row in ROWS:
        assert call("market", "region-of", row["origin"]) == reference.region_of(row["origin"])
        traits = expected_name(row["name"]).get("ok", {"traits": []})["traits"]
        kilograms = metric(row)["kilograms"]
        assert call("market", "classify", traits, kilograms) == reference.classify(
            traits, kilograms
        )


@given(st.sampled_from(["USA", " usa\t", "Europe ", "JAPAN", "France", "", "usa usa"]))
def test_regions(text: str) -> None:
    assert call("market", "region-of", text) == reference.region_of(text)


@given(st.sets(st.sampled_from(reference.TRAITS)), FINITE | EDGES)
def test_classes_of_any_traits(traits: set[str], kilograms: float) -> None:
    ordered = [trait for trait in reference.TRAITS if trait in traits]
    assert call("market", "classify", ordered, kilograms) == reference.classify(ordered, kilograms)


@given(st.text(), st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=5))
def test_cards_of_any_facts(title: str, facts: list[tuple[str, str]]) -> None:
    assert call("market", "card", title, facts) == reference.card(title, facts)


def test_cards_of_rows_carry_through() -> None:
    for row in SOME_ROWS:
        made = reference.score(row).get("ok")
        if made is not None:
            title, *facts = made["card"].split(" | ")
            pairs = [tuple(fact.split(": ", 1)) for fact in facts]
            assert call("market", "card", title, [*pairs, ("absent", "")]) == made["card"]


@pytest.mark.parametrize("name", ["names", "dates", "figures", "market"])
def test_components_import_nothing(name: str) -> None:
    content = (build.SAMPLES / "cars" / "components" / name / f"{name}.wasm").read_bytes()
    assert b"wasi" not in content
