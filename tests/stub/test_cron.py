"""Cron expressions: the next minute is found as one finds it by looking at each."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrt.plan.cron import FIELDS, BadCron, Field, parse

MINUTE = timedelta(minutes=1)
TIMES = st.timedeltas(timedelta(), timedelta(days=365 * 90)).map(
    lambda since: datetime(1990, 1, 1, tzinfo=UTC) + since
)


def values(field: Field) -> st.SearchStrategy[tuple[str, set[int]]]:
    """Return texts of one item of a field, and what each means."""
    numbers = st.integers(field.least, field.most)
    pairs = st.tuples(numbers, numbers).map(sorted)
    steps = st.integers(1, field.most)
    whole = range(field.least, field.most + 1)
    return st.one_of(
        st.just(("*", set(whole))),
        numbers.map(lambda n: (str(n), {n})),
        pairs.map(lambda p: (f"{p[0]}-{p[1]}", set(range(p[0], p[1] + 1)))),
        steps.map(lambda n: (f"*/{n}", set(whole[::n]))),
        st.tuples(pairs, steps).map(
            lambda a: (f"{a[0][0]}-{a[0][1]}/{a[1]}", set(range(a[0][0], a[0][1] + 1, a[1])))
        ),
    )


def fields(field: Field) -> st.SearchStrategy[tuple[str, set[int]]]:
    return st.lists(values(field), min_size=1, max_size=3).map(
        lambda held: (",".join(t for t, _ in held), set().union(*(found for _, found in held)))
    )


EXPRESSIONS = st.tuples(*map(fields, FIELDS))


def fits(found: tuple[set[int], ...], at: datetime) -> bool:
    """Say whether a minute fits, from the rule as LANGUAGE.md has it."""
    minutes, hours, days, months, weekdays = found
    weekdays = {one % 7 for one in weekdays}
    by_day, by_weekday = at.day in days, (at.weekday() + 1) % 7 in weekdays
    both = len(days) < 31 and len(weekdays) < 7
    day = (by_day or by_weekday) if both else (by_day and by_weekday)
    return at.minute in minutes and at.hour in hours and at.month in months and day


@given(EXPRESSIONS, TIMES)
def test_an_expression_is_read_and_its_next_minute_is_the_first_that_fits(
    parts: tuple[tuple[str, set[int]], ...], after: datetime
) -> None:
    found = tuple(values for _, values in parts)
    try:
        cron = parse(" ".join(text for text, _ in parts))
    except BadCron:
        days, months = found[2], found[3]
        assert {one % 7 for one in found[4]} == set(range(7))
        assert not any(fits_a_year(day, month) for day in days for month in months)
        return
    comes = cron.next(after)
    assert comes > after
    assert (comes.second, comes.microsecond) == (0, 0)
    assert fits(found, comes)
    near = (after.replace(second=0, microsecond=0) + MINUTE * n for n in range(1, 1500))
    assert not any(fits(found, one) for one in near if one < comes)
    assert cron.next(comes - timedelta(seconds=1)) == comes
    assert cron.next(comes) > comes


def fits_a_year(day: int, month: int) -> bool:
    try:
        datetime(2000, month, day, tzinfo=UTC)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "after", "comes"),
    [
        ("* * * * *", "2024-02-28T23:59:59", "2024-02-29T00:00"),
        ("0 0 29 2 *", "2096-02-29T00:00", "2104-02-29T00:00"),
        ("30 9 * * MON-FRI", "2024-03-01T09:30", "2024-03-04T09:30"),
        ("0 12 * * 7", "2024-03-01T00:00", "2024-03-03T12:00"),
        ("0 0 13 * fri", "2024-03-02T00:00", "2024-03-08T00:00"),
        ("15-45/15 */8 1 Jan,Jul *", "2024-01-01T16:45", "2024-07-01T00:15"),
        ("59 23 31 12 *", "2024-12-31T23:59", "2025-12-31T23:59"),
    ],
)
def test_minutes_found_by_hand(text: str, after: str, comes: str) -> None:
    start, end = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (after, comes))
    assert parse(text).next(start) == end


def test_times_of_other_zones_are_understood() -> None:
    east = datetime(2024, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert parse("0 0 * * *").next(east) == datetime(2024, 1, 1, tzinfo=UTC)


@given(st.text(st.sampled_from("0123456789 *,-/abjnu\t"), max_size=30))
def test_any_text_is_read_or_refused_at_its_place(text: str) -> None:
    bad = refusal(text)
    if bad is not None:
        assert 0 <= bad.start <= bad.end <= len(text)
        assert bad.expected
        assert bad.found


def refusal(text: str) -> BadCron | None:
    try:
        parse(text)
    except BadCron as bad:
        return bad
    return None


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("* * * *", "expected five fields (minute, hour, day of the month, month", (0, 7)),
        ("60 * * * *", "expected 0 to 59 in the minute, found `60`", (0, 2)),
        ("0 0 * mai *", "expected 1 to 12 or jan to dec in the month, found `mai`", (6, 9)),
        ("0 1,,2 * * *", "expected 0 to 23 in the hour, found nothing", (4, 4)),
        ("30-10 * * * *", "expected a range whose end is not below its start", (0, 5)),
        ("5/2 * * * *", "expected `*` or a range before the steps of the minute", (0, 1)),
        ("*/0 * * * *", "expected steps of 1 to 59 in the minute, found `0`", (2, 3)),
        ("* * 31 2,4 *", "expected a day that some month has, found `31 2,4`", (4, 10)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, said: str, place: tuple[int, int]) -> None:
    bad = refusal(text)
    assert bad is not None
    assert str(bad).startswith(said)
    assert (bad.start, bad.end) == place
