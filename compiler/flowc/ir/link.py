"""Packages become one program: an order, and for every name in them one that is its alone.

What a package declares stands behind the package's prefix, so that no two names are equal; the
root's has none. What a package calls in another one is found by that one's prefix.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flowc.frontend import typed as t
from flowc.frontend.capability import Capabilities
from flowc.frontend.owners import Owners
from flowc.frontend.signature import Component, Declared, Function
from flowc.ir.graph import Callee, Fill


def linked(root: t.TypedFlow) -> tuple[t.TypedFlow, ...]:
    """Return a package and all that it uses, however indirectly, each once and after what it uses.

    Where nothing else decides, they stand in the order in which they are used.
    """
    done: dict[int, t.TypedFlow] = {}
    path = [(root, iter(root.packages.values()))]
    while path:
        package, ahead = path[-1]
        need = next((one for one in ahead if id(one) not in done), None)
        if need is None:
            done[id(package)] = package
            path.pop()
        else:
            path.append((need, iter(need.packages.values())))
    return tuple(done.values())


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names in one package are in the whole program."""

    package: t.TypedFlow
    types: Owners = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "types", Owners(self.package.prefix))

    @property
    def is_root(self) -> bool:
        """Whether this is the package that is built, whose exports are the program's."""
        return not self.package.prefix

    def own(self, name: str) -> str:
        """Return the name of what the package itself declares or uses."""
        return f"{self.package.prefix}{name}"

    def flow(self, name: str) -> str:
        """Return the name of a flow that is called as `flow` or `alias.flow`."""
        alias, _, last = name.rpartition(".")
        return f"{self.package.packages[alias].prefix}{last}" if alias else self.own(name)

    def grants(self) -> Iterator[tuple[str, Capabilities]]:
        """Yield what each component of the package may do outside."""
        for alias, granted in self.package.grants.items():
            if granted:
                yield self.own(alias), granted

    def fills(self) -> Iterator[tuple[str, tuple[Fill, ...]]]:
        """Yield what satisfies the imports of each component of the package."""
        for alias, fills in self.package.fills.items():
            yield self.own(alias), tuple(map(self._fill, fills))

    def _fill(self, fill: t.Fill) -> Fill:
        functions = ((one.function, self._supplier(one.by)) for one in fill.functions)
        return Fill(fill.name, tuple(functions))

    def _supplier(self, by: t.Supplier) -> Callee | str:
        if isinstance(by, t.FlowSupplier):
            return self.flow(by.flow)
        return Callee(self.own(by.component), by.function.interface, by.function.name)

    def components(self) -> Iterator[tuple[str, Component]]:
        """Yield the components of the package."""
        for alias, component in self.package.components.items():
            yield self.own(alias), component if self.is_root else self._component(component)

    def _component(self, component: Component) -> Component:
        """Return a component whose types, and those that it imports, have their names here."""
        imports = (
            replace(one, functions=self._functions(one.functions), types=self._types(one.types))
            for one in component.imports
        )
        own = (self._functions(component.functions), self._types(component.types))
        return replace(component, functions=own[0], types=own[1], imports=tuple(imports))

    def _functions(self, functions: tuple[Function, ...]) -> tuple[Function, ...]:
        return tuple(replace(one, type=self.types.function(one.type)) for one in functions)

    def _types(self, types: tuple[Declared, ...]) -> tuple[Declared, ...]:
        return tuple(replace(one, type=self.types.of(one.type)) for one in types)
