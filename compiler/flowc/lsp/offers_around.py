"""What could be written around flows: in `use`, `needs`, policies and the stubs of tests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flowc.frontend import tree
from flowc.frontend.checking.packages.exports import Exports, short_name
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.parsing.tokens import Token
from flowc.lsp.around import import_of, import_symbol
from flowc.lsp.cursor import MARKER
from flowc.lsp.naming import Naming
from flowc.lsp.offers import Offer, offer
from flowc.lsp.symbols import Kind, flow_text, foreign_symbol
from flowc.lsp.watch import Seen
from flowc.lsp.words import (
    ALONE,
    ANNOTATIONS,
    CAPABILITIES,
    DETAILED,
    KINDS_OF_ITEMS,
    METHODS,
    MODES,
    POLICIES,
    ROLES,
    SETTINGS,
)


def contextual(tokens: Sequence[Token]) -> Iterable[Offer] | None:
    """Offer what alone can come after these tokens of a declaration; None where more can."""
    kinds = [one.type for one in tokens if one.text]
    if kinds[-1:] == ["AS"] and "USE" in kinds:
        return _plain(ROLES)
    opened = kinds.count("LBRACE") - kinds.count("RBRACE")
    outside = kinds.count("LPAREN") == kinds.count("RPAREN")
    if kinds[-1:] == ["COLON"] and "INTERFACE" in kinds and opened == 1 and outside:
        return _plain(KINDS_OF_ITEMS)
    return None


def _plain(words: Mapping[str, str]) -> Iterable[Offer]:
    return [Offer(word, Kind.BUILTIN, doc=doc, rank=1) for word, doc in words.items()]


def _after(policy: str) -> str:
    """Return what is written after a policy's name, or a setting's."""
    return "" if policy in ALONE else "(" if policy in DETAILED else ": "


def _worded(
    words: Mapping[str, tuple[str, str]], kind: Kind, taken: Iterable[tree.Name]
) -> Iterator[Offer]:
    known = {one.text for one in taken}
    for at, (word, (code, doc)) in enumerate(words.items()):
        if word not in known:
            after = _after(word) if kind is Kind.POLICY else ""
            yield Offer(word, kind, code, doc, 1, after, order=at)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known where the nodes of a path lead to the cursor."""

    seen: Seen
    package: Package
    path: tuple[Any, ...]

    def offers(self) -> Iterator[Offer]:
        """Offer what fits the innermost node; nothing where that is of another kind."""
        above = self.path[-2] if len(self.path) > 1 else None
        match self.path[-1], above:
            case tree.Capability(), tree.Needs(capabilities=all_):
                yield from _worded(CAPABILITIES, Kind.CAPABILITY, (one.name for one in all_))
            case tree.Scope(), tree.Capability(name=tree.Name("files")):
                yield from _plain(MODES)
            case tree.Policy(), tree.Policies(items=all_):
                yield from _worded(POLICIES, Kind.POLICY, (one.name for one in all_))
            case tree.Setting(), tree.Settings(items=all_):
                yield from _worded(SETTINGS, Kind.POLICY, (one.name for one in all_))
            case tree.Annotation(), _:
                yield from _worded(ANNOTATIONS, Kind.ANNOTATION, ())
            case tree.NameRef(), tree.Annotation(settings=[first, *_]) if self.path[-1] is first:
                yield from _plain(METHODS)
            case tree.Fill(), tree.Use(fills=all_) as use:
                yield from self._imports(use, {one.name.text for one in all_})
            case tree.Name(), tree.Supply():
                yield from self._needed()
            case tree.Name(), tree.Use(interface=tree.Name(text)) if text == MARKER:
                yield from self._interfaces()
            case tree.Name(), tree.Supplier(path=path):
                yield from self._suppliers(path)
            case tree.Name(), tree.Given(callee=path):
                yield from self._stubbed(path)
            case tree.NamedType(qualifier=None), _:
                yield from self._own_types()

    def _exports(self, name: str) -> Exports | None:
        return self.package.exports.get(name)

    def _imports(self, use: tree.Use, taken: set[str]) -> Iterator[Offer]:
        exports = self._exports(use.alias.text)
        for one in () if exports is None else exports.component.imports:
            symbol = import_symbol(one)
            if not taken & {symbol.name, one.name}:
                yield Offer(symbol.name, Kind.IMPORT, symbol.code, "", 1, ": ")

    def _needed(self) -> Iterator[Offer]:
        use = next(one for one in self.path if isinstance(one, tree.Use))
        fill = next(one for one in self.path if isinstance(one, tree.Fill))
        exports = self._exports(use.alias.text)
        wanted = exports and import_of(exports.component.imports, fill.name.text)
        for one in wanted.functions if wanted else ():
            yield Offer(one.name, Kind.FUNCTION, str(one.type), one.note.doc, 1, ": ")

    def _interfaces(self) -> Iterator[Offer]:
        for decl in self.package.flow.interfaces:
            yield Offer(decl.name.text, Kind.INTERFACE, "", decl.doc, 1)

    def _own_types(self) -> Iterator[Offer]:
        """Offer the types of the interface that is being written."""
        for decl in self.path[:1]:
            for one in decl.types if isinstance(decl, tree.InterfaceDecl) else ():
                yield Offer(one.name.text, Kind.TYPE, "", one.doc, 1)

    def _suppliers(self, path: tuple[tree.Name, ...]) -> Iterator[Offer]:
        naming = Naming(self.seen, self.package)
        if len(path) == 1:
            own = next((one for one in self.path if isinstance(one, tree.Use)), None)
            names = (*map(naming.component, self.package.uses), *self._flows(naming))
            yield from (
                offer(one, 1) for one in names if one and not (own and own.alias.text == one.name)
            )
            return
        exports = self._exports(path[0].text)
        if exports is not None:
            if path[2:] == ():
                yield from (Offer(name, Kind.INTERFACE, "", "", 1) for name in exports.interfaces)
            yield from _inside(exports, path)

    def _flows(self, naming: Naming) -> Iterator[Any]:
        return map(naming.flow, self.package.flow_decls)

    def _stubbed(self, path: tuple[tree.Name, ...]) -> Iterator[Offer]:
        """Offer what a test can stand in for: functions of components, and flows."""
        naming = Naming(self.seen, self.package)
        if len(path) == 1:
            names = (*map(naming.component, self.package.uses), *self._flows(naming))
            yield from (offer(one, 1) for one in names if one)
            return
        exports = self._exports(path[0].text)
        if exports is not None:
            yield from _inside(exports, path)


def _inside(exports: Exports, path: tuple[tree.Name, ...]) -> Iterator[Offer]:
    """Offer the functions and flows behind an alias, or those of one of its interfaces."""
    for name, signature in exports.flows.items():
        yield Offer(name, Kind.FLOW, flow_text(signature), signature.decl.doc, 1)
    interfaces = {path[1].text, ""} if path[2:] else None
    for one in exports.component.functions:
        if interfaces is None or short_name(one.interface) in interfaces:
            yield offer(foreign_symbol(one, exports.alias), 1)
