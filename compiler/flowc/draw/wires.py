"""Where a value comes from: the boxes that it was made of, and how each gave its share.

A `Value` is exact while it is just what one box gave, or a part of that; then its name grows with
each field that is taken. What is calculated out of several is no longer exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flowc.frontend import terms

LONGEST = 44
"""Characters of a type or a literal, at most."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One share: the box it comes from, how a source names it (perhaps not at all), its type."""

    node: str
    name: str
    type: terms.Type

    @property
    def label(self) -> str:
        """Return what stands on the arrow."""
        return labelled(self.name, self.type)


@dataclass(frozen=True, slots=True)
class Value:
    """All the shares of a value, each once, in the order they are used.

    `items` are the values of a tuple's items, where they are known apart.
    """

    wires: tuple[Wire, ...] = ()
    exact: bool = False
    items: "tuple[Value, ...]" = ()

    def part(self, name: str, type_: terms.Type) -> "Value":
        """Return a field or an item of this value."""
        if not self.exact:
            return self
        (wire,) = self.wires
        return given(wire.node, f"{wire.name}.{name}" if wire.name else f".{name}", type_)

    def named(self, name: str) -> "Value":
        """Return this value as a binding of that name holds it."""
        if not self.exact:
            return self
        (wire,) = self.wires
        return given(wire.node, name, wire.type)


def given(node: str, name: str, type_: terms.Type) -> Value:
    """Return the value that a box gives."""
    return Value((Wire(node, name, type_),), exact=True)


def together(values: Iterable[Value]) -> Value:
    """Return a value that is made of others."""
    return Value(tuple(dict.fromkeys(wire for value in values for wire in value.wires)))


def labelled(name: str, type_: terms.Type) -> str:
    """Return a name and its type as a flow writes them; the type alone where there is no name."""
    return f"{name}: {short(type_)}" if name else short(type_)


def short(type_: terms.Type) -> str:
    """Return how a type is written, cut where it is long."""
    return cut(str(type_))


def cut(text: str) -> str:
    """Return a text of bounded length."""
    return text if len(text) <= LONGEST else text[: LONGEST - 2] + ".."
