"""Type expressions to terms.

`resolve` gives the term of one expression. A type that cannot be is reported and becomes unknown,
so that what uses it says nothing more.
"""

from typing import assert_never

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.inference.unify import Solver
from flowc.frontend.checking.packages.exports import Exports, handle_in, no_export
from flowc.frontend.checking.packages.package import PRIMITIVES, TYPE_WORDS, Package, Sizes
from flowc.frontend.errors.wording import kind
from flowc.frontend.fault import BUILT_IN
from flowc.frontend.terms import Type
from flowc.text.suggest import nearest

MAX_DEPTH = 100
MAX_PARTS = 100_000


def resolve(package: Package, expr: tree.TypeExpr, *, handles: bool = False) -> Type:
    """Return the type that an expression names.

    Where `handles` may stand, by themselves or in tuples, options and results, the name of a
    resource means a handle that is owned.
    """

    def part(inner: tree.TypeExpr) -> Type:
        return resolve(package, inner, handles=handles)

    match expr:
        case tree.NamedType():
            type_ = _named(package, expr)
            return _held(package, expr, type_, handles=handles)
        case tree.ListType(element):
            return terms.List(resolve(package, element))
        case tree.OptionType(some):
            return terms.Option(part(some))
        case tree.ResultType(ok, err):
            return terms.Result(*(None if one is None else part(one) for one in (ok, err)))
        case tree.TupleType(items):
            return terms.Tuple(tuple(map(part, items)))
    assert_never(expr)


def _held(package: Package, expr: tree.NamedType, type_: Type, *, handles: bool) -> Type:
    """Return what a name stands for where values are; what a flow cannot hold is reported."""
    if handles and isinstance(type_, terms.Resource):
        return terms.Handle("own", type_)
    handle = None if expr.qualifier is None else handle_in(type_, set())
    if handle is None:
        return type_
    package.report.add(errors.HandleType(str(handle), span=expr.span))
    return terms.UNKNOWN


def resolve_bounded(package: Package, expr: tree.TypeExpr, *, handles: bool = False) -> Type:
    """Return the type that an expression names, or unknown, reported, where it is too large."""
    type_ = resolve(package, expr, handles=handles)
    problem = too_large(type_, package.sizes)
    if not problem:
        return type_
    package.report.add(errors.TypeTooLarge(problem, span=expr.span))
    return terms.UNKNOWN


def _named(package: Package, expr: tree.NamedType) -> Type:
    name = expr.name.text
    if expr.qualifier is not None:
        return _imported(package, expr.qualifier, expr)
    if name in package.type_decls:
        return package.types.get(name, terms.UNKNOWN)
    for primitive in PRIMITIVES:
        if name == primitive:
            return terms.Prim(primitive)
    if name in BUILT_IN:
        return BUILT_IN[name]
    if package.outside is not None and name in package.outside:
        package.report.add(errors.OutsideInterface(name, package.outside[name], span=expr.span))
        return terms.UNKNOWN
    near = (*_elsewhere(package, name), *nearest(name, (*package.type_decls, *TYPE_WORDS)))
    package.report.add(errors.UnknownType(name, near, span=expr.span))
    return terms.UNKNOWN


def _elsewhere(package: Package, name: str) -> tuple[str, ...]:
    return tuple(f"{alias}.{name}" for alias, one in package.exports.items() if name in one.types)


def _imported(package: Package, qualifier: tree.Name, expr: tree.NamedType) -> Type:
    alias = qualifier.text
    if package.outside is not None:
        shown = f"{alias}.{expr.name.text}"
        package.report.add(errors.OutsideInterface(shown, None, span=expr.span))
        return terms.UNKNOWN
    if alias not in package.uses:
        near = nearest(alias, package.uses)
        package.report.add(errors.UnknownName(alias, near, span=qualifier.span))
        return terms.UNKNOWN
    exports = package.use(alias)
    return terms.UNKNOWN if exports is None else _exported(package, exports, expr)


def _exported(package: Package, exports: Exports, expr: tree.NamedType) -> Type:
    name, report = expr.name.text, package.report
    found = exports.types.get(name, [])
    if not found:
        used = package.uses[exports.alias].path_span
        report.add(no_export(exports, expr.name, tuple(exports.types), used))
        return terms.UNKNOWN
    if len(found) > 1:
        interfaces = tuple(one.interface for one in found)
        differ = _difference(found[0].type, found[1].type)
        report.add(
            errors.AmbiguousType(f"{exports.alias}.{name}", interfaces, differ, span=expr.span)
        )
        return terms.UNKNOWN
    return found[0].type


def _difference(one: Type, other: Type) -> str:
    """Say where two types differ first."""
    clash = Solver().unify(one, other)
    if clash is None:
        return "they are kept apart, as one of them holds a handle"
    path = f" at `{clash.path}`" if clash.path else ""
    return f"they differ{path}: {kind(clash.expected)} and {kind(clash.found)}"


def too_large(type_: Type, sizes: Sizes) -> str:
    """Say how a type exceeds its limits, empty where it does not.

    `sizes` remembers what was measured, across calls.
    """
    depth, parts = measure(type_, sizes)
    if depth > MAX_DEPTH:
        return f"expected a type nested up to {MAX_DEPTH} deep, found a deeper one"
    if parts > MAX_PARTS:
        return f"expected a type of up to {MAX_PARTS} parts, found {parts}"
    return ""


def measure(type_: Type, sizes: Sizes) -> tuple[int, int]:
    """Return how deep a type is nested and how many parts it has when written out."""
    known = sizes.get(id(type_))
    if known is None:
        inner = [measure(part, sizes) for part in terms.parts_of(type_)]
        depth = 1 + max((one[0] for one in inner), default=0)
        known = sizes[id(type_)] = (depth, 1 + sum(one[1] for one in inner), type_)
    return known[:2]
