"""The file that holds all declarations, as written."""

from dataclasses import dataclass

from flowc.frontend.tree.declarations import FlowDecl, TypeDecl
from flowc.frontend.tree.interfaces import InterfaceDecl
from flowc.frontend.tree.trials import TestDecl
from flowc.frontend.tree.uses import Use
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Flow:
    """One source file: its package line and declarations, each kind in source order.

    `name` is "acme:checkout", `version` "1.0.0" (empty where the line names none).
    """

    file: str
    name: str
    version: str
    package_span: Span
    doc: str
    uses: tuple[Use, ...]
    types: tuple[TypeDecl, ...]
    flows: tuple[FlowDecl, ...]
    interfaces: tuple[InterfaceDecl, ...] = ()
    tests: tuple[TestDecl, ...] = ()
