"""Lets a resource that one component imports from another be the other's, wherever it is named."""

from collections.abc import Iterable
from dataclasses import replace

from flowc.frontend import terms, versions, wasi
from flowc.frontend.checking.injection.link import Links, Whole
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Component, Declared, Function, Import


def unite(package: Package, links: Links) -> None:
    """Let what one component imports be what another exports, wherever it is spoken of."""
    same: dict[terms.Resource, terms.Resource] = {}
    for made in links.by_alias.values():
        for link in made:
            if isinstance(link.by, Whole):
                offering = package.exports[link.by.alias].component
                same.update(_resources(link.asked, offering, link.by.interface))
    package.unite = Swap(lambda one: _united(one, same))
    for alias, exports in package.exports.items():
        if alias in links.by_alias or _has_resources(exports.component):
            swapped = _swapped(exports.component, package.unite)
            package.exports[alias] = replace(exports, component=swapped)


def _has_resources(component: Component) -> bool:
    """Whether a flow may come by resources of a component: by its exports, or types at its root."""
    roots = (one for asked in component.imports if asked.sort == "type" for one in asked.types)
    return any(isinstance(one.type, terms.Resource) for one in (*component.types, *roots))


def _resources(
    asked: Import, offering: Component, interface: str
) -> Iterable[tuple[terms.Resource, terms.Resource]]:
    offered = {one.name: one.type for one in offering.types if one.interface == interface}
    for one in asked.types:
        other = offered.get(one.name)
        if isinstance(one.type, terms.Resource) and isinstance(other, terms.Resource):
            yield one.type, other


def _united(one: terms.Resource, same: dict[terms.Resource, terms.Resource]) -> terms.Resource:
    """Follow a resource to the component that defines it; a host's is nobody's."""
    found = one
    for _ in range(len(same)):
        if found not in same:
            break
        found = same[found]
    if found.imported and wasi.provided(found.interface) is not None:
        found = replace(found, owner="", interface=versions.base(found.interface))
    return replace(found, declared=one.declared)


def _swapped(component: Component, swap: Swap) -> Component:
    """Return a component with the resources that it shares with others."""
    imports = (
        replace(one, functions=_functions(one.functions, swap), types=_types(one.types, swap))
        for one in component.imports
    )
    functions, types = _functions(component.functions, swap), _types(component.types, swap)
    return replace(component, functions=functions, types=types, imports=tuple(imports))


def _functions(functions: Iterable[Function], swap: Swap) -> tuple[Function, ...]:
    return tuple(replace(one, type=swap.function(one.type)) for one in functions)


def _types(types: Iterable[Declared], swap: Swap) -> tuple[Declared, ...]:
    return tuple(replace(one, type=swap.type(one.type)) for one in types)
