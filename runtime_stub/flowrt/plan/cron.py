"""Cron expressions: text to the minutes that it names, and the next of them after a time.

Takes five fields: minute, hour, day of the month, month, day of the week, each `*`, a value, a
range `a-b`, steps `*/n` or `a-b/n`, or several with commas. `parse` gives a `Cron` that comes at
some time, or raises `BadCron`, which says what is wrong and where. All times are UTC.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NUMBER = re.compile(r"[0-9]{1,3}")
_WORD = re.compile(r"[^ ]+")
_LEAP_YEAR = 2000
_MOST_DAYS = 8 * 366 + 1
"""No date comes later than this after another of its kind: 29 February may miss eight years."""


class Field(Value):
    """A field of an expression: the values it may have, and their names, the least one first."""

    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31),
    Field("month", 1, 12, _MONTHS),
    Field("day of the week", 0, 7, _DAYS),
)


class BadCron(ValueError):  # noqa: N818 - it is bad input, as `BadInput` is
    """The text is no expression; `start` and `end` are offsets in it, `expected` what fits."""

    def __init__(self, expected: str, start: int, end: int, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected, self.start, self.end, self.found = expected, start, end, found


def _bad(expected: str, start: int, text: str) -> BadCron:
    return BadCron(expected, start, start + len(text), f"`{text}`" if text else "nothing")


class Cron(Value):
    """The minutes that an expression names; in `weekdays` 0 is Sunday.

    Where `days` and `weekdays` both leave something out, a day that fits either one fits.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def comes_on(self, day: date) -> bool:
        """Say whether a day has any of the minutes."""
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        either = not self._every_day and not self._every_weekday
        return (by_day or by_weekday) if either else (by_day and by_weekday)

    def next(self, after: datetime) -> datetime:
        """Return the first minute later than `after`, which has a time zone."""
        start = after.astimezone(UTC).replace(second=0, microsecond=0)
        start += timedelta(minutes=1)
        days = (start.date() + timedelta(days=number) for number in range(_MOST_DAYS))
        minutes = (
            datetime.combine(day, one, UTC)
            for day in days
            if self.comes_on(day)
            for one in self._times()
        )
        return next(minute for minute in minutes if minute >= start)

    def _times(self) -> Iterator[time]:
        """Return the minutes of a day in order."""
        return (
            time(hour, minute) for hour in sorted(self.hours) for minute in sorted(self.minutes)
        )

    @property
    def _every_day(self) -> bool:
        return len(self.days) == FIELDS[2].most

    @property
    def _every_weekday(self) -> bool:
        return len(self.weekdays) == len(_DAYS)

    @property
    def _never(self) -> bool:
        if not self._every_weekday:
            return False
        longest = (monthrange(_LEAP_YEAR, month)[1] for month in self.months)
        return min(self.days) > max(longest)


def parse(text: str) -> Cron:
    """Return what an expression means; raises `BadCron`."""
    words = tuple(_WORD.finditer(text))
    if len(words) != len(FIELDS):
        names = ", ".join(field.name for field in FIELDS)
        raise BadCron(f"five fields ({names})", 0, len(text), str(len(words)))
    pairs = zip(FIELDS, words, strict=True)
    minutes, hours, days, months, weekdays = (
        _values(field, word.group(), word.start()) for field, word in pairs
    )
    cron = Cron(minutes, hours, days, months, frozenset(day % len(_DAYS) for day in weekdays))
    if cron._never:  # noqa: SLF001 - a question of this module's
        start, end = words[2].start(), words[3].end()
        raise _bad("a day that some month has", start, text[start:end])
    return cron


def _values(field: Field, text: str, start: int) -> frozenset[int]:
    found: set[int] = set()
    for item in text.split(","):
        found.update(_item(field, item, start))
        start += len(item) + 1
    return frozenset(found)


def _item(field: Field, text: str, start: int) -> range:
    """Read one item of a list: `*`, `a` or `a-b`, and perhaps `/n` after it."""
    span, slash, steps = text.partition("/")
    first, dash, last = span.partition("-")
    if span == "*":
        low, high = field.least, field.most
    else:
        low = _value(field, first, start)
        high = _value(field, last, start + len(first) + 1) if dash else low
    if high < low:
        expected = f"a range whose end is not below its start in the {field.name}"
        raise _bad(expected, start, span)
    if not slash:
        return range(low, high + 1)
    at = start + len(span) + 1
    if span != "*" and not dash:
        expected = f"`*` or a range before the steps of the {field.name}"
        raise _bad(expected, start, span)
    return range(low, high + 1, _step(field, steps, at))


def _step(field: Field, text: str, start: int) -> int:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= field.most:
        expected = f"steps of 1 to {field.most} in the {field.name}"
        raise _bad(expected, start, text)
    return int(text)


def _value(field: Field, text: str, start: int) -> int:
    """Read a number, or the name of a month or a day of the week."""
    if text.lower() in field.words:
        return field.words.index(text.lower()) + field.least
    if not _NUMBER.fullmatch(text) or not field.least <= int(text) <= field.most:
        names = f" or {field.words[0]} to {field.words[-1]}" if field.words else ""
        expected = f"{field.least} to {field.most}{names} in the {field.name}"
        raise _bad(expected, start, text)
    return int(text)
