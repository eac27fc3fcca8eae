"""Interfaces that a file declares, made into what a `.wit` file would have given.

`declare_interfaces` reads each one, for every `use` that names it, and enters what the alias offers
into the package. An interface stands for itself: it sees its own types and nothing else.
"""

from collections.abc import Iterator

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.checking.packages.declared import declare_types
from flowc.frontend.checking.packages.exports import Exports
from flowc.frontend.checking.packages.package import TYPE_WORDS, Package
from flowc.frontend.checking.packages.types import resolve_bounded
from flowc.frontend.signature import Component, Declared, Function, Note
from flowc.text.report import Report
from flowc.text.suggest import nearest


def declare_interfaces(package: Package) -> None:
    """Enter what each alias of an interface offers; report mistakes in an interface once."""
    report, told = package.report, set[str]()
    for alias, use in package.uses.items():
        name = use.interface
        decl = None if name is None else package.interfaces.get(name.text)
        if name is not None and decl is None:
            near = nearest(name.text, package.interfaces)
            known = tuple(package.interfaces)
            report.add(errors.UnknownInterface(name.text, near, known, span=name.span))
        elif decl is not None:
            where = Mistakes(Report()) if decl.name.text in told else report
            made = _component(package, decl, alias, where, service=use.service)
            package.exports[alias] = Exports(alias, f"interface `{decl.name.text}`", made)
            told.add(decl.name.text)
    for name_, decl in package.interfaces.items():
        if name_ not in told:
            _component(package, decl, name_, report, service=False)
            report.add(errors.UnusedInterface(name_, span=decl.name.span))


def _component(
    package: Package, decl: tree.InterfaceDecl, owner: str, report: Mistakes, *, service: bool
) -> Component:
    """Return what an interface offers under an alias."""
    outside = {name: one.name.span for name, one in package.type_decls.items()}
    inner = Package(package.flow, report, {}, owner=owner, outside=outside)
    functions = _declare(inner, decl)
    declare_types(inner)
    types = tuple(
        _type(inner, one) for one in decl.types if inner.type_decls.get(one.name.text) is one
    )
    note = Note(decl.name.text, decl.doc, decl.name.span)
    made = tuple(_function(inner, one) for one in functions)
    return Component(made, types, (), note, service)


def _declare(inner: Package, decl: tree.InterfaceDecl) -> list[tree.FunctionDecl]:
    """Enter the types of an interface and return its functions, each name once."""
    first: dict[str, tuple[str, tree.Name]] = {}
    functions: dict[str, tree.FunctionDecl] = {}
    for item in sorted((*decl.types, *decl.functions), key=lambda one: one.span):
        name = item.name
        what = "a function" if isinstance(item, tree.FunctionDecl) else "a type"
        if name.text in first:
            earlier, other = first[name.text]
            error = errors.RepeatedItem(name.text, earlier, other.span, span=name.span)
            inner.report.add(error)
        first.setdefault(name.text, (what, name))
        if isinstance(item, tree.FunctionDecl):
            functions.setdefault(name.text, item)
            continue
        if name.text in TYPE_WORDS:
            meaning = "a type of the language"
            inner.report.add(errors.ReservedName(name.text, meaning, span=name.span))
        inner.type_decls.setdefault(name.text, item)
    return [*functions.values()]


def _type(inner: Package, decl: tree.TypeDecl) -> Declared:
    parts = tuple(Note(name.text, doc, name.span) for name, doc in _parts(decl))
    note = Note(decl.name.text, decl.doc, decl.name.span, parts)
    return Declared("", decl.name.text, inner.types[decl.name.text], note)


def _parts(decl: tree.TypeDecl) -> Iterator[tuple[tree.Name, str]]:
    match decl:
        case tree.RecordDecl(fields=parts):
            yield from ((one.name, one.doc) for one in parts)
        case tree.VariantDecl(cases=cases) | tree.EnumDecl(cases=cases):
            yield from ((one.name, one.doc) for one in cases)
        case tree.FlagsDecl(labels=cases):
            yield from ((one.name, one.doc) for one in cases)
        case tree.AliasDecl():
            return


def _function(inner: Package, decl: tree.FunctionDecl) -> Function:
    if decl.asynchronous:
        inner.report.add(errors.AsyncFunction(span=decl.name.span))
    params = tuple(_params(inner, decl.params))
    result = None if decl.result is None else resolve_bounded(inner, decl.result)
    parts = tuple(Note(param.name.text, "", param.name.span) for param in decl.params)
    note = Note(decl.name.text, decl.doc, decl.name.span, parts)
    return Function("", decl.name.text, terms.FuncType(params, result, is_async=False), note)


def _params(inner: Package, params: tuple[tree.ParamDecl, ...]) -> Iterator[terms.Param]:
    """Yield a function's parameters; the second of one name, reported, has one nobody can write."""
    first: dict[str, tree.Name] = {}
    for param in params:
        name, type_ = param.name, resolve_bounded(inner, param.type)
        if name.text in first:
            error = errors.RepeatedItem(
                name.text, "a parameter", first[name.text].span, span=name.span
            )
            inner.report.add(error)
        yield terms.Param(name.text if name.text not in first else f"{name.text} again", type_)
        first.setdefault(name.text, name)
