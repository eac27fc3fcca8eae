"""What is declared at the top of a package: what it uses, types and flows by name.

`declare` makes a `Package` of the tree and what is known of all it uses; it reports names that are
taken or reserved, and components that cannot be used. `types.declare_types` and
`flows.declare_flows` fill in the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, get_args

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.choices import Choices
from flowc.frontend.checking.packages.exports import Exports, of_library
from flowc.frontend.checking.packages.outside import Library, Signature, Wait
from flowc.frontend.fault import BUILT_IN
from flowc.frontend.resources import Swap
from flowc.frontend.signature import UNNOTED, Component, Note
from flowc.frontend.terms import Type
from flowc.text.span import Span

PRIMITIVES: tuple[terms.PrimName, ...] = get_args(terms.PrimName)
CONVERSIONS = tuple(one for one in PRIMITIVES if one in (*terms.INTEGERS, *terms.FLOATS))
BUILT_IN_CASES = ("none", "some", "ok", "err")
TYPE_WORDS = (*PRIMITIVES, "list", "option", "result", "tuple", *BUILT_IN)


Sizes: TypeAlias = dict[int, tuple[int, int, Type]]
"""Depth and parts by identity; an entry keeps its type alive, so that no other takes its place."""


@dataclass(slots=True)
class Package:
    """The top-level names of one source file, each declared once."""

    flow: tree.Flow
    report: Mistakes
    read: Mapping[str, Component | Library | None]
    uses: dict[str, tree.Use] = field(default_factory=dict)
    interfaces: dict[str, tree.InterfaceDecl] = field(default_factory=dict)
    exports: dict[str, Exports] = field(default_factory=dict)
    type_decls: dict[str, tree.TypeDecl] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    flow_decls: dict[str, tree.FlowDecl] = field(default_factory=dict)
    flows: dict[str, Signature] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    asked: dict[str, dict[str, Span]] = field(default_factory=dict)
    """For each flow, the components that it calls, and where it does so first."""
    suppliers: dict[str, dict[str, Span]] = field(default_factory=dict)
    """For each component, the flows and components that satisfy its imports, and where."""
    waits: dict[str, Wait] = field(default_factory=dict)
    """The flows that wait, those of other packages behind their alias, and where they first do."""
    unite: Swap = field(default_factory=lambda: Swap(lambda one: one))
    """Gives resources that components share one owner."""
    filled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each component, the imports that are satisfied within the package."""
    records: dict[frozenset[str], list[terms.Record]] = field(default_factory=dict)
    cases: dict[str, list[terms.Variant | terms.Enum]] = field(default_factory=dict)
    choices: Choices = field(default_factory=Choices)
    sizes: Sizes = field(default_factory=dict)
    owner: str = ""
    """What qualifies the types in a source: the alias, where this is an interface of the file."""
    outside: Mapping[str, Span] | None = None
    """For an interface, the types of the file around it, which it does not see."""

    def use(self, alias: str) -> Exports | None:
        """Return what an alias offers, noting that it is used; None if it could not be read."""
        self.used.add(alias)
        return self.exports.get(alias)

    def kind_of(self, use: tree.Use) -> str:
        """Say what a `use` brings: only a component has imports, and is granted capabilities."""
        if use.service:
            return "a service"
        if use.interface is not None:
            return "an interface of this file"
        if use.path.endswith(".wit") and not use.is_remote:
            return "known by its types alone"
        return use.what

    @property
    def blind(self) -> bool:
        """Whether there are types, and so cases and fields, that could not be read."""
        if len(self.exports) < len(self.uses) or terms.UNKNOWN in self.types.values():
            return True
        libraries = (one.library for one in self.exports.values())
        return any(one is not None and one.typed is None for one in libraries)

    def mark_used(self, type_: Type) -> None:
        """Note that a type is used, and so is what it came from, a component or a package."""
        name = terms.declared_name(type_)
        alias = "" if name is None else name.owner.partition(".")[0]
        if alias in self.uses:
            self.used.add(alias)

    def taken_by(self, name: str) -> tuple[str, Span] | None:
        """Say what a name in an expression already means at the top, and where it is declared."""
        if name in self.uses:
            return self.uses[name].what, self.uses[name].alias.span
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
    flow: tree.Flow, used: Mapping[str, Component | Library | None], report: Mistakes
) -> Package:
    """Enter every top-level name; the second of two equal names is reported and left out."""
    package = Package(flow, report, used)
    seen: dict[str, tuple[str, Span]] = {}
    for name, what, decl in sorted(_declarations(flow), key=lambda one: one[0].span):
        if first := seen.get(name.text):
            report.add(errors.TakenName(name.text, *first, span=name.span))
            continue
        seen[name.text] = what, name.span
        _enter(package, name, decl)
    return package


Declaration: TypeAlias = tree.Use | tree.InterfaceDecl | tree.TypeDecl | tree.FlowDecl


def _declarations(flow: tree.Flow) -> Iterator[tuple[tree.Name, str, Declaration]]:
    yield from ((use.alias, use.what, use) for use in flow.uses)
    yield from ((decl.name, "an interface", decl) for decl in flow.interfaces)
    yield from ((decl.name, "a type", decl) for decl in flow.types)
    yield from ((decl.name, "a flow", decl) for decl in flow.flows)


def _enter(package: Package, name: tree.Name, decl: Declaration) -> None:
    match decl:
        case tree.Use():
            check_reserved(package, name)
            package.uses[name.text] = decl
            _read(package, decl)
        case tree.FlowDecl():
            check_reserved(package, name)
            package.flow_decls[name.text] = decl
        case tree.InterfaceDecl():
            package.interfaces[name.text] = decl
        case _:
            if name.text in TYPE_WORDS:
                package.report.add(
                    errors.ReservedName(name.text, "a type of the language", span=name.span)
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
    package.report.add(errors.ReservedName(name.text, meaning, span=name.span))


def _read(package: Package, use: tree.Use) -> None:
    alias = use.alias.text
    if use.service and use.is_package:
        package.report.add(errors.ServicePackage(alias, span=use.path_span))
    match package.read.get(alias):
        case None:
            return
        case Library() as library:
            package.exports[alias] = of_library(alias, use.path, library)
        case component:
            package.exports[alias] = Exports(alias, use.path, component)
