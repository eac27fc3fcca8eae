"""What an interface holds: types with names, functions, and what it uses of others."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.tree import Name
from flowc.frontend.wit.tree.names import Gate, Path
from flowc.frontend.wit.tree.types import TypeNode
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Part:
    """A field, a parameter, a case with or without a payload, or a label."""

    name: Name
    type: TypeNode | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Signature:
    """`async func(a: u8) -> u8`."""

    params: tuple[Part, ...]
    result: TypeNode | None
    is_async: bool
    span: Span


FunctionKind: TypeAlias = Literal["function", "method", "static", "constructor"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function; that of a resource is in its `functions`. A constructor is named as it is."""

    name: Name
    kind: FunctionKind
    signature: Signature
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Compound:
    """A record, variant, enum or flags type."""

    word: Literal["record", "variant", "enum", "flags"]
    name: Name
    parts: tuple[Part, ...]
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Alias:
    """`type bytes = list<u8>;`."""

    name: Name
    type: TypeNode
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource and its functions."""

    name: Name
    functions: tuple[Function, ...]
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class UseName:
    """`error` or `error as io-error`."""

    name: Name
    alias: Name | None
    span: Span

    @property
    def local(self) -> Name:
        """The name it has here."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True)
class Use:
    """`use wasi:io/error@0.2.0.{error};`."""

    path: Path
    names: tuple[UseName, ...]
    gates: tuple[Gate, ...]
    span: Span


TypeItem: TypeAlias = Compound | Alias | Resource
Member: TypeAlias = TypeItem | Function | Use
