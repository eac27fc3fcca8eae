"""Interfaces that a flow file declares itself, as written."""

from dataclasses import dataclass

from flowc.frontend.tree.declarations import ParamDecl, TypeDecl
from flowc.frontend.tree.type_expressions import Name, TypeExpr
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class FunctionDecl:
    """`name: func(params) -> result;`; `asynchronous` for `async func`, `doc` its `///` text."""

    name: Name
    params: tuple[ParamDecl, ...]
    result: TypeExpr | None
    asynchronous: bool
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class InterfaceDecl:
    """`interface name { types and functions }`, each kind in source order."""

    name: Name
    types: tuple[TypeDecl, ...]
    functions: tuple[FunctionDecl, ...]
    doc: str
    span: Span
