"""Values of the stub behave as frozen dataclasses do, and say what is wrong with them."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, dataclass, is_dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

import pytest

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(Value):
    name: str
    size: int = 0
    MOST: ClassVar[int] = 9


class Other(Value):
    name: str
    size: int = 0


class Even(Value):
    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError(f"{self.number} is odd")


class Whole(Value):
    parts: tuple[Part, ...] = ()
    named: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Same:
    """What a `Part` is like."""

    name: str
    size: int = 0


@pytest.mark.parametrize(
    "part", [Part("a", 3), Part("a", size=3), Part(size=3, name="a"), Part("a").but(size=3)]
)
def test_fields_are_given_by_place_by_name_or_by_default(part: Part) -> None:
    assert (part.name, part.size) == ("a", 3)
    assert part == Part("a", 3)
    assert Part("a").size == 0
    assert Part.MOST == 9


def test_values_are_like_frozen_dataclasses() -> None:
    part, same = Part("a", 3), Same("a", 3)
    assert repr(part) == repr(same).replace("Same", "Part")
    assert Part.__match_args__ == Same.__match_args__
    assert hash(part) == hash(Part("a", 3))
    assert part != Part("a")
    assert part != Other("a", 3)
    assert part != ("a", 3)
    assert not hasattr(part, "__dict__")
    assert sorted([Part("b"), Part("a", 2), Part("a")]) == [Part("a"), Part("a", 2), Part("b")]
    match part:
        case Part(name, 3):
            assert name == "a"
        case _:
            pytest.fail("it does not match by its fields")


def test_they_are_dataclasses_to_those_who_ask() -> None:
    whole = Whole((Part("a"),))
    assert is_dataclass(whole)
    assert replace(whole.parts[0], size=2) == Part("a", 2)
    assert asdict(Part("a")) == asdict(Same("a"))


def test_they_can_be_copied_and_sent() -> None:
    part = Part("a", 3)
    assert copy.deepcopy(part) == part
    assert pickle.loads(pickle.dumps(part)) == part  # noqa: S301 - written here


def test_they_never_change() -> None:
    part = Part("a")
    with pytest.raises(AttributeError, match="cannot set `size`: a Part never changes"):
        part.size = 1  # type: ignore[misc]  # which mypy knows, too
    with pytest.raises(AttributeError, match="cannot delete `name`: a Part never changes"):
        del part.name
    assert part == Part("a")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        ((), {"size": 1}),
        (("a",), {"name": "b"}),
        (("a",), {"weight": 1}),
        (("a", 1, 2), {}),
        (("a", 1), {"size": 2}),
    ],
)
def test_wrong_fields_are_refused(given: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Part takes name, size; there were "):
        Part(*given, **named)  # type: ignore[arg-type]  # wrong on purpose


def test_a_value_may_check_itself() -> None:
    assert Even(2).number == 2
    with pytest.raises(ValueError, match="3 is odd"):
        Even(3)
