"""What reading an interface or world needs of all others, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flowc.frontend.terms import TypeName
from flowc.frontend.wit import tree
from flowc.frontend.wit.meanings import Meaning
from flowc.frontend.wit.units import Units
from flowc.frontend.wit.values import WitFunction, WitInterface, WitType
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(slots=True)
class Table:
    """What an interface or world gives: meanings by name, types and functions in their order."""

    known: dict[str, Meaning] = field(default_factory=dict)
    types: dict[str, WitType] = field(default_factory=dict)
    functions: list[WitFunction] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    uses: dict[str, None] = field(default_factory=dict)
    """The interfaces whose types it has, by id, in order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading every body needs."""

    units: Units
    tables: Mapping[str, Table]
    sources: Mapping[str, SourceFile]
    owner: str
    report: Report

    def place(self, span: Span) -> str:
        """Return `path:line:column` of a span's start."""
        return f"{span.file}:{self.sources[span.file].place(span.start)}"

    def declared(self, name: tree.Name) -> TypeName:
        """Return the name of a type that is declared at `name`."""
        return TypeName(self.owner, name.text, self.place(name.span))


def interface_of(id_: str, node: tree.Interface, table: Table) -> WitInterface:
    """Return the interface that a body was read for."""
    types, functions = tuple(table.types.values()), tuple(table.functions)
    name, span = node.name.text, node.name.span
    return WitInterface(id_, name, types, functions, node.doc, node.gates, span)
