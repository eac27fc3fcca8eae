"""What each `use .. with { .. }` means: which import, and what stands for it.

`connect` looks at names alone and reports those that lead nowhere; types are compared by `fills`,
once flows have theirs. Resources that one component imports from another become the other's.
"""

from collections.abc import Iterable

from flowc.frontend import errors, tree, versions
from flowc.frontend.checking.injection.link import Each, Link, Links, Whole, key_of
from flowc.frontend.checking.injection.united import unite
from flowc.frontend.checking.injection.wholes import whole
from flowc.frontend.checking.packages.exports import Exports, short_name
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.signature import Import
from flowc.text.span import Span
from flowc.text.suggest import nearest


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
    unite(package, links)
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
    known = tuple(one.name if fill.quoted else key_of(one) for one in imports)
    near = nearest(name, known)
    if fill.quoted:
        near = tuple(f'"{one}"' for one in near)
    package.report.add(errors.UnknownImport(exports.alias, name, near, known, span=fill.name.span))
    return None


def _by(
    package: Package, exports: Exports, asked: Import, fill: tree.Fill
) -> Whole | tuple[Each, ...] | None:
    match fill.by:
        case tree.Supplies(functions):
            return _each(package, asked, functions, fill)
        case tree.Supplier(path, span) if asked.sort == "function":
            return (Each(asked.name, path, span),)
        case tree.Supplier() as supplier:
            return whole(package, exports, asked, supplier)


def _each(
    package: Package, asked: Import, functions: Iterable[tree.Supply], fill: tree.Fill
) -> tuple[Each, ...] | None:
    """Return what stands for each function of an interface."""
    name = fill.name.text
    if asked.sort == "function":
        problem = "is a function, which one flow or function stands for"
        package.report.add(errors.NoSupplier(name, problem, span=fill.by.span))
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
