"""Imports of components that nothing satisfies, and what in the package would."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowc.frontend import errors, terms, tree, versions, wasi
from flowc.frontend.checking.injection.difference import difference
from flowc.frontend.checking.injection.link import Links
from flowc.frontend.checking.packages.exports import Exports, short_name
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.packages.wiring import Calls
from flowc.frontend.resources import Swap
from flowc.frontend.signature import Import
from flowc.frontend.terms import FuncType, Param, Resource
from flowc.text.diagnostic import Edit
from flowc.text.span import Span


def check_imports(package: Package, links: Links, calls: Calls) -> None:
    """Report imports that neither the host nor the package satisfies, and those it never can."""
    for alias, use in package.uses.items():
        exports = package.exports.get(alias)
        if exports is None or package.kind_of(use) != "a component":
            continue
        filled = package.filled.get(alias, ())
        left = []
        for one in exports.component.imports:
            if not one.needed or one.name in filled or wasi.provided(one.name) is not None:
                continue
            if problem := _beyond(one):
                error = errors.UnsupportedImport(alias, one.name, problem, span=use.path_span)
                package.report.add(error)
            else:
                left.append(one)
        if left and alias not in links.blind:
            _unsatisfied(package, exports, use, left, calls)


def _beyond(asked: Import) -> str:
    """Say why nothing can satisfy an import here; empty where something can."""
    if asked.sort in ("component", "module"):
        return f"a whole {asked.sort}"
    if asked.sort == "type":
        return "a resource by itself"
    if wasi.is_other_version(asked.name):
        return "which is not of WASI 0.2"
    if any(one.type.is_async for one in asked.functions):
        return "which has async functions"
    waits = any(_waits(one.type) for one in asked.functions)
    return "which has streams or futures" if waits else ""


def _waits(type_: FuncType) -> bool:
    """Whether a stream, future or the like is anywhere in a function's type."""
    waiting = [one.type for one in type_.params]
    waiting += [] if type_.result is None else [type_.result]
    seen: dict[int, terms.Type] = {}
    while waiting:
        one = waiting.pop()
        if isinstance(one, terms.Opaque):
            return True
        if id(one) not in seen:
            seen[id(one)] = one
            waiting.extend(terms.parts_of(one))
    return False


def _unsatisfied(
    package: Package, exports: Exports, use: tree.Use, left: Sequence[Import], calls: Calls
) -> None:
    able = frozenset(package.flows) - package.waits.keys() - _callers(calls, exports.alias)
    candidates = {one.name: tuple(_candidates(package, exports, one, able)) for one in left}
    keys = _keys(exports, left)
    found = {name: known for name, known in candidates.items() if known}
    chosen = ", ".join(f"{keys[name]}: {known[0]}" for name, known in found.items())
    insert = _insert(use, chosen) if len(found) == len(candidates) else None
    names = tuple(candidates)
    package.report.add(
        errors.UnsatisfiedImport(
            exports.alias, names, tuple(found.items()), keys[names[0]], insert, span=use.path_span
        )
    )


def _keys(exports: Exports, asked: Iterable[Import]) -> Mapping[str, str]:
    """Return how each import is named in a source: by its own name where that is clear."""
    names = [short_name(one.name) or one.name for one in exports.component.imports if one.needed]
    keys = {}
    for one in asked:
        name = short_name(one.name) or one.name
        keys[one.name] = name if names.count(name) == 1 else f'"{one.name}"'
    return keys


def _insert(use: tree.Use, chosen: str) -> Edit:
    """Return the edit that adds to what stands in the braces after `with`, or adds them."""
    before = use.fills[-1].span if use.fills else use.path_span
    place = Span(before.file, before.end, before.end)
    return Edit(place, f", {chosen}" if use.fills else f" with {{ {chosen} }}")


def _callers(calls: Calls, alias: str) -> set[str]:
    """Return who comes to a component, however indirectly: nobody of them can satisfy it."""
    found, waiting = {alias}, [alias]
    while waiting:
        called = waiting.pop()
        callers = {name for name, inner in calls.items() if called in inner} - found
        found |= callers
        waiting.extend(callers)
    return found


def _candidates(
    package: Package, exports: Exports, asked: Import, able: frozenset[str]
) -> Iterator[str]:
    """Yield what fits an import: components with such an interface, or flows that are `able`."""
    for alias, other in package.exports.items():
        if other is exports or package.kind_of(package.uses[alias]) != "a component":
            continue
        for interface in dict.fromkeys(one.interface for one in other.component.functions):
            if asked.sort == "interface" and _fits(asked, other, interface):
                yield f"{alias}.{short_name(interface)}" if _is_one_of(other) else alias
    if asked.sort == "function":
        type_ = asked.functions[0].type
        for name, signature in package.flows.items():
            if name not in able:
                continue
            params = (Param(one.name, one.want.type) for one in signature.formals)
            offered = FuncType(tuple(params), signature.result.type)
            if difference(type_, offered, drops=True) is None:
                yield name


def _is_one_of(other: Exports) -> bool:
    return len(other.interfaces) > 1


def _fits(asked: Import, other: Exports, interface: str) -> bool:
    """Whether an interface has all that an import asks for; another version of it does not."""
    if not interface or not asked.functions:
        return False
    same = versions.base(interface) == versions.base(asked.name)
    if same and not versions.fits(asked.name, interface):
        return False
    component = other.component
    have = {one.name: one.type for one in component.functions if one.interface == interface}
    by_name = Swap(_by_name)
    return all(
        one.name in have
        and difference(by_name.function(one.type), by_name.function(have[one.name])) is None
        for one in asked.functions
    )


def _by_name(one: Resource) -> Resource:
    return Resource("", "", one.name)
