"""What each `use .. with { .. }` means: which import, and what stands for it.

`connect` looks at names alone and reports those that lead nowhere; types are compared by `fills`,
once flows have theirs. Resources that one component imports from another become the other's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from flowc.frontend import terms, tree, versions, wasi
from flowc.frontend.checking.exports import Exports, short_name
from flowc.frontend.checking.package import Package
from flowc.frontend.errors import injection as errors
from flowc.frontend.errors import suppliers
from flowc.frontend.errors.names import UnknownExport
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Component, Declared, Function, Import
from flowc.text.span import Span
from flowc.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class Whole:
    """An interface of a component that stands for one that is imported."""

    alias: str
    interface: str
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """A flow, or a component's function, that stands for one function of an import."""

    function: str
    path: tuple[tree.Name, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """An import and what stands for it, as far as names go."""

    asked: Import
    by: Whole | tuple[Each, ...]
    fill: tree.Fill


@dataclass(slots=True)
class Links:
    """All links of a package, by alias; `blind` are those where something was reported."""

    by_alias: dict[str, list[Link]] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)


def connect(package: Package) -> Links:
    """Find out what satisfies the imports of each component."""
    links = Links()
    for alias, use in package.uses.items():
        if not use.fills:
            continue
        what = package.kind_of(use)
        exports = package.exports.get(alias)
        if what != "a component":
            span = use.fills[0].span.to(use.fills[-1].span)
            error = errors.FillsOfNone(alias, what, len(use.fills), span=span)
            package.report.add(error)
        if what != "a component" or exports is None:
            links.blind.add(alias)
            continue
        links.by_alias[alias] = list(_links(package, links, exports, use.fills))
    for alias, made in links.by_alias.items():
        package.filled[alias] = tuple(one.asked.name for one in made)
        package.suppliers[alias] = dict(_suppliers(package, made))
    _unite(package, links)
    return links


def _links(
    package: Package, links: Links, exports: Exports, fills: Iterable[tree.Fill]
) -> Iterable[Link]:
    seen: dict[str, Span] = {}
    for fill in fills:
        before = package.report.errors
        asked = _import(package, exports, fill)
        if asked is not None and asked.name in seen:
            name = fill.name.text
            package.report.add(errors.FilledTwice(name, seen[asked.name], span=fill.name.span))
        elif asked is not None:
            seen[asked.name] = fill.name.span
            by = _by(package, exports, asked, fill)
            if by is not None:
                yield Link(asked, by, fill)
        if package.report.errors > before:
            links.blind.add(exports.alias)


def _import(package: Package, exports: Exports, fill: tree.Fill) -> Import | None:
    """Return the import that a key names."""
    name = fill.name.text
    sorts = ("function", "interface")
    imports = [one for one in exports.component.imports if one.needed and one.sort in sorts]
    if fill.quoted:
        found = [one for one in imports if one.name == name]
        found = found or [one for one in imports if versions.fits(name, one.name)]
    else:
        found = [one for one in imports if name in (one.name, short_name(one.name))]
    if len(found) == 1:
        return found[0]
    full = tuple(one.name for one in found)
    if found:
        package.report.add(errors.AmbiguousImport(exports.alias, name, full, span=fill.name.span))
        return None
    known = tuple(one.name if fill.quoted else _key(one) for one in imports)
    near = nearest(name, known)
    if fill.quoted:
        near = tuple(f'"{one}"' for one in near)
    package.report.add(errors.UnknownImport(exports.alias, name, near, known, span=fill.name.span))
    return None


def _key(asked: Import) -> str:
    return short_name(asked.name) or asked.name


def _by(
    package: Package, exports: Exports, asked: Import, fill: tree.Fill
) -> Whole | tuple[Each, ...] | None:
    match fill.by:
        case tree.Supplies(functions):
            return _each(package, asked, functions, fill)
        case tree.Supplier(path, span) if asked.sort == "function":
            return (Each(asked.name, path, span),)
        case tree.Supplier() as supplier:
            return _whole(package, exports, asked, supplier)


def _each(
    package: Package, asked: Import, functions: Iterable[tree.Supply], fill: tree.Fill
) -> tuple[Each, ...] | None:
    """Return what stands for each function of an interface."""
    name = fill.name.text
    if asked.sort == "function":
        problem = "is a function, which one flow or function stands for"
        package.report.add(suppliers.NoSupplier(name, problem, span=fill.by.span))
        return None
    known = {one.name for one in asked.functions}
    seen: dict[str, Span] = {}
    before = package.report.errors
    for one in functions:
        text = one.function.text
        if text not in known:
            near = nearest(text, known)
            error = errors.UnknownSupplied(
                name, text, near, tuple(sorted(known)), span=one.function.span
            )
            package.report.add(error)
        elif text in seen:
            package.report.add(errors.FilledTwice(text, seen[text], span=one.function.span))
        else:
            seen[text] = one.function.span
    if package.report.errors > before:
        return None
    return tuple(Each(one.function.text, one.by.path, one.by.span) for one in functions)


# --- a whole interface ------------------------------------------------------------------------


def _whole(
    package: Package, exports: Exports, asked: Import, supplier: tree.Supplier
) -> Whole | None:
    head, *rest = supplier.path
    text = ".".join(one.text for one in supplier.path)
    if head.text in package.flow_decls:
        example = f"{{ {_first(asked)}: {text} }}"
        problem = f"is a flow; name the function that it stands for: `{example}`"
        package.report.add(suppliers.NoSupplier(text, problem, span=supplier.span))
        return None
    use = package.uses.get(head.text)
    if use is None:
        near = nearest(head.text, (*package.uses, *package.flow_decls))
        package.report.add(suppliers.NoSupplier(text, "is nothing here", near, span=supplier.span))
        return None
    problem = _unable(package, exports, use, asked)
    if problem:
        package.report.add(suppliers.NoSupplier(text, problem, span=supplier.span))
        return None
    offering = package.use(head.text)
    if offering is None:
        return None
    interface = _chosen(package, offering, asked, rest, supplier.span)
    return None if interface is None else Whole(head.text, interface, supplier.span)


def _first(asked: Import) -> str:
    """Return a function of an import, for an example."""
    return asked.functions[0].name if asked.functions else "function"


def _unable(package: Package, exports: Exports, use: tree.Use, asked: Import) -> str:
    """Say why a `use` cannot satisfy an interface; empty if it can."""
    if use.alias.text == exports.alias:
        return "is the component itself"
    if use.is_package:
        example = f"{{ {_first(asked)}: {use.alias.text}.FLOW }}"
        return f"is a package; name a flow of it for each function: `{example}`"
    what = package.kind_of(use)
    return "" if what in ("a component", "known by its types alone") else f"is {what}"


def _chosen(
    package: Package, offering: Exports, asked: Import, rest: list[tree.Name], span: Span
) -> str | None:
    """Return the interface that stands for an import: the one named, or the one that fits."""
    offered = list(dict.fromkeys(one.interface for one in offering.component.functions))
    wanted = short_name(asked.name)
    if rest:
        wanted = rest[0].text
        same = [one for one in offered if one and short_name(one) == wanted]
        if not same or rest[1:]:
            _no_interface(package, offering, rest)
            return None
    else:
        same = [one for one in offered if versions.base(one) == versions.base(asked.name)]
        same = same or [one for one in offered if one and short_name(one) == wanted]
    of_one_name = [one for one in same if versions.base(one) == versions.base(asked.name)]
    fitting = [one for one in of_one_name if versions.fits(asked.name, one)]
    if fitting:
        return asked.name if asked.name in fitting else versions.newest(fitting)
    if of_one_name:
        other = versions.newest(of_one_name)
        package.report.add(suppliers.OtherVersion(offering.alias, asked.name, other, span=span))
        return None
    candidates = same or offered
    if len(candidates) == 1:
        return candidates[0]
    names = tuple(short_name(one) for one in candidates if one)
    if not candidates:
        problem = "exports no functions"
        package.report.add(suppliers.NoSupplier(offering.alias, problem, span=span))
    else:
        package.report.add(
            suppliers.SeveralInterfaces(offering.alias, _key(asked), names, span=span)
        )
    return None


def _no_interface(package: Package, offering: Exports, rest: list[tree.Name]) -> None:
    known = tuple(offering.interfaces)
    name = rest[1] if rest[1:] and rest[0].text in known else rest[0]
    near = nearest(name.text, known)
    used = package.uses[offering.alias].path_span
    package.report.add(UnknownExport(offering.alias, name.text, near, known, used, span=name.span))


# --- who is called ----------------------------------------------------------------------------


def _suppliers(package: Package, links: Iterable[Link]) -> Iterable[tuple[str, Span]]:
    """Yield the flows and components that stand for imports, with the place that says so."""
    for link in links:
        parts = [link.by] if isinstance(link.by, Whole) else link.by
        for part in parts:
            name = part.alias if isinstance(part, Whole) else part.path[0].text
            if name in package.uses:
                package.use(name)
                if isinstance(part, Each) and package.uses[name].is_package:
                    name = ".".join(one.text for one in part.path)
            yield name, part.span


# --- resources --------------------------------------------------------------------------------


def _unite(package: Package, links: Links) -> None:
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
