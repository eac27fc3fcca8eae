"""Worlds: what they import and export, with what they include and what their interfaces use.

In come worlds as written and all interfaces; out come complete `WitWorld`s.
Source: WIT.md, "WIT Worlds" and "Transitive imports and worlds".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flowc.frontend import errors
from flowc.frontend.wit import tree
from flowc.frontend.wit.members import Members, Raw, has_id
from flowc.frontend.wit.order import order
from flowc.frontend.wit.tables import Reading
from flowc.frontend.wit.units import Scope
from flowc.frontend.wit.values import WitExtern, WitFunction, WitInterface, WitType, WitWorld
from flowc.text.span import Span

MOST_ITEMS: Final = 100_000
"""How much all worlds of a reading import and export together."""


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
        members = Members(self.reading, self.interfaces, self.raw, world, scope)
        raw = self.raw[id_] = members.raw
        members.read()
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
        exported = {one.name for one in exports.values() if has_id(one)}
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
