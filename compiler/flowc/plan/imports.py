"""What the components of a package import of the system: one import for all who ask for one.

Several components may import an interface in different point releases. The fused component imports
the union of what they need, once, under the highest version, which semantic versioning makes
compatible with the others; where they disagree nevertheless, that is reported. What a component
is not granted it shares with those that are not granted it either, and denies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flowc.frontend import versions
from flowc.frontend.kinds import KINDS, Kind
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Import
from flowc.frontend.terms import FuncType, Resource, Type
from flowc.ir.graph import Callee, Graph
from flowc.ir.walk import behind, operations
from flowc.plan.errors import ImportsDisagree
from flowc.text.report import Report
from flowc.text.span import Span
from flowrt.rights.capabilities import needed_by

IN_TESTS: frozenset[Kind] = frozenset(KINDS) - {"http", "sockets"}
"""What components may use in tests, where they find no folder, no variable and no console."""
Key = str
"""A track of versions, `wasi:io/poll@0.2`; with a `!` where it is denied."""


@dataclass(slots=True)
class Interface:
    """An interface of the system: all that any component needs of it, under its newest name.

    Resources in it are owned by nobody and stand in the interface of a `Key`. `denied` names the
    capability that those who import it were not granted; empty for the system's own.
    """

    name: str
    by: str
    denied: str = ""
    functions: dict[str, FuncType] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imports:
    """The interfaces by key, those that others build on first; `denied` is by component."""

    interfaces: Mapping[Key, Interface]
    denied: Mapping[str, frozenset[str]]

    def key(self, alias: str, interface: str) -> Key:
        """Return where what a component imports under a name is to be found."""
        return key(interface, self.denied.get(alias, frozenset()))


def key(interface: str, denied: frozenset[str]) -> Key:
    """Return the key of an interface for whoever is denied some capabilities."""
    return versions.track(interface) + ("!" if needed_by(interface) in denied else "")


def merge_imports(graph: Graph, grants: Mapping[str, frozenset[Kind]], report: Report) -> Imports:
    """Return what all components that are called import; `grants` is what each may use.

    Reports F520 where two components disagree about a function or a type, and stops.
    """
    calls = used_components(graph)
    merging = _Merging(calls, report)
    denied = {}
    for alias in calls:
        filled = {fill.name for fill in graph.fills.get(alias, ())}
        asked = [one for one in graph.components[alias].imports if one.needed]
        imports = [one for one in asked if one.name not in filled]
        needs = {needed_by(one.name) for one in imports} - {"", None}
        denied[alias] = frozenset(one for one in needs if one) - grants.get(alias, frozenset())
        merging.add_all(alias, imports, denied[alias])
    report.stop_if_errors()
    return Imports(_ordered(merging.found), denied)


def used_components(graph: Graph) -> dict[str, Span]:
    """Return the components that are called, or that these import from, each with a call of it.

    One that stands for another's import has the place where that one is called.
    """
    calls: dict[str, Span] = {}
    for flow in graph.flows:
        for op in operations(flow):
            if op.name == "call" and isinstance(op.attribute, Callee):
                calls.setdefault(op.attribute.component, op.span)
    for alias, span in list(calls.items()):
        for other in behind(graph, alias):
            calls.setdefault(other, span)
    return calls


@dataclass(slots=True)
class _Merging:
    calls: Mapping[str, Span]
    report: Report
    found: dict[Key, Interface] = field(default_factory=dict)

    def add_all(self, alias: str, imports: Iterable[Import], denied: frozenset[str]) -> None:
        """Add what one component needs; a resource is known by an interface without a version."""
        keys = {versions.base(one.name): key(one.name, denied) for one in imports}

        def shared(known: Resource) -> Resource:
            base = versions.base(known.interface)
            return Resource("", keys.get(base, known.interface), known.name)

        swap = Swap(shared)
        for one in imports:
            self.add(alias, one, denied, swap)

    def add(self, alias: str, one: Import, denied: frozenset[str], swap: Swap) -> None:
        """Add what one component needs of an interface."""
        capability = needed_by(one.name) or ""
        new = Interface(one.name, alias, capability if capability in denied else "")
        into = self.found.setdefault(key(one.name, denied), new)
        for function in one.functions:
            type_ = swap.function(function.type)
            known = into.functions.setdefault(function.name, type_)
            self.compare((into, new), function.name, known, type_)
        for declared in one.types:
            made = swap.type(declared.type)
            same = into.types.setdefault(declared.name, made)
            self.compare((into, new), declared.name, same, made)
        if versions.newest([into.name, new.name]) != into.name:
            into.name, into.by = new.name, new.by

    def compare(
        self, sides: tuple[Interface, Interface], item: str, known: object, found: object
    ) -> None:
        """Report two types of one item that are not the same."""
        if known == found:
            return
        one, other = sides
        first, second = (one.by, one.name, str(known)), (other.by, other.name, str(found))
        place = self.calls[one.by]
        self.report.add(ImportsDisagree(item, first, second, place, span=self.calls[other.by]))


def _ordered(found: Mapping[Key, Interface]) -> dict[Key, Interface]:
    """Put an interface after those that define a resource it uses; components have no cycles."""
    ordered: dict[Key, Interface] = {}

    def visit(at: Key) -> None:
        if at in ordered or at not in found:
            return
        for type_ in found[at].types.values():
            if isinstance(type_, Resource) and type_.interface != at:
                visit(type_.interface)
        ordered[at] = found[at]

    for at in found:
        visit(at)
    return ordered
