"""Names and type expressions, as written."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, without the `%` that may escape it."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class NamedType:
    """`u32`, `line` or `pricing.priced`: a built-in, declared or imported type."""

    qualifier: Name | None
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ListType:
    """`list<element>`."""

    element: "TypeExpr"
    span: Span


@dataclass(frozen=True, slots=True)
class OptionType:
    """`option<some>`."""

    some: "TypeExpr"
    span: Span


@dataclass(frozen=True, slots=True)
class ResultType:
    """`result`, `result<ok>`, `result<_, err>` or `result<ok, err>`."""

    ok: "TypeExpr | None"
    err: "TypeExpr | None"
    span: Span


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple<items>`."""

    items: "tuple[TypeExpr, ...]"
    span: Span


TypeExpr: TypeAlias = NamedType | ListType | OptionType | ResultType | TupleType
