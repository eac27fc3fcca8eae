"""A component's bytes to its outside: the functions and named types it exports, what it imports.

Code is stepped over, never read, so nothing here says that the component is valid; a compile says
that. What comes out is in the order of the binary, and every type in it is complete.
"""

from collections.abc import Iterator, Mapping

from flowc.frontend.binary import (
    BadComponent,
    Extern,
    Instance,
    Naming,
    NotAComponent,
    Resource,
    Sort,
    Value,
    read_component,
)
from flowc.frontend.signature import Component, Declared, Function
from flowc.frontend.terms import FuncType, Opaque

__all__ = ["MAX_EXPORTS", "BadComponent", "NotAComponent", "read"]

MAX_EXPORTS = 100_000


def read(data: bytes, alias: str, place: str) -> Component:
    """Read a component's outside from its bytes.

    `alias` and `place` become `owner` and `place` of its types' names. Instances that stand inside
    an exported instance, components and core modules are left out: a flow cannot reach them.
    Raises `BadComponent`, or `NotAComponent` where the bytes are something else.
    """
    scope = read_component(data, Naming(alias, place))
    functions: list[Function] = []
    types: list[Declared] = []
    for interface, name, extern in _outside(scope.exports):
        match extern.item:
            case FuncType() as type_ if extern.sort is Sort.FUNC:
                functions.append(Function(interface, name, type_))
            case Value(type_):
                types.append(Declared(interface, name, type_))
            case Resource(text):
                types.append(Declared(interface, name, Opaque(text)))
            case _:
                pass
        if len(functions) + len(types) > MAX_EXPORTS:
            raise BadComponent(len(data), f"up to {MAX_EXPORTS} exports", "more")
    return Component(tuple(functions), tuple(types), tuple(scope.imports))


def _outside(exports: Mapping[str, Extern]) -> Iterator[tuple[str, str, Extern]]:
    for name, extern in exports.items():
        if isinstance(extern.item, Instance) and extern.sort is Sort.INSTANCE:
            yield from ((name, inner, item) for inner, item in extern.item.exports.items())
        else:
            yield "", name, extern
