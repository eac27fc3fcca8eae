"""The members of one world: what it imports and exports, as written or included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flowc.frontend import errors
from flowc.frontend.wit import tree
from flowc.frontend.wit.bodies import Body
from flowc.frontend.wit.names import Names, canonical
from flowc.frontend.wit.renamed import Renamed
from flowc.frontend.wit.tables import Reading, interface_of
from flowc.frontend.wit.units import Scope
from flowc.frontend.wit.values import WitExtern, WitInterface

Side: TypeAlias = dict[str, WitExtern]
"""Imports or exports by name."""


@dataclass(slots=True)
class Raw:
    """A world's imports and exports before what they use is added."""

    sides: dict[str, Side] = field(default_factory=lambda: {"import": {}, "export": {}})
    uses: dict[str, None] = field(default_factory=dict)
    """The interfaces whose types the world itself has."""
    inline: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """What interfaces without an id use, by the identity of each."""


class Members:
    """Reads the members of one world into its `raw`; `raws` are the worlds before it, by id."""

    def __init__(
        self,
        reading: Reading,
        interfaces: Mapping[str, WitInterface],
        raws: Mapping[str, Raw],
        world: tree.World,
        scope: Scope,
    ) -> None:
        self.reading = reading
        self.report = reading.report
        self.interfaces = interfaces
        self.raws = raws
        self.raw = Raw()
        self.world = world
        self.scope = scope
        self.names = {"import": Names(self.report), "export": Names(self.report)}
        where = f"the world `{world.name.text}`"
        self.body = Body(scope, where, self.reading, self.names["import"])

    def read(self) -> None:
        """Read what the world imports and exports, what it includes last."""
        units, unit = self.reading.units, self.scope.unit
        members = self.world.members
        items = [one for one in members if not isinstance(one, (tree.Outside, tree.Include))]
        self.body.read(items)
        self.raw.uses |= self.body.table.uses
        for type_ in self.body.table.types.values():
            self._put("import", WitExtern(type_.name, type_, type_.doc, type_.gates))
        for function in self.body.table.functions:
            self._put("import", WitExtern(function.name, function, function.doc, function.gates))
        for one in members:
            if isinstance(one, tree.Outside) and units.shows(unit, one.gates, ""):
                self._outside(one)
        for one in members:
            if isinstance(one, tree.Include) and units.shows(unit, one.gates, ""):
                self._include(one)

    def _put(self, direction: str, one: WitExtern) -> None:
        self.raw.sides[direction][one.name] = one

    def _outside(self, one: tree.Outside) -> None:
        if one.name is None:
            self._reference(one)
            return
        if not self.names[one.direction].give(one.name):
            return
        match one.item:
            case tree.Path() as path:
                item = self._interface(path)
            case tree.Inline() as inline:
                item = self._inline(one, inline)
            case tree.Signature() as signature:
                node = tree.Function(one.name, "function", signature, one.gates, one.doc, one.span)
                self._put(
                    one.direction,
                    WitExtern(one.name.text, self.body.functions.of(node), one.doc, one.gates),
                )
                return
        if item is not None:
            self._put(one.direction, WitExtern(one.name.text, item, one.doc, one.gates))

    def _reference(self, one: tree.Outside) -> None:
        if not isinstance(one.item, tree.Path):
            return
        item = self._interface(one.item)
        if item is None:
            return
        name = tree.Name(item.id, one.item.span)
        if self.names[one.direction].give(name, "interface "):
            self._put(one.direction, WitExtern(item.id, item, one.doc, one.gates))

    def _interface(self, path: tree.Path) -> WitInterface | None:
        id_ = self.reading.units.find(path, self.scope, "interface")
        return None if id_ is None else self.interfaces.get(id_)

    def _inline(self, one: tree.Outside, inline: tree.Inline) -> WitInterface:
        name = self.world.name if one.name is None else one.name
        where = f"the interface `{name.text}`"
        body = Body(self.scope, where, self.reading, Names(self.report), name.text)
        body.read(inline.members)
        node = tree.Interface(name, inline.members, one.gates, one.doc, one.span)
        made = interface_of("", node, body.table)
        self.raw.inline[id(made)] = tuple(body.table.uses)
        return made

    # --- include ---

    def _include(self, include: tree.Include) -> None:
        id_ = self.reading.units.find(include.path, self.scope, "world")
        other = None if id_ is None else self.raws.get(id_)
        if other is None:
            return
        renamed = Renamed({one.name.text: one.new.text for one in include.renamings})
        self._check_renamings(include, other)
        self.raw.uses |= other.uses
        self.raw.inline |= other.inline
        for direction, side in other.sides.items():
            for one in side.values():
                self._included(direction, one, renamed, include)

    def _check_renamings(self, include: tree.Include, other: Raw) -> None:
        plain = [
            one.name for side in other.sides.values() for one in side.values() if not has_id(one)
        ]
        for one in include.renamings:
            if one.name.text not in plain:
                where, near = (
                    f"the world `{include.path}`",
                    self.reading.units.near(one.name.text, plain),
                )
                self.report.add(
                    errors.UnknownInWit(
                        "import or export", one.name.text, where, near, span=one.name.span
                    )
                )

    def _included(
        self, direction: str, one: WitExtern, renamed: Renamed, include: tree.Include
    ) -> None:
        if has_id(one):
            self.raw.sides[direction].setdefault(one.name, one)
            return
        new = renamed.extern(one)
        name = tree.Name(new.name, include.span)
        first = self.names[direction].seen.setdefault(canonical(new.name), name)
        if first is name:
            self._put(direction, new)
            return
        problem = f"its {direction} `{new.name}` is in this world already"
        advice = f"write `with {{ {one.name} as .. }}` after the world's name"
        self.report.add(errors.WorldUnclear(problem, advice, span=include.path.span))


def has_id(one: WitExtern) -> bool:
    """Whether an import or export is an interface by its id."""
    return isinstance(one.item, WitInterface) and one.item.id == one.name
