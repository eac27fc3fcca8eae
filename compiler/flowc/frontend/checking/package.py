"""What is declared at the top of a package: components, types and flows by name.

`declare` makes a `Package` of the tree and the components' signatures and reports names that are
taken or reserved, and components that cannot be used. `types.declare_types` and
`flows.declare_flows` fill in the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from flowc.frontend import terms, tree, typed
from flowc.frontend.checking.exports import Exports
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.want import Want
from flowc.frontend.errors.calls import ComponentNeedsImports
from flowc.frontend.errors.names import ReservedName, TakenName
from flowc.frontend.signature import UNNOTED, Component, Note
from flowc.frontend.terms import Type
from flowc.text.span import Span

PRIMITIVES: tuple[terms.PrimName, ...] = get_args(terms.PrimName)
CONVERSIONS = tuple(one for one in PRIMITIVES if one in (*terms.INTEGERS, *terms.FLOATS))
BUILT_IN_CASES = ("none", "some", "ok", "err")
TYPE_WORDS = (*PRIMITIVES, "list", "option", "result", "tuple")


@dataclass(frozen=True, slots=True)
class Formal:
    """A parameter of anything that is called; `default` is closed, None where there is none."""

    name: str
    want: Want
    default: typed.Expr | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A flow from outside: what it takes and gives."""

    decl: tree.FlowDecl
    formals: tuple[Formal, ...]
    result: Want


@dataclass(slots=True)
class Package:
    """The top-level names of one source file, each declared once."""

    flow: tree.Flow
    report: Mistakes
    components: Mapping[str, Component | None]
    uses: dict[str, tree.Use] = field(default_factory=dict)
    exports: dict[str, Exports] = field(default_factory=dict)
    type_decls: dict[str, tree.TypeDecl] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    flow_decls: dict[str, tree.FlowDecl] = field(default_factory=dict)
    flows: dict[str, Signature] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    records: dict[frozenset[str], list[terms.Record]] = field(default_factory=dict)
    cases: dict[str, list[terms.Variant | terms.Enum]] = field(default_factory=dict)

    def use(self, alias: str) -> Exports | None:
        """Return what a component exports, noting that it is used; None if it could not be read."""
        self.used.add(alias)
        return self.exports.get(alias)

    @property
    def blind(self) -> bool:
        """Whether there are types, and so cases and fields, that could not be read."""
        return len(self.exports) < len(self.uses) or terms.UNKNOWN in self.types.values()

    def mark_used(self, type_: Type) -> None:
        """Note that a type is used; if a component declared it, so is the component."""
        name = terms.declared_name(type_)
        if name is not None and name.owner in self.uses:
            self.used.add(name.owner)

    def taken_by(self, name: str) -> tuple[str, Span] | None:
        """Say what a name in an expression already means at the top, and where it is declared."""
        if name in self.uses:
            return "a component", self.uses[name].alias.span
        if name in self.flow_decls:
            return "a flow", self.flow_decls[name].name.span
        return None

    def declared(self, type_: Type) -> tuple[Span | None, str]:
        """Return where a type was declared: a place in a source, or a note about another."""
        name = terms.declared_name(type_)
        if name is None:
            return None, ""
        if not name.owner and name.name in self.type_decls:
            return self.type_decls[name.name].name.span, ""
        place = self.note_of(type_).span
        return place, "" if place is not None else f"`{name}` is declared in {name.place}"

    def note_of(self, type_: Type) -> Note:
        """Return what is said of a type by the component that declared it."""
        name = terms.declared_name(type_)
        exports = None if name is None else self.exports.get(name.owner)
        return UNNOTED if exports is None or name is None else exports.notes.get(name, UNNOTED)


def declare(
    flow: tree.Flow, components: Mapping[str, Component | None], report: Mistakes
) -> Package:
    """Enter every top-level name; the second of two equal names is reported and left out."""
    package = Package(flow, report, components)
    seen: dict[str, tuple[str, Span]] = {}
    for name, what, decl in sorted(_declarations(flow), key=lambda one: one[0].span):
        if first := seen.get(name.text):
            report.add(TakenName(name.text, *first, span=name.span))
            continue
        seen[name.text] = what, name.span
        _enter(package, name, decl)
    return package


def _declarations(
    flow: tree.Flow,
) -> Iterator[tuple[tree.Name, str, tree.Use | tree.TypeDecl | tree.FlowDecl]]:
    yield from ((use.alias, "a component", use) for use in flow.uses)
    yield from ((decl.name, "a type", decl) for decl in flow.types)
    yield from ((decl.name, "a flow", decl) for decl in flow.flows)


def _enter(
    package: Package, name: tree.Name, decl: tree.Use | tree.TypeDecl | tree.FlowDecl
) -> None:
    match decl:
        case tree.Use():
            check_reserved(package, name)
            package.uses[name.text] = decl
            _read(package, decl)
        case tree.FlowDecl():
            check_reserved(package, name)
            package.flow_decls[name.text] = decl
        case _:
            if name.text in TYPE_WORDS:
                package.report.add(
                    ReservedName(name.text, "a type of the language", span=name.span)
                )
            package.type_decls[name.text] = decl


def check_reserved(package: Package, name: tree.Name) -> None:
    """Report a name for a value that the language keeps for itself."""
    if name.text in CONVERSIONS:
        meaning = "a conversion between numbers"
    elif name.text in BUILT_IN_CASES:
        meaning = "a case of the language"
    elif name.text == "length":
        meaning = "how a list is counted"
    else:
        return
    package.report.add(ReservedName(name.text, meaning, span=name.span))


def _read(package: Package, use: tree.Use) -> None:
    component = package.components.get(use.alias.text)
    if component is None:
        return
    needed = tuple(one.name for one in component.imports if one.needed)
    if needed:
        error = ComponentNeedsImports(use.alias.text, needed, span=use.path_span)
        package.report.add(error)
    package.exports[use.alias.text] = Exports(use.alias.text, use.path, component)
