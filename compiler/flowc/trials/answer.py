"""What the door answers for a test: whether it went well, what failed, and the marks.

Takes the JSON that the test's own codec printed, `[{"ok":null},[true,..]]` or with
`{"err":{"at-2":[NUMBER,[LEFT,RIGHT]]}}`; the texts of the values are cut out as they stand. There
are several lists of marks where components import flows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

CASE = "at-"
"""What the names of cases begin with; the number of the first failure with that case follows."""
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Answer:
    """`failed` is the failure's number, None where the test passed; `found` its payload's text."""

    failed: int | None
    found: str
    marks: tuple[bool, ...]


def read(text: str) -> Answer:
    """Return what an answer says."""
    outcome, *marks = sliced(text)
    reached = tuple(map(any, zip(*map(json.loads, marks), strict=True)))
    if not outcome.startswith('{"err"'):
        return Answer(None, "", reached)
    failure = outcome.removeprefix('{"err":').removesuffix("}")
    _, end = _DECODER.raw_decode(failure, 1)
    carried = failure[end + 1 : -1]
    number, found = sliced(carried) if carried.startswith("[") else (carried, "")
    return Answer(int(number), found, reached)


def number_of(path: str) -> int:
    """Return the failure that a path into an answer leads to, by the name of its case."""
    steps = path.replace("[", ".").split(".")
    return next((int(one[len(CASE) :]) for one in steps if one.startswith(CASE)), 0)


def sliced(text: str) -> tuple[str, ...]:
    """Return the texts of an array's items; there are no spaces between them."""
    return tuple(_items(text))


def _items(text: str) -> Iterator[str]:
    at = 1
    while at < len(text) - 1:
        _, end = _DECODER.raw_decode(text, at)
        yield text[at:end]
        at = end + 1


def difference(left: str, right: str) -> str:
    """Say where two values first differ, empty where that is easily seen."""
    if max(len(left), len(right)) < _LONG:
        return ""
    path, one, two = _differ(json.loads(left), json.loads(right), "")
    return (
        f"they differ at `{path.removeprefix('.')}`: {_text(one)} and {_text(two)}" if path else ""
    )


def _text(value: object) -> str:
    shown = "nothing" if value is _ABSENT else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHORT else f"{shown[:_SHORT]}.."


def _differ(one: object, two: object, path: str) -> tuple[str, object, object]:
    match one, two:
        case dict(), dict() if one.keys() == two.keys():
            parts = [(one[name], two[name], f"{path}.{name}") for name in one]
        case list(), list():
            longest = range(max(len(one), len(two)))
            parts = [(_at(one, i), _at(two, i), f"{path}[{i}]") for i in longest]
        case _:
            return path, one, two
    found = next((part for part in parts if part[0] != part[1]), None)
    return (path, one, two) if found is None else _differ(*found)


def _at(items: list[object], index: int) -> object:
    return items[index] if index < len(items) else _ABSENT


_ABSENT = object()
_SHORT = 80
_LONG = 40
