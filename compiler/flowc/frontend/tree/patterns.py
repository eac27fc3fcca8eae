"""Patterns and binders, as written."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend.tree.type_expressions import Name
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Ignore:
    """`_`: matches anything, binds nothing."""

    span: Span


@dataclass(frozen=True, slots=True)
class TupleBinder:
    """`(a, _, c)`: takes a tuple apart."""

    items: "tuple[Binder, ...]"
    span: Span


Binder: TypeAlias = Name | Ignore | TupleBinder


@dataclass(frozen=True, slots=True)
class CasePattern:
    """`flagged(why)`, `clear` or `screen.clear`: a case, its payload matched by `payload`.

    `bare` holds where it is one name without payload: it binds what has no such case.
    """

    qualifier: tuple[Name, ...]
    name: Name
    payload: "Pattern | None"
    span: Span

    @property
    def bare(self) -> bool:
        """Whether the pattern may turn out to be a binding."""
        return not self.qualifier and self.payload is None


@dataclass(frozen=True, slots=True)
class LiteralPattern:
    """A bool, a number (negative ones included), a char or a string without interpolation."""

    value: bool | int | float | str
    kind: str  # "bool", "int", "float", "char" or "string"
    span: Span


@dataclass(frozen=True, slots=True)
class TuplePattern:
    """`(a, 1, some(c))`: a tuple, each item by a pattern."""

    items: "tuple[Pattern, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class FieldPattern:
    """`name: pattern`, or just `name`: then the field is bound to that name."""

    name: Name
    pattern: "Pattern | None"
    span: Span


@dataclass(frozen=True, slots=True)
class RecordPattern:
    """`{ a, b: 1, .. }`: a record; `open` says that `..` stands for fields not named."""

    fields: tuple[FieldPattern, ...]
    open: bool
    span: Span


Pattern: TypeAlias = Ignore | TuplePattern | RecordPattern | CasePattern | LiteralPattern
