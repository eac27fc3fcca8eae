"""A component's bytes to its outside: the functions and named types it exports, what it imports.

Code is stepped over, never read, so nothing here says that the component is valid; a compile says
that. What comes out is in the order of the binary, and every type in it is complete.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from flowc.frontend.binary import (
    BadComponent,
    Extern,
    Instance,
    Naming,
    NotAComponent,
    Resource,
    Scope,
    Sort,
    Value,
    read_component,
)
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Component, Declared, Function, Import, ImportSort
from flowc.frontend.terms import FuncType
from flowc.frontend.terms import Resource as Term

__all__ = ["MAX_ITEMS", "BadComponent", "NotAComponent", "read"]

MAX_ITEMS = 100_000
"""How many functions and types a component exports and imports, at most."""

_SORTS: Mapping[Sort, ImportSort] = {
    Sort.CORE: "module",
    Sort.FUNC: "function",
    Sort.TYPE: "type",
    Sort.COMPONENT: "component",
    Sort.INSTANCE: "interface",
}


def read(data: bytes, alias: str, place: str) -> Component:
    """Read a component's outside from its bytes.

    `alias` and `place` become `owner` and `place` of its types' names. Instances that stand inside
    an instance, components and core modules are left out: a flow cannot reach them.
    Raises `BadComponent`, or `NotAComponent` where the bytes are something else.
    """
    scope = read_component(data, Naming(alias, place))
    names = Swap(_named(alias, scope))
    outside = _Items(names)
    outside.take(_outside(scope.exports), len(data))
    left, imports = MAX_ITEMS - outside.count, []
    for name, extern in scope.imports.items():
        inside = _Items(names, left)
        inside.take(_outside({name: extern}), len(data))
        left -= inside.count
        imports.append(Import(name, _SORTS[extern.sort], *inside.made))
    return Component(*outside.made, tuple(imports))


def _named(alias: str, scope: Scope) -> Callable[[Term], Term]:
    """Return what gives each resource, known by its number so far, the first name that it has."""
    known: dict[Term, Term] = {}
    for externs, imported in ((scope.imports, True), (scope.exports, False)):
        for interface, name, extern in _outside(externs):
            if isinstance(extern.item, Resource):
                named = Term(alias, interface, name, imported)
                known.setdefault(extern.item.term, named)
    return lambda one: replace(known.get(one, one), declared=one.declared)


@dataclass(slots=True)
class _Items:
    """Functions and types as they are found, up to a limit, their resources named."""

    names: Swap
    most: int = MAX_ITEMS
    functions: list[Function] = field(default_factory=list)
    types: list[Declared] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.functions) + len(self.types)

    @property
    def made(self) -> tuple[tuple[Function, ...], tuple[Declared, ...]]:
        return tuple(self.functions), tuple(self.types)

    def take(self, items: Iterator[tuple[str, str, Extern]], end: int) -> None:
        for interface, name, extern in items:
            match extern.item:
                case FuncType() as type_ if extern.sort is Sort.FUNC:
                    self.functions.append(Function(interface, name, self.names.function(type_)))
                case Value(type_):
                    self.types.append(Declared(interface, name, self.names.type(type_)))
                case Resource(term):
                    self.types.append(Declared(interface, name, self.names.new(term)))
                case _:
                    pass
            if self.count > self.most:
                expected = f"up to {MAX_ITEMS} functions and types, exported and imported"
                raise BadComponent(end, expected, "more")


def _outside(externs: Mapping[str, Extern]) -> Iterator[tuple[str, str, Extern]]:
    for name, extern in externs.items():
        if isinstance(extern.item, Instance) and extern.sort is Sort.INSTANCE:
            yield from ((name, inner, item) for inner, item in extern.item.exports.items())
        else:
            yield "", name, extern
