"""The tree of a `.wit` file as written: frozen nodes, each with its span, nothing resolved.

Made by `build`. Every node that can be documented has its `doc`, the text of the `///` lines or
the `/** */` comment before it; what is gated has its `gates`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.terms import PrimName
from flowc.frontend.tree import Name
from flowc.text.span import Span

__all__ = ["Name"]

GateKind: TypeAlias = Literal["since", "unstable", "deprecated", "external-id"]


@dataclass(frozen=True, slots=True)
class Gate:
    """`@since(version = 0.2.0)`: its word, and the version, feature or text it names."""

    kind: GateKind
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class PackageName:
    """`wasi:io@0.2.0`; `version` is empty where none is written."""

    namespace: Name
    name: Name
    version: str
    span: Span

    @property
    def id(self) -> str:
        """The name as components write it."""
        return package_id(f"{self.namespace.text}:{self.name.text}", self.version)


def package_id(label: str, version: str) -> str:
    """Return `wasi:io@0.2.0`, or the label alone where there is no version."""
    return f"{label}@{version}" if version else label


@dataclass(frozen=True, slots=True)
class Path:
    """`streams` or `wasi:io/streams@0.2.0`: an interface or a world."""

    package: PackageName | None
    name: Name
    span: Span

    def __str__(self) -> str:
        if self.package is None:
            return self.name.text
        label = f"{self.package.namespace.text}:{self.package.name.text}"
        return package_id(f"{label}/{self.name.text}", self.package.version)


# --- types ----------------------------------------------------------------------------------


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


# --- what an interface or a world holds -----------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Inline:
    """`interface { .. }` after a name in a world."""

    members: tuple[Member, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Outside:
    """An import or export of a world; `name` is None for `import path;`."""

    direction: Literal["import", "export"]
    name: Name | None
    item: Path | Signature | Inline
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Renaming:
    """`a as b`."""

    name: Name
    new: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Include:
    """`include w with { a as b }`."""

    path: Path
    renamings: tuple[Renaming, ...]
    gates: tuple[Gate, ...]
    span: Span


WorldMember: TypeAlias = Outside | Include | Use | TypeItem


# --- a file ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Interface:
    """`interface streams { .. }`."""

    name: Name
    members: tuple[Member, ...]
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class World:
    """`world command { .. }`."""

    name: Name
    members: tuple[WorldMember, ...]
    gates: tuple[Gate, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Shorthand:
    """`use wasi:io/streams as s;` beside interfaces: a name in this file for another's."""

    path: Path
    alias: Name | None
    gates: tuple[Gate, ...]
    span: Span

    @property
    def local(self) -> Name:
        """The name it has here."""
        return self.alias or self.path.name


Item: TypeAlias = Interface | World | Shorthand


@dataclass(frozen=True, slots=True)
class Header:
    """`package wasi:io@0.2.0;`."""

    name: PackageName
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Nested:
    """`package wasi:io@0.2.0 { .. }`."""

    name: PackageName
    items: tuple[Item, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class File:
    """One file: its package line if it has one, what belongs to that package, and nested ones."""

    path: str
    header: Header | None
    items: tuple[Item, ...]
    nested: tuple[Nested, ...]
