"""Worlds: what they import and export, with what they include and what their interfaces use.

In come worlds as written and all interfaces; out come complete `WitWorld`s.
Source: WIT.md, "WIT Worlds" and "Transitive imports and worlds".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from flowc.frontend import errors
from flowc.frontend.wit import tree
from flowc.frontend.wit.bodies import Body, Reading, interface_of
from flowc.frontend.wit.order import order
from flowc.frontend.wit.renamed import Renamed
from flowc.frontend.wit.units import Names, Scope, canonical
from flowc.frontend.wit.values import WitExtern, WitFunction, WitInterface, WitType, WitWorld
from flowc.text.span import Span

MOST_ITEMS: Final = 100_000
"""How much all worlds of a reading import and export together."""

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


class Worlds:
    """Makes all worlds of a reading."""

    def __init__(self, reading: Reading, interfaces: Mapping[str, WitInterface]) -> None:
        self.reading = reading
        self.report = reading.report
        self.interfaces = interfaces
        self.ranks = {id_: rank for rank, id_ in enumerate(reading.tables)}
        self.raw: dict[str, Raw] = {}
        self.left = MOST_ITEMS

    def read(self, worlds: Mapping[str, tuple[tree.World, Scope]]) -> dict[str, WitWorld]:
        """Return all worlds by id; each is read after those it includes."""
        needs = {id_: tuple(self._includes(*one)) for id_, one in worlds.items()}

        def on_cycle(ids: Sequence[str]) -> None:
            name = worlds[ids[0]][0].name
            names = tuple(worlds[one][0].name.text for one in ids)
            self.report.add(errors.CycleInWit("world", names, span=name.span))

        made = {id_: self._world(id_, *worlds[id_]) for id_ in order(needs, on_cycle)}
        return {id_: made[id_] for id_ in worlds}

    def _includes(self, world: tree.World, scope: Scope) -> Iterable[str]:
        units = self.reading.units
        for one in world.members:
            if isinstance(one, tree.Include) and units.shows(scope.unit, one.gates, ""):
                found = units.find(one.path, scope, "world")
                if found is not None:
                    yield found

    def _world(self, id_: str, world: tree.World, scope: Scope) -> WitWorld:
        raw = self.raw[id_] = Raw()
        _Maker(self, raw, world, scope).run()
        imports = self._imports(raw, world.name.span)
        exports = tuple(raw.sides["export"].values())
        self.left -= len(imports) + len(exports)
        if self.left < 0:
            problem = f"worlds have up to {MOST_ITEMS} imports and exports together"
            raise self.report.fail(errors.TooLargeInWit(problem, span=world.name.span))
        name, span = world.name.text, world.name.span
        return WitWorld(id_, name, imports, exports, world.doc, world.gates, span)

    # --- what interfaces use ---

    def _imports(self, raw: Raw, span: Span) -> tuple[WitExtern, ...]:
        """Return the imports as written, and those that interfaces use."""
        imports, exports = raw.sides["import"], raw.sides["export"]
        used = [*raw.uses, *(id_ for one in imports.values() for id_ in self._uses(one, raw))]
        exported = {one.name for one in exports.values() if _has_id(one)}
        beyond = {
            id_: None
            for one in exports.values()
            for id_ in self._uses(one, raw)
            if id_ not in exported
        }
        required = self._closure(beyond)
        for id_ in required:
            if id_ in exported:
                problem = f"`{id_}` is exported, but another export uses it by way of an import"
                advice = "export every interface between the two as well"
                self.report.add(errors.WorldUnclear(problem, advice, span=span))
        implied = self._closure(used) | required
        added = {
            id_: WitExtern(id_, self.interfaces[id_], "", ())
            for id_ in implied
            if id_ not in imports
        }
        return tuple(sorted((imports | added).values(), key=self._rank))

    def _rank(self, one: WitExtern) -> tuple[int, int]:
        """Interfaces come first, each after what it uses, then types, then functions."""
        match one.item:
            case WitInterface(id=id_):
                return (0, self.ranks.get(id_, len(self.ranks)))
            case WitType():
                return (1, 0)
            case WitFunction():
                return (2, 0)

    def _uses(self, one: WitExtern, raw: Raw) -> Iterable[str]:
        if not isinstance(one.item, WitInterface):
            return ()
        if not one.item.id:
            return raw.inline[id(one.item)]
        return self.reading.tables[one.item.id].uses

    def _closure(self, first: Iterable[str]) -> dict[str, None]:
        """Return the ids of interfaces and of all that they use."""
        found: dict[str, None] = {}
        waiting = list(first)
        while waiting:
            id_ = waiting.pop()
            if id_ not in found and id_ in self.interfaces:
                found[id_] = None
                waiting.extend(self.reading.tables[id_].uses)
        return found


def _has_id(one: WitExtern) -> bool:
    return isinstance(one.item, WitInterface) and one.item.id == one.name


class _Maker:
    """Reads the members of one world."""

    def __init__(self, worlds: Worlds, raw: Raw, world: tree.World, scope: Scope) -> None:
        self.worlds = worlds
        self.reading = worlds.reading
        self.report = worlds.report
        self.raw = raw
        self.world = world
        self.scope = scope
        self.names = {"import": Names(self.report), "export": Names(self.report)}
        where = f"the world `{world.name.text}`"
        self.body = Body(scope, where, self.reading, self.names["import"])

    def run(self) -> None:
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
                    WitExtern(one.name.text, self.body.made(node), one.doc, one.gates),
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
        return None if id_ is None else self.worlds.interfaces.get(id_)

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
        other = None if id_ is None else self.worlds.raw.get(id_)
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
            one.name for side in other.sides.values() for one in side.values() if not _has_id(one)
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
        if _has_id(one):
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
