"""Names around the flows: in `use`, `needs`, policies and interfaces, and what each means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend import tree
from flowc.frontend.checking.packages.exports import short_name
from flowc.frontend.parsing.depth import children
from flowc.frontend.signature import Import
from flowc.lsp.naming import Naming
from flowc.lsp.symbols import Kind, Symbol, function_text
from flowc.lsp.words import ANNOTATIONS, CAPABILITIES, POLICIES, SETTINGS

Found: TypeAlias = tuple[tree.Name, Symbol | None]


def worded(name: tree.Name, kind: Kind, words: Mapping[str, tuple[str, str]]) -> Found:
    """Return a word that means something where it stands, with what it means."""
    code, doc = words.get(name.text, ("", ""))
    return name, Symbol(kind, name.text, None, code, doc) if code else None


def capability(node: tree.Capability) -> Found:
    """Return the name of a capability."""
    return worded(node.name, Kind.CAPABILITY, CAPABILITIES)


def policy(node: tree.Policy) -> Found:
    """Return the name of a policy."""
    return worded(node.name, Kind.POLICY, POLICIES)


def setting(node: tree.Setting) -> Found:
    """Return the name of a policy's setting."""
    return worded(node.name, Kind.POLICY, SETTINGS)


def annotation(node: tree.Annotation) -> Found:
    """Return the name of an annotation."""
    return worded(node.name, Kind.ANNOTATION, ANNOTATIONS)


def in_path(node: tree.Annotation) -> Iterator[tree.Name]:
    """Yield the names of parameters in the path of a route."""
    texts = (one for one in node.settings[1:] if isinstance(one, tree.TextLit))
    yield from (part.name for one in texts for part in one.parts if isinstance(part, tree.NameRef))


def import_of(imports: tuple[Import, ...], name: str) -> Import | None:
    """Return the import that a key names: in full, or by the short name of an interface."""
    return next((one for one in imports if name in (one.name, short_name(one.name))), None)


@dataclass(frozen=True, slots=True)
class Around:
    """Finds the names of uses and interfaces."""

    naming: Naming

    def use(self, use: tree.Use) -> Iterator[Found]:
        """Yield the names in a `use`, its capabilities left out."""
        yield use.alias, self.naming.component(use.alias.text)
        if use.interface is not None:
            yield use.interface, self.naming.interface(use.interface.text)
        for fill in use.fills:
            yield from self._fill(use, fill)

    def _fill(self, use: tree.Use, fill: tree.Fill) -> Iterator[Found]:
        exports = self.naming.package.exports.get(use.alias.text)
        imports = () if exports is None else exports.component.imports
        wanted = import_of(imports, fill.name.text)
        if not fill.quoted:
            yield fill.name, None if wanted is None else import_symbol(wanted)
        match fill.by:
            case tree.Supplier(path=path):
                yield from self.path(path)
            case tree.Supplies(functions=functions):
                for one in functions:
                    yield one.function, _needed(wanted, one.function.text)
                    yield from self.path(one.by.path)

    def path(self, path: tuple[tree.Name, ...]) -> Iterator[Found]:
        """Yield the names of `flow`, `alias`, `alias.interface` and `alias.function`."""
        first, rest = path[0], path[1:]
        exports = self.naming.package.exports.get(first.text)
        yield first, self.naming.component(first.text) or self.naming.flow(first.text)
        if exports is not None:
            for at, name in enumerate(rest, 1):
                yield name, self.naming.exported(exports, rest[:at])

    def interface(self, decl: tree.InterfaceDecl) -> Iterator[Found]:
        """Yield the names that an interface declares, and those of its own types that it uses."""
        yield decl.name, self.naming.interface(decl.name.text)
        own = {one.name.text: self.naming.inside(decl, one) for one in decl.types}
        for type_ in decl.types:
            yield type_.name, own[type_.name.text]
            for part in tree_parts(type_):
                yield part.name, self.naming.inside_part(decl, type_, part)
        for function in decl.functions:
            yield function.name, self.naming.inside(decl, function)
        waiting = list(children(decl))
        while waiting:
            node = waiting.pop()
            waiting.extend(children(node))
            if isinstance(node, tree.NamedType):
                path = (node.name,) if node.qualifier is None else (node.qualifier, node.name)
                mine = (own[path[0].text],) if path[0].text in own else ()
                yield from zip(path, mine or self.naming.type_path(path), strict=False)


def tree_parts(decl: tree.TypeDecl) -> tuple[tree.FieldDecl | tree.CaseDecl, ...]:
    """Return the fields, cases or labels that a type is declared with."""
    match decl:
        case tree.RecordDecl(fields=fields):
            return fields
        case tree.VariantDecl(cases=cases) | tree.EnumDecl(cases=cases):
            return cases
        case tree.FlagsDecl(labels=labels):
            return labels
        case tree.AliasDecl():
            return ()


def import_symbol(wanted: Import) -> Symbol:
    """Return an import of a component."""
    inside = [function_text(one, "").removeprefix(".") for one in wanted.functions]
    code = "\n".join((f"import {wanted.name}", *(f"  {one}" for one in inside)))
    return Symbol(Kind.IMPORT, short_name(wanted.name) or wanted.name, None, code)


def _needed(wanted: Import | None, name: str) -> Symbol | None:
    functions = () if wanted is None else wanted.functions
    found = next((one for one in functions if one.name == name), None)
    return None if found is None else Symbol(Kind.FUNCTION, name, None, found, owner="import")
