"""What could be written in a place, by the kind of the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flowc.frontend import grammar, terms, tree
from flowc.frontend.checking.expressions.paths import path_of
from flowc.frontend.checking.packages.choices import Choice
from flowc.frontend.checking.packages.exports import Exports
from flowc.frontend.checking.packages.package import BUILT_IN_CASES, TYPE_WORDS, Package
from flowc.frontend.terms import Type
from flowc.lsp.cursor import MARKER
from flowc.lsp.naming import CALLED, Naming
from flowc.lsp.patterns import held
from flowc.lsp.symbols import Kind, Symbol, foreign_flow, foreign_symbol, part_symbol
from flowc.lsp.watch import Seen
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to write; a lower rank stands first, then a lower order.

    `after` follows the name when it is taken.
    """

    name: str
    kind: Kind
    detail: str = ""
    doc: str = ""
    rank: int = 5
    after: str = ""
    order: int = 0

    @property
    def text(self) -> str:
        """What is written: a name that is a keyword elsewhere gets its `%`."""
        own = self.kind in (Kind.BUILTIN, Kind.CAPABILITY, Kind.POLICY, Kind.ANNOTATION)
        keyword = not own and self.name in grammar.fixed_tokens()
        return f"{'%' if keyword else ''}{self.name}{self.after}"


def offer(symbol: Symbol, rank: int = 5) -> Offer:
    """Offer what has a name."""
    return Offer(symbol.name, symbol.kind, symbol.code, symbol.doc, rank)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of one state of a document."""

    seen: Seen
    package: Package

    def types(self) -> Iterator[Offer]:
        """Offer types: the package's own, the language's, and components that have some."""
        naming = Naming(self.seen, self.package)
        for name in self.package.type_decls:
            symbol = naming.type(name)
            if symbol is not None and name != MARKER:
                yield offer(symbol, 1)
        yield from (Offer(word, Kind.BUILTIN, rank=3) for word in TYPE_WORDS)
        for alias, exports in self.package.exports.items():
            if exports.types:
                yield Offer(alias, Kind.COMPONENT, exports.place, rank=2)

    def foreign_types(self, alias: str) -> Iterator[Offer]:
        """Offer the types that a component exports."""
        exports = self.package.exports.get(alias)
        if exports is not None:
            for found in exports.types.values():
                yield offer(foreign_symbol(found[0], alias), 1)

    def members(self, member: tree.Member) -> Iterator[Offer]:
        """Offer what can follow a dot: fields, items, functions, types, cases."""
        base = self.seen.type_at(member.base.span)
        if base is not None:
            yield from self._parts(base)
            return
        path = path_of(member)
        own = self.package.types.get(path[0].text) if path else None
        exports = self.package.exports.get(path[0].text) if path else None
        if own is not None:
            yield from self._parts(own)
        elif exports is not None:
            yield from self._exports(exports, path[1:-1])

    def _exports(self, exports: Exports, inner: tuple[tree.Name, ...]) -> Iterator[Offer]:
        if inner:
            for found in exports.interfaces.get(inner[0].text, {}).values():
                yield offer(foreign_symbol(found[0], exports.alias), 1)
            for declared in exports.types.get(inner[0].text, []):
                yield from self._parts(declared.type)
            yield from self._methods(exports, inner[-1].text)
            return
        for signature in exports.flows.values():
            yield offer(foreign_flow(signature, exports.alias), 1)
        for name in exports.plain_functions:
            yield offer(foreign_symbol(exports.functions[name][0], exports.alias), 1)
        for name, types in exports.types.items():
            yield offer(foreign_symbol(types[0], exports.alias), 2)
            for made in exports.functions.get(f"[constructor]{name}", [])[:1]:
                symbol = foreign_symbol(made, exports.alias)
                yield Offer(name, Kind.FUNCTION, symbol.code, symbol.doc, 1)

    def _methods(self, exports: Exports, resource: str) -> Iterator[Offer]:
        """Offer the functions of a resource, its constructor left out."""
        for name, found in exports.functions.items():
            kind, _, rest = name.partition("]")
            owner, dot, method = rest.partition(".")
            if kind.startswith("[") and dot and owner == resource:
                symbol = foreign_symbol(found[0], exports.alias)
                yield Offer(method, Kind.FUNCTION, symbol.code, symbol.doc, 1)

    def _parts(self, type_: Type) -> Iterator[Offer]:
        match type_:
            case terms.Record(fields):
                names = [one.name for one in fields]
            case terms.Flags(labels):
                names = list(labels)
            case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
                names = [one.name for one in terms.cases_of(type_)]
            case terms.Tuple(items):
                for at, item in enumerate(items):
                    yield Offer(str(at), Kind.FIELD, str(item), rank=1)
                return
            case _:
                return
        yield from (offer(part_symbol(self.package, type_, name), 1) for name in names)

    def _held(self, pattern: Any, match_: tree.Match) -> Type | None:
        """Return the type of what a pattern of a match is held against."""
        subject = self.seen.type_at(match_.subject.span)
        each = (one for arm in match_.arms for one in held(arm.pattern, subject))
        return next((one.type for one in each if one.pattern is pattern), None)

    def pattern_fields(self, path: tuple[Any, ...]) -> Iterator[Offer]:
        """Offer the fields that the record pattern around a field does not name yet."""
        match_, pattern = _match(path), path[-2]
        type_ = None if match_ is None else self._held(pattern, match_)
        taken = {one.name.text for one in pattern.fields}
        if not isinstance(type_, terms.Record):
            return
        for one in type_.fields:
            if one.name not in taken:
                yield offer(part_symbol(self.package, type_, one.name), 1)

    def cases(self, pattern: tree.CasePattern, path: tuple[Any, ...]) -> Iterator[Offer]:
        """Offer the cases that no arm of the match in a path has yet, and `_`."""
        match_ = _match(path)
        if match_ is None:
            return
        type_ = self._held(pattern, match_)
        others = [arm.pattern for arm in match_.arms if arm.pattern is not pattern]
        top = any(arm.pattern is pattern for arm in match_.arms)
        taken = {one.name.text for one in others if top and isinstance(one, tree.CasePattern)}
        arrow = " => " if top else ""
        if isinstance(type_, Choice):
            for case in terms.cases_of(type_):
                if case.name not in taken:
                    after = arrow if case.payload is None else f"(value){arrow}"
                    symbol = part_symbol(self.package, type_, case.name)
                    yield Offer(case.name, Kind.CASE, symbol.code, symbol.doc, 1, after)
        elif type_ == terms.BOOL:
            yield from (Offer(one, Kind.BUILTIN, rank=1, after=arrow) for one in ("true", "false"))
        yield Offer("_", Kind.BUILTIN, rank=2, after=arrow)

    def fields(self, record: tree.RecordLit) -> Iterator[Offer]:
        """Offer the fields that a record which is being written does not have yet."""
        type_ = self.seen.wanted_at(record.span) or self.seen.type_at(record.span)
        taken = {one.name.text for one in record.fields}
        if isinstance(type_, terms.Record):
            for one in type_.fields:
                if one.name not in taken:
                    symbol = part_symbol(self.package, type_, one.name)
                    yield Offer(one.name, Kind.FIELD, symbol.code, symbol.doc, 1, ": ")

    def arguments(self, call: Any) -> Iterator[Offer]:
        """Offer the names of a flow's parameters."""
        if isinstance(call, tree.Call):
            signature = Naming(self.seen, self.package).called_flow(call.callee)
            taken = {one.name.text for one in call.args if one.name is not None}
            for formal in () if signature is None else signature.formals:
                if formal.name not in taken:
                    yield Offer(formal.name, Kind.PARAMETER, str(formal.want.type), "", 4, ": ")

    def values(self, span: Span) -> Iterator[Offer]:
        """Offer whatever a value can start with; what is wanted here stands first."""
        wanted = self.seen.wanted_at(span)
        for name, bound in self.seen.scope.items():
            rank = 1 if wanted is not None and bound.type == wanted else 2
            yield Offer(name, Kind.BINDING, str(bound.type), rank=rank)
        yield from self._cases(wanted)
        naming = Naming(self.seen, self.package)
        tops = (
            *map(naming.flow, self.package.flow_decls),
            *map(naming.component, self.package.uses),
        )
        yield from (offer(one, 3) for one in tops if one is not None)
        yield from (Offer(word, Kind.BUILTIN, rank=6) for word in CALLED)

    def _cases(self, wanted: Type | None) -> Iterator[Offer]:
        if isinstance(wanted, Choice):
            yield from self._parts(wanted)
        for name, owners in self.package.cases.items():
            yield offer(part_symbol(self.package, owners[0], name), 4)
        yield from (Offer(one, Kind.CASE, rank=5) for one in BUILT_IN_CASES)


def _match(path: tuple[Any, ...]) -> tree.Match | None:
    """Return the innermost match in a path of nodes."""
    return next((one for one in reversed(path) if isinstance(one, tree.Match)), None)
