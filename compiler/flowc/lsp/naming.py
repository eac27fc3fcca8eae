"""From one name in its place to the symbol it means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from flowc.frontend import terms, tree
from flowc.frontend.checking.expressions.paths import flow_at, functions_at, path_of
from flowc.frontend.checking.packages.choices import Choice
from flowc.frontend.checking.packages.exports import Exports, short_name
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.packages.package import (
    BUILT_IN_CASES,
    CONVERSIONS,
    TYPE_WORDS,
    Package,
)
from flowc.frontend.terms import Type
from flowc.lsp.symbols import (
    Kind,
    Symbol,
    foreign_flow,
    foreign_symbol,
    part_symbol,
    type_symbol,
    whole_doc,
)
from flowc.lsp.watch import Bound, Seen
from flowc.text.span import Span

CALLED = (*CONVERSIONS, "length")
"""Functions of the language."""


@dataclass(frozen=True)
class Naming:
    """Looks names up in what a check found out."""

    seen: Seen
    package: Package

    @cached_property
    def _params(self) -> frozenset[Span]:
        decls = self.package.flow_decls.values()
        return frozenset(one.name.span for decl in decls for one in decl.params)

    # --- at the top ---

    def component(self, alias: str) -> Symbol | None:
        """Return a component by its alias."""
        use = self.package.uses.get(alias)
        exports = self.package.exports.get(alias)
        doc = "" if exports is None else whole_doc(exports.component.note)
        return None if use is None else Symbol(Kind.COMPONENT, alias, use.alias.span, use, doc)

    def type(self, name: str) -> Symbol | None:
        """Return a type of the package or of the language."""
        if name in self.package.type_decls:
            return type_symbol(self.package, self.package.types.get(name, terms.UNKNOWN), name)
        return Symbol(Kind.BUILTIN, name) if name in TYPE_WORDS else None

    def foreign_type(self, exports: Exports, name: str) -> Symbol | None:
        """Return a type that a component exports."""
        found = exports.types.get(name, [])
        return foreign_symbol(found[0], exports.alias) if found else None

    def interface(self, name: str) -> Symbol | None:
        """Return an interface that the file declares."""
        decl = next((one for one in self.package.flow.interfaces if one.name.text == name), None)
        if decl is None:
            return None
        return Symbol(Kind.INTERFACE, name, decl.name.span, f"interface {name}", decl.doc)

    def inside(
        self, interface: tree.InterfaceDecl, decl: tree.TypeDecl | tree.FunctionDecl
    ) -> Symbol:
        """Return a type or function of an interface that the file declares."""
        name, is_type = decl.name.text, not isinstance(decl, tree.FunctionDecl)
        known = (self.package.exports.get(use.alias.text) for use in self._uses(interface))
        for exports in (one for one in known if one is not None):
            found = (exports.types if is_type else exports.functions).get(name)
            if found:
                symbol = foreign_symbol(found[0], interface.name.text)
                return replace(symbol, home=decl.name.span, doc=decl.doc)
        kind = Kind.TYPE if is_type else Kind.FUNCTION
        return Symbol(kind, name, decl.name.span, name, decl.doc, interface.name.text)

    def inside_part(
        self,
        interface: tree.InterfaceDecl,
        decl: tree.TypeDecl,
        part: tree.FieldDecl | tree.CaseDecl,
    ) -> Symbol:
        """Return a field or case of a type of an interface."""
        is_field = isinstance(part, tree.FieldDecl) or isinstance(decl, tree.FlagsDecl)
        owner = f"{interface.name.text}.{decl.name.text}"
        kind, name = Kind.FIELD if is_field else Kind.CASE, part.name.text
        return Symbol(kind, name, part.name.span, f"{owner}.{name}", part.doc, owner)

    def _uses(self, interface: tree.InterfaceDecl) -> Iterator[tree.Use]:
        for use in self.package.flow.uses:
            if use.interface is not None and use.interface.text == interface.name.text:
                yield use

    def flow(self, name: str) -> Symbol | None:
        """Return a flow."""
        decl = self.package.flow_decls.get(name)
        if decl is None:
            return None
        return Symbol(Kind.FLOW, name, decl.name.span, self.package.flows.get(name), decl.doc)

    def parameter(self, flow: str, name: tree.Name) -> Symbol:
        """Return a flow's parameter."""
        signature = self.package.flows.get(flow)
        formals = () if signature is None else signature.formals
        type_ = next((one.want.type for one in formals if one.name == name.text), None)
        return Symbol(Kind.PARAMETER, name.text, name.span, type_)

    def part(self, owner: Type, name: str) -> Symbol | None:
        """Return a field, label or case of a type; None if the type has none of that name."""
        found = part_symbol(self.package, owner, name)
        return None if found.about is None else found

    # --- in expressions ---

    def bound(self, name: tree.Name) -> Symbol | None:
        """Return the binding that is made at a name, if one is."""
        found = self.seen.bound.get(name.span.start)
        made = found is not None and found.binding.name == name.text and not found.binding.running
        return self._binding(found) if found is not None and made else None

    def _binding(self, bound: Bound) -> Symbol:
        binding = bound.binding
        home = None if binding.running else binding.span
        kind = Kind.PARAMETER if binding.span in self._params else Kind.BINDING
        return Symbol(kind, binding.name, home, bound.type)

    def value(self, name: tree.Name, span: Span) -> Symbol | None:
        """Return what a name on its own means: a binding, a case, or what stands at the top."""
        bound = self.seen.names.get(span.start)
        if bound is not None:
            return self._binding(bound)
        return self._top(name.text) or self._case(name.text, span)

    def called(self, name: tree.Name, call: Span) -> Symbol | None:
        """Return what a name before brackets means."""
        if name.text in CALLED:
            return Symbol(Kind.BUILTIN, name.text)
        return self._top(name.text) or self._case(name.text, call)

    def called_flow(self, callee: tree.Expr) -> Signature | None:
        """Return the flow, of this package or another, that something before brackets means."""
        match path_of(callee):
            case (name,):
                return self.package.flows.get(name.text)
            case (alias, name):
                exports = self.package.exports.get(alias.text)
                return None if exports is None else exports.flows.get(name.text)
            case _:
                return None

    def named_argument(self, flow: Signature, name: tree.Name) -> Symbol | None:
        """Return the parameter that an argument names."""
        formals = zip(flow.decl.params, flow.formals, strict=True)
        found = next((pair for pair in formals if pair[1].name == name.text), None)
        if found is None:
            return None
        param, formal = found
        return Symbol(Kind.PARAMETER, name.text, param.name.span, formal.want.type)

    def _top(self, name: str) -> Symbol | None:
        return self.component(name) or self.flow(name) or self._own_type(name)

    def _own_type(self, name: str) -> Symbol | None:
        return self.type(name) if name in self.package.type_decls else None

    def _case(self, name: str, span: Span) -> Symbol | None:
        type_ = self.seen.type_at(span)
        if isinstance(type_, Choice) and (found := self.part(type_, name)) is not None:
            return found
        owners = self.package.cases.get(name, [])
        if len(owners) == 1:
            return self.part(owners[0], name)
        return Symbol(Kind.BUILTIN, name) if name in BUILT_IN_CASES else None

    # --- dotted ---

    def type_path(self, path: tuple[tree.Name, ...]) -> tuple[Symbol | None, ...]:
        """Return what each name of `type` or `alias.type` means."""
        if len(path) < 2:  # noqa: PLR2004 - a component and its type
            return tuple(self.type(one.text) for one in path)
        exports = self.package.exports.get(path[0].text)
        inner = None if exports is None else self.foreign_type(exports, path[1].text)
        return self.component(path[0].text), inner

    def member(self, node: tree.Member) -> Symbol | None:
        """Return what the name after a dot means."""
        base = self.seen.type_at(node.base.span)
        if base is not None:
            return self.part(base, node.name.text)
        path = path_of(node)
        own = self.package.types.get(path[0].text) if path else None
        if own is not None:
            return self.part(own, node.name.text)
        exports = self.package.exports.get(path[0].text) if path else None
        return None if exports is None else self.exported(exports, path[1:])

    def exported(self, exports: Exports, rest: tuple[tree.Name, ...]) -> Symbol | None:
        """Return what the last name of a path behind an alias means."""
        flow = flow_at(exports, rest)
        if flow is not None:
            return foreign_flow(flow, exports.alias)
        found = functions_at(exports, rest)
        if found:
            return foreign_symbol(found[0], exports.alias)
        owner = exports.types.get(rest[0].text, [])
        if owner and len(rest) > 1:
            return self.part(owner[0].type, rest[-1].text)
        return self.foreign_type(exports, rest[0].text) or self._exported_interface(exports, rest)

    def _exported_interface(self, exports: Exports, rest: tuple[tree.Name, ...]) -> Symbol | None:
        if len(rest) > 1 or rest[0].text not in exports.interfaces:
            return None
        ids = (one.interface for one in exports.component.functions)
        full = next(one for one in ids if short_name(one) == rest[0].text)
        note = exports.component.note.part(full)
        code = f"interface {full}"
        return Symbol(Kind.INTERFACE, rest[0].text, note.span, code, note.doc, exports.alias)
