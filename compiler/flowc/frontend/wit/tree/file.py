"""A file, its packages, interfaces and worlds, and what a world imports, exports and includes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.tree import Name
from flowc.frontend.wit.tree.members import Member, Signature, TypeItem, Use
from flowc.frontend.wit.tree.names import Gate, PackageName, Path
from flowc.text.span import Span


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
