"""The types and functions of one interface or world, from its members.

What it `use`s must be read already; `tables` has that by interface id. Names are given in one
namespace; a mistake is reported and means `UNKNOWN`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flowc.frontend import errors
from flowc.frontend.terms import (
    Resource,
    TypeName,
)
from flowc.frontend.wit import tree
from flowc.frontend.wit.compounds import compound, part_of
from flowc.frontend.wit.functions import Functions
from flowc.frontend.wit.meanings import NOTHING, Meaning, Terms, names_in
from flowc.frontend.wit.names import Names
from flowc.frontend.wit.order import order
from flowc.frontend.wit.tables import Reading, Table
from flowc.frontend.wit.units import Scope
from flowc.frontend.wit.values import WitType


class Body:
    """Reads the types and functions of one interface or world into its `table`."""

    def __init__(
        self, scope: Scope, where: str, reading: Reading, names: Names, interface: str = ""
    ) -> None:
        self.scope = scope
        self.interface = interface
        self.reading = reading
        self.report = reading.report
        self.names = names
        self.table = table = Table()
        self.function_names: set[str] = set()
        near = reading.units.near
        self.terms = Terms(table.known, self.function_names, table.hidden, where, near, self.report)
        self.functions = Functions(self.terms)

    def read(self, members: Iterable[tree.Member]) -> None:
        """Read the types and functions among `members`, in their order."""
        shown = tuple(one for one in members if self._shows(one))
        self._types(shown)
        for one in shown:
            if isinstance(one, tree.Function):
                self.table.functions.append(self.functions.of(one))
            elif isinstance(one, tree.Resource):
                self._methods(one)

    def _shows(self, member: tree.Member) -> bool:
        """Say whether a member's gates let it be seen; note what they hide, and take its name."""
        unit = self.scope.unit
        given = (
            [one.local for one in member.names] if isinstance(member, tree.Use) else [member.name]
        )
        if not self.reading.units.shows(unit, member.gates, ""):
            feature = unit.hidden.pop("", "")
            self.table.hidden |= {one.text: feature for one in given}
            return False
        if isinstance(member, tree.Function):
            self.function_names.add(member.name.text)
        return True

    # --- types ---

    def _types(self, members: Sequence[tree.Member]) -> None:
        """Read all types, each after those it needs; give all names in source order."""
        items: dict[str, tree.TypeItem] = {}
        for one in members:
            if isinstance(one, tree.Use):
                self._use(one)
            elif self.names.give(one.name) and not isinstance(one, tree.Function):
                items[one.name.text] = one
        needs = {name: [each.text for each in _needs(one)] for name, one in items.items()}
        made = {name: self._item(items[name]) for name in order(needs, self._on_cycle(items))}
        self.table.types |= {name: made[name] for name in items}

    def _on_cycle(self, items: Mapping[str, tree.TypeItem]) -> Callable[[Sequence[str]], None]:
        def say(names: Sequence[str]) -> None:
            self.table.known.setdefault(names[0], NOTHING)
            span = items[names[0]].name.span
            self.report.add(errors.CycleInWit("type", tuple(names), span=span))

        return say

    def _use(self, use: tree.Use) -> None:
        id_ = self.reading.units.find(use.path, self.scope, "interface")
        target = None if id_ is None else self.reading.tables.get(id_)
        for one in use.names:
            if not self.names.give(one.local):
                continue
            meaning = NOTHING if target is None else self._used(use.path, one, target)
            renamed = meaning.named(self.reading.declared(one.local))
            self.table.known[one.local.text] = renamed
            origin = None if target is None else target.types.get(one.name.text)
            doc, parts = (origin.doc, origin.parts) if origin else ("", ())
            place = origin.place if origin else self.reading.place(one.span)
            home = origin.home if origin else one.local.span
            made = (place, doc, use.gates, parts, one.local.span, home)
            name = one.local.text
            self.table.types[name] = WitType(name, renamed.type, *made, used=True)
            if id_ is not None:
                self.table.uses[id_] = None

    def _used(self, path: tree.Path, use: tree.UseName, target: Table) -> Meaning:
        name = use.name
        found = target.known.get(name.text)
        if found is not None:
            return found
        if any(one.name == name.text for one in target.functions):
            self.report.add(
                errors.WrongKindInWit(name.text, "a function", "a type", span=name.span)
            )
            return NOTHING
        near = self.reading.units.near(name.text, target.known)
        feature = target.hidden.get(name.text, "")
        where = f"the interface `{path}`"
        self.report.add(
            errors.UnknownInWit("type", name.text, where, near, feature, span=name.span)
        )
        return NOTHING

    def _item(self, item: tree.TypeItem) -> WitType:
        declared = self.reading.declared(item.name)
        match item:
            case tree.Resource():
                meaning = Meaning(self._resource(declared))
            case tree.Alias(_, node):
                meaning = self._alias(node).named(declared)
            case tree.Compound():
                meaning = compound(item, declared, self.terms)
        parts = tuple(map(part_of, item.parts)) if isinstance(item, tree.Compound) else ()
        name, span = item.name.text, item.name.span
        self.table.known[name] = meaning
        return WitType(name, meaning.type, declared.place, item.doc, item.gates, parts, span, span)

    def _resource(self, declared: TypeName) -> Resource:
        return Resource(declared.owner, self.interface, declared.name, declared=declared)

    def _alias(self, node: tree.TypeNode) -> Meaning:
        """Return what an alias means: of a resource, that resource, not a handle of it."""
        return (
            self.terms.name(node.name) if isinstance(node, tree.NamedType) else self.terms.of(node)
        )

    def _methods(self, item: tree.Resource) -> None:
        """Make the functions of a resource, whose names are its own."""
        names = Names(self.report)
        names.give(item.name)
        for one in item.functions:
            shown = self.reading.units.shows(self.scope.unit, one.gates, "")
            prefix = "new " if one.kind == "constructor" else ""
            if shown and names.give(one.name, prefix):
                resource = self._resource(self.reading.declared(item.name))
                self.table.functions.append(self.functions.of(one, resource))


def _needs(item: tree.TypeItem) -> Iterable[tree.Name]:
    match item:
        case tree.Resource():
            return
        case tree.Alias(_, node):
            yield from names_in(node)
        case tree.Compound(_, _, parts):
            for one in parts:
                yield from names_in(one.type)
