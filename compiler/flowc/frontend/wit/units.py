"""Trees of files to packages: which file belongs to which, what is gated away, what is where.

In come the files of one folder as its tree has them; out comes a `Unit` for every package, with
its interfaces and worlds by name. Paths are looked up here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flowc.frontend import errors
from flowc.frontend.versions import is_before
from flowc.frontend.wit import tree
from flowc.frontend.wit.names import Names
from flowc.text.diagnostic import Label
from flowc.text.report import Report
from flowc.text.span import Span
from flowc.text.suggest import nearest

MOST_ASKED: Final = 50
"""For so many unknown names the nearest ones are looked for, which takes time for each."""

Declared: TypeAlias = tree.Interface | tree.World


@dataclass(frozen=True, slots=True)
class Features:
    """Which `@unstable` features are asked for."""

    names: frozenset[str] = frozenset()
    every: bool = False

    def __contains__(self, name: str) -> bool:
        return self.every or name in self.names


@dataclass(slots=True)
class Scope:
    """One file's view: its package, and its top-level `use`s."""

    unit: "Unit"
    shorthands: dict[str, tree.Shorthand] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """A package while it is read."""

    name: tree.PackageName
    doc: str
    span: Span
    items: dict[str, tuple[Declared, Scope]] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    """What its gates hide, `interface` or `interface.item`, and the feature it needs."""

    @property
    def id(self) -> str:
        """`wasi:io@0.2.0`."""
        return self.name.id

    def item_id(self, name: str) -> str:
        """`wasi:io/streams@0.2.0`."""
        label = f"{self.name.namespace.text}:{self.name.name.text}/{name}"
        return tree.package_id(label, self.name.version)


class Units:
    """All packages of one reading, by id."""

    def __init__(self, features: Features, report: Report) -> None:
        self.features = features
        self.report = report
        self.units: dict[str, Unit] = {}
        self.scopes: list[Scope] = []
        self.asked = 0
        self.edges: dict[str, dict[str, Span]] = {}
        """Which packages each names, and where."""

    def add(self, files: Iterable[tree.File]) -> Unit | None:
        """Add the package that some files make together, and those nested in them."""
        files = tuple(files)
        headers = [one.header for one in files if one.header is not None]
        root = None
        if headers:
            documented = next((one.doc for one in headers if one.doc), "")
            self._agree(headers)
            root = self._unit(headers[0].name, documented, headers[0].span)
            for file in files:
                self._fill(root, file.items)
        for file in files:
            for nested in file.nested:
                self._fill(self._unit(nested.name, nested.doc, nested.name.span), nested.items)
            if not headers and (file.items or not file.nested):
                problem = "no file here has a line `package owner:name;`"
                self.report.add(errors.PackageUnclear(problem, span=Span(file.path, 0, 0)))
                break
        return root

    def _agree(self, headers: list[tree.Header]) -> None:
        first = headers[0]
        for other in headers[1:]:
            if other.name.id != first.name.id:
                problem = f"this file is of `{other.name.id}`, another one of `{first.name.id}`"
                seen = Label(first.name.span, "the other one")
                self.report.add(errors.PackageUnclear(problem, seen, span=other.name.span))

    def _unit(self, name: tree.PackageName, doc: str, span: Span) -> Unit:
        unit = Unit(name, doc, span)
        first = self.units.setdefault(name.id, unit)
        if first is not unit:
            seen = Label(first.name.span, "it is here already")
            problem = f"the package `{name.id}` stands in two places"
            self.report.add(errors.PackageUnclear(problem, seen, span=name.span))
        return unit

    def _fill(self, unit: Unit, items: Iterable[tree.Item]) -> None:
        scope = Scope(unit)
        self.scopes.append(scope)
        names = Names(self.report)
        for item in items:
            if isinstance(item, tree.Shorthand):
                if self.shows(unit, item.gates, item.local.text) and names.give(item.local):
                    scope.shorthands[item.local.text] = item
                continue
            if not self.shows(unit, item.gates, item.name.text) or not names.give(item.name):
                continue
            first = unit.items.setdefault(item.name.text, (item, scope))
            if first[1] is not scope:
                name, seen = item.name, first[0].name
                mistake = errors.DuplicateInWit(name.text, seen.text, seen.span, span=name.span)
                self.report.add(mistake)

    def shows(self, unit: Unit, gates: Iterable[tree.Gate], name: str) -> bool:
        """Say whether gates let an item be seen; report gates that cannot be."""
        gates = tuple(gates)
        kinds = [one.kind for one in gates]
        for gate in gates:
            if kinds.count(gate.kind) > 1 or (gate.kind == "unstable" and "since" in kinds):
                other = gate.kind if kinds.count(gate.kind) > 1 else "since"
                problem = f"`@{gate.kind}` stands beside `@{other}`"
                self.report.add(errors.BadGate(problem, span=gate.span))
                return True
            if gate.kind == "since" and is_before(unit.name.version, gate.value):
                mistake = errors.GateTooNew(gate.value, unit.id, unit.name.version, span=gate.span)
                self.report.add(mistake)
        closed = [
            one.value for one in gates if one.kind == "unstable" and one.value not in self.features
        ]
        if closed:
            unit.hidden[name] = closed[0]
        return not closed

    # --- looking up ---

    def near(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return the names nearest to one that is unknown; after many such, none any more."""
        self.asked += 1
        return nearest(name, known) if self.asked <= MOST_ASKED else ()

    def check_shorthands(self) -> None:
        """Look up what top-level `use`s name, needed or not."""
        for scope in self.scopes:
            for name in scope.shorthands.values():
                self._declared(name.path, Scope(scope.unit), "interface")

    def find(self, path: tree.Path, scope: Scope, kind: str) -> str | None:
        """Return the id of the interface or world that a path names, None where it is reported."""
        declared = self._declared(path, scope, kind)
        if declared is None:
            return None
        item, unit = declared
        found = "interface" if isinstance(item, tree.Interface) else "world"
        if found != kind:
            article = {"interface": "an interface", "world": "a world"}
            mistake = errors.WrongKindInWit(
                str(path), article[found], article[kind], span=path.name.span
            )
            self.report.add(mistake)
            return None
        return unit.item_id(item.name.text)

    def _declared(self, path: tree.Path, scope: Scope, kind: str) -> tuple[Declared, Unit] | None:
        followed: set[str] = set()
        while path.package is None and path.name.text in scope.shorthands:
            if path.name.text in followed:
                break
            followed.add(path.name.text)
            path = scope.shorthands[path.name.text].path
        unit = scope.unit if path.package is None else self._package(path.package)
        if unit is None:
            return None
        self.edges.setdefault(scope.unit.id, {})[unit.id] = path.span
        found = unit.items.get(path.name.text)
        if found is not None:
            return found[0], unit
        known = [*unit.items, *(scope.shorthands if path.package is None else ())]
        name = path.name
        feature = unit.hidden.get(name.text, "")
        near = self.near(name.text, known)
        mistake = errors.UnknownInWit(
            kind, name.text, f"`{unit.id}`", near, feature, span=name.span
        )
        self.report.add(mistake)
        return None

    def _package(self, name: tree.PackageName) -> Unit | None:
        unit = self.units.get(name.id)
        if unit is None:
            label = f"{name.namespace.text}:{name.name.text}"
            versions = tuple(one for one in self.units if one.split("@")[0] == label)
            near = self.near(name.id, self.units)
            span = name.span
            self.report.add(errors.UnknownPackage(name.id, versions, near, span=span))
        return unit
