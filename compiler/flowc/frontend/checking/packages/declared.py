"""The package's own types, those that others need first, and the index of all parts in scope.

`declare_types` fills a `Package`'s `types`, `records` and `cases`.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.inference.numbered import Numbers
from flowc.frontend.checking.order import callees_first
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.checking.packages.types import resolve, too_large
from flowc.frontend.terms import Type, TypeName

MAX_LABELS = 32


def declare_types(package: Package) -> None:
    """Make every declared type and index what is in scope."""
    decls = package.type_decls
    needs = {
        name: tuple(need for need in _needs(decl) if need in decls) for name, decl in decls.items()
    }
    order, cycles = callees_first(needs)
    for cycle in cycles:
        first, *others = (decls[name].name.span for name in cycle)
        package.report.add(errors.RecursiveType(cycle, tuple(others), span=first))
        package.types.update(dict.fromkeys(cycle, terms.UNKNOWN))
    for name in order:
        made = _declared(package, decls[name])
        package.types.setdefault(name, made)
    package.types = {name: package.types[name] for name in decls}
    _index(package)


def _needs(decl: tree.TypeDecl) -> Iterator[str]:
    match decl:
        case tree.RecordDecl(fields=fields):
            for one in fields:
                yield from _names_in(one.type)
        case tree.VariantDecl(cases=cases):
            for case in cases:
                yield from () if case.payload is None else _names_in(case.payload)
        case tree.AliasDecl(type=type_):
            yield from _names_in(type_)
        case tree.EnumDecl() | tree.FlagsDecl():
            return


def _names_in(expr: tree.TypeExpr) -> Iterator[str]:
    match expr:
        case tree.NamedType(qualifier, name):
            if qualifier is None:
                yield name.text
        case tree.ListType(part) | tree.OptionType(part):
            yield from _names_in(part)
        case tree.ResultType(ok, err):
            for payload in (ok, err):
                yield from () if payload is None else _names_in(payload)
        case tree.TupleType(items):
            for item in items:
                yield from _names_in(item)


def _declared(package: Package, decl: tree.TypeDecl) -> Type:
    type_ = _made(package, decl)
    problem = too_large(type_, package.sizes)
    if not problem:
        return type_
    package.report.add(errors.TypeTooLarge(problem, span=decl.name.span))
    return terms.UNKNOWN


def _made(package: Package, decl: tree.TypeDecl) -> Type:
    name = TypeName(package.owner, decl.name.text, package.flow.file)
    match decl:
        case tree.RecordDecl(fields=parts):
            fields = (terms.Field(one.name.text, resolve(package, one.type)) for one in parts)
            made: Type = terms.Record(tuple(fields), name)
        case tree.VariantDecl(cases=parts):
            made = terms.Variant(tuple(_case(package, part) for part in parts), name)
        case tree.EnumDecl(cases=parts):
            made = terms.Enum(tuple(part.name.text for part in parts), name)
        case tree.FlagsDecl(labels=parts):
            if len(parts) > MAX_LABELS:
                package.report.add(errors.TooManyLabels(len(parts), span=decl.name.span))
            made = terms.Flags(tuple(part.name.text for part in parts), name)
        case tree.AliasDecl(type=type_):
            return resolve(package, type_)
        case _:
            assert_never(decl)
    return made if _sound(package, decl, parts) else terms.UNKNOWN


def _case(package: Package, decl: tree.CaseDecl) -> terms.Case:
    payload = None if decl.payload is None else resolve(package, decl.payload)
    return terms.Case(decl.name.text, payload)


_WORDS = {
    tree.RecordDecl: "field",
    tree.VariantDecl: "case",
    tree.EnumDecl: "case",
    tree.FlagsDecl: "label",
}


def _sound(
    package: Package, decl: tree.TypeDecl, parts: Sequence[tree.FieldDecl | tree.CaseDecl]
) -> bool:
    """Report parts that are declared twice; False if there were any."""
    word = _WORDS[type(decl)]
    first: dict[str, tree.Name] = {}
    for part in parts:
        name = part.name
        if name.text in first:
            earlier = first[name.text].span
            package.report.add(errors.RepeatedPart(word, name.text, earlier, span=name.span))
        first.setdefault(name.text, name)
    return len(parts) == len(first)


def _index(package: Package) -> None:
    """Enter records by their fields and choices by their cases, own types before others'."""
    foreign = (
        one.type
        for exports in package.exports.values()
        for same in exports.types.values()
        for one in same
    )
    numbers, seen = Numbers(), set[int]()
    for type_ in (*package.types.values(), *foreign):
        if numbers.of(type_) in seen:
            continue
        seen.add(numbers.of(type_))
        match type_:
            case terms.Record(fields):
                names = frozenset(one.name for one in fields)
                package.records.setdefault(names, []).append(type_)
            case terms.Variant() | terms.Enum():
                for name in dict.fromkeys(package.choices.of(type_).names):
                    package.cases.setdefault(name, []).append(type_)
            case _:
                pass
