"""Every name in a file and what it means: read from the tree, and from what the check found out.

Names that mean nothing are left out. Shorthand (`{ z }`) names a field and a binding at once; both
stand in the index.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from flowc.frontend import tree
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.parsing.depth import children
from flowc.frontend.terms import Flags, Type
from flowc.lsp.around import (
    Around,
    Found,
    annotation,
    capability,
    in_path,
    policy,
    setting,
    tree_parts,
)
from flowc.lsp.naming import Naming
from flowc.lsp.patterns import given_types, held
from flowc.lsp.symbols import Kind, Symbol
from flowc.lsp.watch import Seen
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in the file, and what it means."""

    span: Span
    symbol: Symbol

    @property
    def declares(self) -> bool:
        """Whether the name is declared right here."""
        return self.span == self.symbol.home


@dataclass(frozen=True)
class Index:
    """The names of a file, in order."""

    all: tuple[Occurrence, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [one.span.start for one in self.all]

    def at(self, offset: int) -> Occurrence | None:
        """Return the name that an offset is in or right after; a value before a field."""
        last = bisect_right(self._starts, offset)
        for one in reversed(self.all[max(0, last - 3) : last]):
            if one.span.start <= offset <= one.span.end:
                return one
        return None

    def of(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Return all places that name one symbol; it has a home."""
        same = (one for one in self.all if one.symbol.home == symbol.home is not None)
        return tuple(one for one in same if one.symbol.kind is symbol.kind)

    def starting(self, offset: int) -> Occurrence | None:
        """Return the name that starts at an offset; a value before a field."""
        return self._by_start.get(offset)

    @cached_property
    def _by_start(self) -> dict[int, Occurrence]:
        return {one.span.start: one for one in self.all}


def index(flow: tree.Flow, seen: Seen) -> Index:
    """Find all names of a file that was checked."""
    if seen.package is None:
        return Index(())
    found = _Finder(seen, seen.package, Naming(seen, seen.package)).file(flow)
    once: dict[tuple[Span, bool], Occurrence] = {}
    for one in found:
        once.setdefault((one.span, one.symbol.kind is Kind.FIELD), one)
    ordered = sorted(
        once.values(), key=lambda one: (one.span.start, one.symbol.kind is not Kind.FIELD)
    )
    return Index(tuple(ordered))


@dataclass(frozen=True, slots=True)
class _Finder:
    seen: Seen
    package: Package
    naming: Naming

    @property
    def around(self) -> Around:
        return Around(self.naming)

    def file(self, flow: tree.Flow) -> Iterator[Occurrence]:
        for use in flow.uses:
            yield from self._named(self.around.use(use))
            yield from self._below(use)
        for interface in flow.interfaces:
            yield from self._named(self.around.interface(interface))
        for test in flow.tests:
            yield from self._below(test)
        for decl in flow.types:
            yield from self._pair(decl.name, self.naming.type(decl.name.text))
            yield from self._parts(decl)
            yield from self._below(decl)
        for one in flow.flows:
            yield from self._pair(one.name, self.naming.flow(one.name.text))
            yield from self._parameters(one)
            yield from self._below(one)

    def _parameters(self, flow: tree.FlowDecl) -> Iterator[Occurrence]:
        """Find the parameters of a flow, in the paths of its routes as well."""
        name, params = flow.name.text, {one.name.text: one.name for one in flow.params}
        yield from (Occurrence(p.span, self.naming.parameter(name, p)) for p in params.values())
        for note in flow.annotations:
            yield from self._named((annotation(note),))
            for one in in_path(note):
                if one.text in params:
                    yield Occurrence(one.span, self.naming.parameter(name, params[one.text]))

    def _parts(self, decl: tree.TypeDecl) -> Iterator[Occurrence]:
        type_ = self.package.types.get(decl.name.text)
        if type_ is not None:
            for one in tree_parts(decl):
                yield from self._pair(one.name, self.naming.part(type_, one.name.text))

    def _below(self, root: Any) -> Iterator[Occurrence]:
        waiting = list(children(root))
        while waiting:
            node = waiting.pop()
            yield from self._names(node)
            if not isinstance(node, tree.Annotation):
                waiting.extend(children(node))

    def _names(self, node: Any) -> Iterator[Occurrence]:
        match node:
            case tree.NamedType(qualifier, name):
                path = (name,) if qualifier is None else (qualifier, name)
                yield from self._pairs(path, self.naming.type_path(path))
            case tree.Call(callee=callee, args=args):
                yield from self._callee(callee, args, node)
            case tree.NameRef(name):
                yield from self._pair(name, self.naming.value(name, node.span))
            case tree.Member(name=name):
                yield from self._pair(name, self.naming.member(node))
            case tree.RecordLit(fields=fields):
                yield from self._fields(node, fields)
            case tree.Match(subject=subject, arms=arms):
                for arm in arms:
                    yield from self._pattern(self.seen.type_at(subject.span), arm.pattern)
            case tree.Capability():
                yield from self._named((capability(node),))
            case tree.Policy():
                yield from self._named((policy(node),))
            case tree.Setting():
                yield from self._named((setting(node),))
            case tree.Given(callee=callee):
                yield from self._named(self.around.path(callee))
                yield from self._given(node)
            case tree.Name():
                yield from self._pair(node, self.naming.bound(node))

    def _callee(
        self, callee: tree.Expr, args: tuple[tree.Arg, ...], call: tree.Call
    ) -> Iterator[Occurrence]:
        if isinstance(callee, tree.NameRef):
            yield from self._pair(callee.name, self.naming.called(callee.name, call.span))
        flow = self.naming.called_flow(callee)
        for arg in args:
            if arg.name is not None and flow is not None:
                yield from self._pair(arg.name, self.naming.named_argument(flow, arg.name))

    def _fields(
        self, node: tree.RecordLit, fields: tuple[tree.FieldInit, ...]
    ) -> Iterator[Occurrence]:
        type_ = self.seen.type_at(node.span)
        for one in fields:
            if type_ is not None:
                yield from self._pair(one.name, self.naming.part(type_, one.name.text))
            if one.value is None and not isinstance(type_, Flags):
                yield from self._pair(one.name, self.naming.value(one.name, one.name.span))

    def _given(self, given: tree.Given) -> Iterator[Occurrence]:
        """Yield the names in the patterns of a stub, which are held against the arguments."""
        types = given_types(self.package, given)
        for pattern, type_ in zip_longest(given.patterns, types[: len(given.patterns)]):
            yield from self._pattern(type_, pattern)

    def _pattern(self, subject: Type | None, pattern: tree.Pattern) -> Iterator[Occurrence]:
        for one in held(pattern, subject):
            inner = one.pattern
            if isinstance(inner, tree.CasePattern):
                types = self.naming.type_path(inner.qualifier)
                yield from self._pairs(inner.qualifier, types)
            if isinstance(inner, tree.CasePattern | tree.FieldPattern) and self._is_part(inner):
                part = None if one.type is None else self.naming.part(one.type, inner.name.text)
                yield from self._pair(inner.name, part)

    def _is_part(self, pattern: tree.CasePattern | tree.FieldPattern) -> bool:
        """Whether the name of a pattern is a case or a field, and no binding alone."""
        is_field = isinstance(pattern, tree.FieldPattern)
        return is_field or pattern.name.span.start not in self.seen.bound

    def _named(self, found: Iterable[Found]) -> Iterator[Occurrence]:
        for name, symbol in found:
            yield from self._pair(name, symbol)

    def _pair(self, name: tree.Name, symbol: Symbol | None) -> Iterator[Occurrence]:
        if symbol is not None:
            yield Occurrence(name.span, symbol)

    def _pairs(
        self, names: tuple[tree.Name, ...], symbols: tuple[Symbol | None, ...]
    ) -> Iterator[Occurrence]:
        for name, symbol in zip(names, symbols, strict=False):
            yield from self._pair(name, symbol)
