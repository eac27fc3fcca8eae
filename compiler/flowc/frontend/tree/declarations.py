"""Declarations of types and flows, as written."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend.tree.expressions import Block, Duration, Expr
from flowc.frontend.tree.type_expressions import Name, TypeExpr
from flowc.frontend.tree.uses import Needs
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """A field of a record: `name: type`."""

    name: Name
    type: TypeExpr
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class CaseDecl:
    """A case of a variant or enum, or a label of flags; only a variant's has a payload."""

    name: Name
    payload: TypeExpr | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class RecordDecl:
    """`record name { fields }`."""

    name: Name
    fields: tuple[FieldDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class VariantDecl:
    """`variant name { cases }`."""

    name: Name
    cases: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class EnumDecl:
    """`enum name { cases }`."""

    name: Name
    cases: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class FlagsDecl:
    """`flags name { labels }`."""

    name: Name
    labels: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class AliasDecl:
    """`type name = type;`."""

    name: Name
    type: TypeExpr
    doc: str
    span: Span


TypeDecl: TypeAlias = RecordDecl | VariantDecl | EnumDecl | FlagsDecl | AliasDecl


@dataclass(frozen=True, slots=True)
class ParamDecl:
    """A flow's parameter: `name: type = default`."""

    name: Name
    type: TypeExpr
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Annotation:
    """`@name(settings)` before a flow; `doc` is the `///` text before it, unindented."""

    name: Name
    settings: "tuple[Expr | Duration, ...]"
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class FlowDecl:
    """`@annotations [export] flow name(params) -> result needs capabilities { body }`.

    `needs` is None where they are not declared; `doc` is its `///` text, unindented.
    """

    name: Name
    exported: bool
    params: tuple[ParamDecl, ...]
    result: TypeExpr
    needs: Needs | None
    body: Block
    doc: str
    span: Span
    annotations: tuple[Annotation, ...] = ()
