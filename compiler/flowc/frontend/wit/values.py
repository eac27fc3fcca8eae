"""What `.wit` files say once they are read: packages, interfaces, worlds, all names resolved.

Made by `resolve` alone. Types are terms; their names lead back to `path:line:column`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flowc.frontend.resources import Swap
from flowc.frontend.signature import Component, Declared, Function, Import, ImportSort, Note
from flowc.frontend.terms import FuncType, Type
from flowc.frontend.wit.tree import FunctionKind, Gate
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class WitType:
    """A type with a name; a resource's is that `Resource`.

    `span` is of the name as it is given here; `home` and `place` are of the first declaration.
    """

    name: str
    type: Type
    place: str
    doc: str
    gates: tuple[Gate, ...]
    parts: tuple[Note, ...]
    span: Span
    home: Span
    used: bool = False
    """Whether a `use` brought it here, with the documentation of its declaration."""

    def declared(self, interface: str) -> Declared:
        """Return it as a component has it that exports it from an interface."""
        note = Note(self.name, self.doc, self.home, self.parts)
        return Declared(interface, self.name, self.type, note)


@dataclass(frozen=True, slots=True)
class WitFunction:
    """A function under the name that components give it: `[method]file.read` for a method."""

    name: str
    kind: FunctionKind
    type: FuncType
    doc: str
    gates: tuple[Gate, ...]
    params: tuple[Note, ...]
    span: Span

    def function(self, interface: str) -> Function:
        """Return it as a component has it that exports it from an interface."""
        return Function(interface, self.name, self.type, self.note)

    @property
    def note(self) -> Note:
        """What is said of it."""
        return Note(self.name, self.doc, self.span, self.params)


@dataclass(frozen=True, slots=True)
class WitInterface:
    """An interface; `id` is `wasi:io/streams@0.2.0`, or empty where a world has it inline."""

    id: str
    name: str
    types: tuple[WitType, ...]
    functions: tuple[WitFunction, ...]
    doc: str
    gates: tuple[Gate, ...]
    span: Span

    @property
    def note(self) -> Note:
        """What is said of it."""
        return Note(self.id or self.name, self.doc, self.span)

    def doc_of(self, item: str, part: str = "") -> str:
        """Return what is said of a type or function, or of a field, case or parameter of it.

        The answer is empty where nothing is said or there is no such item.
        """
        docs = {one.name: (one.doc, one.parts) for one in self.types}
        docs |= {one.name: (one.doc, one.params) for one in self.functions}
        doc, parts = docs.get(item, ("", ()))
        return next((one.doc for one in parts if one.name == part), "") if part else doc


@dataclass(frozen=True, slots=True)
class WitExtern:
    """What a world imports or exports under a name, which is an interface's id or a plain one."""

    name: str
    item: WitInterface | WitFunction | WitType
    doc: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class WitWorld:
    """A world, complete: what its interfaces use is imported, what it includes is there."""

    id: str
    name: str
    imports: tuple[WitExtern, ...]
    exports: tuple[WitExtern, ...]
    doc: str
    gates: tuple[Gate, ...]
    span: Span

    @property
    def component(self) -> Component:
        """The outside of a component of this world, as `signatures.read` would say it."""
        own = {one.name for one in self.exports}
        exported = Swap(lambda one: replace(one, imported=one.interface not in own))
        inside = [_inside(one, exported) for one in self.exports]
        functions = tuple(one for functions, _ in inside for one in functions)
        types = tuple(one for _, types in inside for one in types)
        asked = Swap(lambda one: replace(one, imported=True))
        imports = (Import(one.name, _sort(one), *_inside(one, asked)) for one in self.imports)
        offered = (one.item.note for one in self.exports if isinstance(one.item, WitInterface))
        note = Note(self.name, self.doc, self.span, tuple(offered))
        return Component(functions, types, tuple(imports), note)


def _sort(extern: WitExtern) -> ImportSort:
    match extern.item:
        case WitInterface():
            return "interface"
        case WitFunction():
            return "function"
        case WitType():
            return "type"


def _inside(extern: WitExtern, swap: Swap) -> tuple[tuple[Function, ...], tuple[Declared, ...]]:
    """Return the functions and types of an import or export, its resources swapped."""
    functions: tuple[Function, ...] = ()
    types: tuple[Declared, ...] = ()
    match extern.item:
        case WitInterface() as inside:
            functions = tuple(one.function(extern.name) for one in inside.functions)
            types = tuple(one.declared(extern.name) for one in inside.types)
        case WitFunction() as function:
            functions = (function.function(""),)
        case WitType() as type_:
            types = (type_.declared(""),)
    return (
        tuple(replace(one, type=swap.function(one.type)) for one in functions),
        tuple(replace(one, type=swap.type(one.type)) for one in types),
    )


@dataclass(frozen=True, slots=True)
class WitPackage:
    """A package: `id` is `wasi:io@0.2.0`."""

    id: str
    interfaces: tuple[WitInterface, ...]
    worlds: tuple[WitWorld, ...]
    doc: str
    span: Span

    @property
    def component(self) -> Component:
        """All functions and types of its interfaces, as a service that offers them would."""
        functions = [each.function(one.id) for one in self.interfaces for each in one.functions]
        types = [each.declared(one.id) for one in self.interfaces for each in one.types]
        note = Note(self.id, self.doc, self.span, tuple(one.note for one in self.interfaces))
        return Component(tuple(functions), tuple(types), (), note)


@dataclass(frozen=True, slots=True)
class Resolved:
    """All packages that were read, the one asked for in `root`, and the sources by path."""

    root: WitPackage
    packages: tuple[WitPackage, ...]
    sources: Mapping[str, SourceFile] = field(repr=False)

    def interface(self, id_: str) -> WitInterface | None:
        """Return the interface `wasi:io/streams@0.2.0`; a bare name is one of the root's."""
        for package in self.packages:
            for one in package.interfaces:
                if id_ == one.id or (package is self.root and id_ == one.name):
                    return one
        return None

    def world(self, id_: str) -> WitWorld | None:
        """Return the world `wasi:cli/command@0.2.0`; a bare name is one of the root's."""
        for package in self.packages:
            for one in package.worlds:
                if id_ == one.id or (package is self.root and id_ == one.name):
                    return one
        return None

    def doc(self, interface: str, item: str = "", part: str = "") -> str:
        """Return what is said of an interface, of an item of it, or of a part of that item."""
        found = self.interface(interface)
        if found is None:
            return ""
        return found.doc_of(item, part) if item else found.doc
