"""Instances: each has the resources of its type anew, or those that it was given.

So two imports of one type have different resources, and what a component inside this one does
with a resource that it imports is done with the one that it is instantiated with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flowc.frontend import terms
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.scope import (
    Core,
    Extern,
    Inner,
    Instance,
    Item,
    Resource,
    Scope,
    Value,
    numbered,
)
from flowc.frontend.resources import Swap
from flowc.frontend.terms import FuncType


def anew(reader: Reader, scope: Scope, type_: Instance) -> Instance:
    """Return an instance of a type."""
    if not type_.fresh:
        return type_
    return Instance(_renewed(reader, scope, type_.fresh, {}, type_.exports))


def instantiated(reader: Reader, scope: Scope, inner: Inner, given: Mapping[str, Item]) -> Instance:
    """Return the instance that a component makes of what it is given, by name."""
    if not inner.fresh:
        return Instance(inner.exports)
    known: dict[terms.Resource, terms.Resource] = {}
    _match(((inner.imports.get(name), item) for name, item in given.items()), known)
    return Instance(_renewed(reader, scope, inner.fresh, known, inner.exports))


def _match(
    pairs: Iterable[tuple[Extern | None, Item]],
    known: dict[terms.Resource, terms.Resource],
) -> None:
    """Note which resources stand for which: those imported under a name, and those given."""
    for wanted, item in pairs:
        match wanted, item:
            case Extern(item=Resource(want)), Resource(have):
                known[want] = have
            case Extern(item=Instance(wants)), Instance(haves):
                _match(((wants.get(name), one.item) for name, one in haves.items()), known)
            case _:
                pass


def _renewed(
    reader: Reader,
    scope: Scope,
    fresh: range,
    known: dict[terms.Resource, terms.Resource],
    exports: Mapping[str, Extern],
) -> dict[str, Extern]:
    """Return exports with the known resources, and new ones in the place of the other fresh."""
    first = scope.budget.resources
    scope.budget.resources += len(fresh)
    new = {numbered(old): numbered(first + at) for at, old in enumerate(fresh)} | known
    renewal = _Renewal(Swap(lambda one: replace(new.get(one, one), declared=one.declared)), {})
    made = renewal.exports(exports)
    scope.budget.spend(reader, len(fresh) + len(renewal.made) + len(renewal.swap.made))
    return made


@dataclass(frozen=True, slots=True)
class _Renewal:
    """Items with other resources, each made once."""

    swap: Swap
    made: dict[int, tuple[Item, Item]]

    def exports(self, exports: Mapping[str, Extern]) -> dict[str, Extern]:
        return {name: Extern(one.sort, self._item(one.item)) for name, one in exports.items()}

    def _item(self, item: Item) -> Item:
        key = id(item)
        if key not in self.made:
            self.made[key] = (item, self._new(item))
        return self.made[key][1]

    def _new(self, item: Item) -> Item:
        match item:
            case Value(type_):
                return replace(item, type=self.swap.type(type_))
            case Resource(term):
                return replace(item, term=self.swap.new(term))
            case FuncType():
                return self.swap.function(item)
            case Instance(exports):
                return replace(item, exports=self.exports(exports))
            case Inner(exports, imports):
                made = self.exports(exports)
                return replace(item, exports=made, imports=self.exports(imports))
            case Core():
                return item
