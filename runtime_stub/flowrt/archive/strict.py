"""Strict reading of plain values that JSON, TOML or msgpack gave.

Takes a value and its place, gives it back with its type proven; anything else raises the reader's
own refusal, which names the place, what was expected and what was found.
"""

from __future__ import annotations

from flowrt.archive.names import is_digest
from flowrt.problems.report import Refused, shown
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import TypeAlias, TypeVar

    Refuse: TypeAlias = Callable[[str, str, str], Refused]
    Fits: TypeAlias = Callable[[str], bool]
    Item = TypeVar("Item")

LARGEST = (1 << 53) - 1
"""The largest integer that every JSON reader holds exactly."""


def kind_of(value: object) -> str:
    """Return what a value is, in the words of a data format."""
    names = {dict: "a map", list: "a list", str: "text", bool: "a bool", int: "an integer"}
    return names.get(type(value), "nothing" if value is None else f"a {type(value).__name__}")


def neighbours(items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Return each item with the next: `itertools.pairwise`, without importing that."""
    return zip(items, items[1:], strict=False)  # noqa: RUF007 - for that


class Reader(Value):
    """Reads values; `refuse(place, expected, found)` makes the refusal to raise."""

    refuse: Refuse

    def mapping(
        self, value: object, place: str, needed: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, object]:
        """Return a map that has every needed field and none that is unknown."""
        if not isinstance(value, dict):
            raise self.refuse(place, "a map", kind_of(value))
        for name in value:
            if name not in needed and name not in optional:
                known = ", ".join((*needed, *optional))
                raise self.refuse(place, f"only the fields {known}", f"the field {shown(name)}")
        for name in needed:
            if name not in value:
                raise self.refuse(place, f"the field {name}", "no such field")
        return value

    def sequence(self, value: object, place: str, most: int) -> list[object]:
        """Return a list of at most `most` items."""
        if not isinstance(value, list):
            raise self.refuse(place, "a list", kind_of(value))
        if len(value) > most:
            raise self.refuse(place, f"at most {most} items", f"{len(value)}")
        return value

    def each(
        self, value: object, place: str, most: int, read: Callable[[object, str], Item]
    ) -> tuple[Item, ...]:
        """Return what `read` makes of each item of a list, at its own place."""
        items = self.sequence(value, place, most)
        return tuple(read(item, f"{place}[{i}]") for i, item in enumerate(items))

    def integer(self, value: object, place: str, low: int = 0, high: int = LARGEST) -> int:
        """Return an integer, `low` and `high` included; a bool is no integer."""
        if type(value) is not int:
            raise self.refuse(place, f"an integer from {low} to {high}", kind_of(value))
        if not low <= value <= high:
            found = str(value) if value.bit_length() <= 64 else f"{value.bit_length()} bits"  # noqa: PLR2004 - more would not be read
            raise self.refuse(place, f"an integer from {low} to {high}", found)
        return value

    def boolean(self, value: object, place: str) -> bool:
        """Return a bool."""
        if not isinstance(value, bool):
            raise self.refuse(place, "true or false", kind_of(value))
        return value

    def text(self, value: object, place: str, most: int) -> str:
        """Return text of at most `most` code points, any scalar value allowed."""
        if not isinstance(value, str):
            raise self.refuse(place, "text", kind_of(value))
        if len(value) > most:
            raise self.refuse(place, f"at most {most} characters", f"{len(value)}")
        return value

    def label(self, value: object, place: str, most: int = 256) -> str:
        """Return one line of printable text; it may be empty."""
        text = self.text(value, place, most)
        if not text.isprintable():
            raise self.refuse(place, "printable characters", text)
        return text

    def name(self, value: object, place: str, fits: Fits, what: str) -> str:
        """Return text that `fits`, and what that is is said."""
        text = self.text(value, place, 256)
        if not fits(text):
            raise self.refuse(place, what, text or "an empty text")
        return text

    def names(self, value: object, place: str, most: int, fits: Fits, what: str) -> tuple[str, ...]:
        """Return a list of texts, each of which `fits`."""
        return self.each(value, place, most, lambda item, at: self.name(item, at, fits, what))

    def digest(self, value: object, place: str) -> str:
        """Return a SHA-256 digest: 64 lowercase hexadecimal digits."""
        return self.name(value, place, is_digest, "64 lowercase hexadecimal digits")

    def ascending(self, keys: Sequence[str], place: str) -> None:
        """Refuse keys that are not strictly ascending, which is sorted and without repeats."""
        for before, after in neighbours(keys):
            if before >= after:
                raise self.refuse(place, "names sorted and unique", f"{after} after {before}")
