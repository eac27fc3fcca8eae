"""The types that a `.wit` file may write."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.terms import PrimName
from flowc.frontend.tree import Name
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type or resource of the interface, or used by it."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class PrimType:
    """`u32` and its like."""

    name: PrimName
    span: Span


@dataclass(frozen=True, slots=True)
class ListType:
    """`list<u8>`, or `list<u8, 4>` with its length."""

    element: "TypeNode"
    length: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class OptionType:
    """`option<u8>`."""

    some: "TypeNode"
    span: Span


@dataclass(frozen=True, slots=True)
class ResultType:
    """`result`, `result<u8>`, `result<_, string>` or `result<u8, string>`."""

    ok: "TypeNode | None"
    err: "TypeNode | None"
    span: Span


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple<u8, string>`."""

    items: "tuple[TypeNode, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class MapType:
    """`map<string, u8>`."""

    key: "TypeNode"
    value: "TypeNode"
    span: Span


@dataclass(frozen=True, slots=True)
class HandleType:
    """`own<file>` or `borrow<file>`."""

    word: Literal["own", "borrow"]
    resource: Name
    span: Span


@dataclass(frozen=True, slots=True)
class WaitingType:
    """`stream<u8>`, `future<u8>`, or either without what it gives."""

    word: str
    content: "TypeNode | None"
    span: Span


@dataclass(frozen=True, slots=True)
class ErrorContextType:
    """`error-context`."""

    span: Span


TypeNode: TypeAlias = (
    NamedType
    | PrimType
    | ListType
    | OptionType
    | ResultType
    | TupleType
    | MapType
    | HandleType
    | WaitingType
    | ErrorContextType
)
