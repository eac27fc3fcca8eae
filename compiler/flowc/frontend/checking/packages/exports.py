"""What one component or package offers a flow: its exports by name, and which it cannot use."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from flowc.frontend import errors, terms, tree
from flowc.frontend.checking.packages.outside import Library, Signature
from flowc.frontend.owners import Owners
from flowc.frontend.signature import Component, Declared, Function, Note
from flowc.frontend.terms import Type
from flowc.text.span import Span
from flowc.text.suggest import nearest


def short_name(interface: str) -> str:
    """Return an interface's own name: "api" of "acme:pricing/api@1.0.0"."""
    return interface.partition("@")[0].rpartition("/")[2]


@dataclass(frozen=True)
class Exports:
    """A component's exports, looked up by name; of a package, `library`, also its flows."""

    alias: str
    place: str
    component: Component
    library: Library | None = None
    flows: Mapping[str, Signature] = field(default_factory=dict)

    @cached_property
    def functions(self) -> dict[str, list[Function]]:
        """Functions by name, from every interface."""
        found: dict[str, list[Function]] = {}
        for function in self.component.functions:
            found.setdefault(function.name, []).append(function)
        return found

    @cached_property
    def interfaces(self) -> dict[str, dict[str, list[Function]]]:
        """Functions by their interface's short name and their own."""
        found: dict[str, dict[str, list[Function]]] = {}
        for function in self.component.functions:
            inside = found.setdefault(short_name(function.interface), {})
            inside.setdefault(function.name, []).append(function)
        found.pop("", None)
        return found

    @cached_property
    def types(self) -> dict[str, list[Declared]]:
        """Types by name: one of each structure that the name stands for."""
        found: dict[str, list[Declared]] = {}
        for declared in self.component.types:
            same = found.setdefault(declared.name, [])
            if all(declared.type != other.type for other in same):
                same.append(declared)
        return found

    @cached_property
    def notes(self) -> dict[terms.TypeName, Note]:
        """What is said of its types, by the name that each was declared under."""
        named = ((terms.declared_name(one.type), one.note) for one in self.component.types)
        return {name: note for name, note in named if name is not None}

    @property
    def callable(self) -> list[str]:
        """The names a flow can call."""
        return [*self.flows, *self.plain_functions]

    @property
    def plain_functions(self) -> list[str]:
        """The functions among them: no methods or constructors of resources."""
        return [name for name in self.functions if not name.startswith("[")]

    def private(self, name: str) -> Signature | None:
        """Return the flow of that name that the package keeps to itself, if there is one."""
        if self.library is None or name in self.flows:
            return None
        return self.library.flows.get(name)

    def refusal(self, function: Function) -> str:
        """Say why a flow cannot call a function; empty where it can."""
        if function.type.is_async:
            return "is async"
        for param in function.type.params:
            if not isinstance(param.type, terms.Handle) and (text := self.handle_in(param.type)):
                return f"takes `{text}`"
        result = function.type.result
        found = None if result is None else _kept(result)
        return f"gives `{found}`" if found else ""

    def waits(self, function: Function) -> bool:
        """Whether a function is one of WASI 0.3's: async, or with streams or futures."""
        types = [param.type for param in function.type.params]
        if function.type.result is not None:
            types.append(function.type.result)
        return function.type.is_async or any(
            self.handle_in(one).startswith(("stream", "future")) for one in types
        )

    def handle_in(self, type_: Type) -> str:
        """Return the text of the first part that a flow cannot hold; empty if there is none."""
        found = handle_in(type_, set())
        return "" if found is None else str(found)


def no_export(
    exports: Exports, name: tree.Name, known: tuple[str, ...], used: Span
) -> "errors.UnknownExport | errors.PrivateFlow | errors.UnknownInPackage":
    """Return the error for a name that an alias does not offer, of all that it does."""
    alias, text = exports.alias, name.text
    known = tuple(dict.fromkeys(known))
    near = nearest(text, known)
    if exports.library is None:
        return errors.UnknownExport(alias, text, near, known, used, span=name.span)
    private = exports.private(text)
    if private is not None:
        return errors.PrivateFlow(
            alias, text, private.decl.name.span, private.decl.span, span=name.span
        )
    own_use = any(use.alias.text == text for use in exports.library.flow.uses)
    return errors.UnknownInPackage(alias, text, near, known, used, own_use, span=name.span)


def of_library(alias: str, place: str, library: Library) -> Exports:
    """Return what a package offers, every type under the name that it has behind the alias."""
    owners = Owners(f"{alias}.")
    types = tuple(
        Declared("", name, owners.of(type_), note)
        for (name, type_), note in zip(library.types.items(), library.notes, strict=True)
    )
    flows = {
        name: _seen_from_outside(signature, owners)
        for name, signature in library.flows.items()
        if signature.decl.exported
    }
    note = Note(library.flow.name, library.flow.doc, library.flow.package_span)
    return Exports(alias, place, Component((), types, (), note), library, flows)


def _seen_from_outside(signature: Signature, owners: Owners) -> Signature:
    formals = tuple(
        replace(formal, want=replace(formal.want, type=owners.of(formal.want.type)))
        for formal in signature.formals
    )
    result = replace(signature.result, type=owners.of(signature.result.type))
    return replace(signature, formals=formals, result=result)


def _kept(type_: Type) -> Type | None:
    """Return the first part of a result that a flow cannot hold, or not as it stands in it.

    Handles of one's own may stand in tuples, options and results.
    """
    match type_:
        case terms.Handle(kind="own"):
            return None
        case terms.Option() | terms.Result() | terms.Tuple():
            found = (_kept(part) for part in terms.parts_of(type_))
            return next((one for one in found if one is not None), None)
        case terms.List():
            return None if handle_in(type_, set()) is None else type_
        case _:
            return handle_in(type_, set())


def has_handles(function: terms.FuncType) -> bool:
    """Whether a function that a flow can call takes or gives handles."""
    types = [param.type for param in function.params]
    types += [] if function.result is None else [function.result]
    return any(handle_in(one, set()) is not None for one in types)


def plain_name(name: str) -> str:
    """Return a function's name as a source has it: `page.read` of `[method]page.read`."""
    return name.partition("]")[2] or name


def handle_in(type_: Type, seen: set[int]) -> Type | None:
    """Return the first type inside a type that no flow can hold; each shared part is seen once."""
    if isinstance(type_, terms.Opaque | terms.Resource | terms.Handle):
        return type_
    if id(type_) in seen:
        return None
    seen.add(id(type_))
    return next((found for part in terms.parts_of(type_) if (found := handle_in(part, seen))), None)
