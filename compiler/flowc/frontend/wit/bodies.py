"""The types and functions of one interface or world, from its members.

What it `use`s must be read already; `tables` has that by interface id. Names are given in one
namespace; a mistake is reported and means `UNKNOWN`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flowc.frontend import errors
from flowc.frontend.binary.values import MAX_FLAGS
from flowc.frontend.signature import Note
from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    FuncType,
    Handle,
    Param,
    Record,
    Resource,
    Result,
    Type,
    TypeName,
    Unknown,
    Variant,
)
from flowc.frontend.wit import tree
from flowc.frontend.wit.meanings import NOTHING, Meaning, Terms, names_in
from flowc.frontend.wit.order import order
from flowc.frontend.wit.units import Names, Scope, Units
from flowc.frontend.wit.values import WitFunction, WitInterface, WitType
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(slots=True)
class Table:
    """What an interface or world gives: meanings by name, types and functions in their order."""

    known: dict[str, Meaning] = field(default_factory=dict)
    types: dict[str, WitType] = field(default_factory=dict)
    functions: list[WitFunction] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    uses: dict[str, None] = field(default_factory=dict)
    """The interfaces whose types it has, by id, in order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading every body needs."""

    units: Units
    tables: Mapping[str, Table]
    sources: Mapping[str, SourceFile]
    owner: str
    report: Report

    def place(self, span: Span) -> str:
        """Return `path:line:column` of a span's start."""
        return f"{span.file}:{self.sources[span.file].place(span.start)}"

    def declared(self, name: tree.Name) -> TypeName:
        """Return the name of a type that is declared at `name`."""
        return TypeName(self.owner, name.text, self.place(name.span))


class Body:
    """Reads the types and functions of one interface or world into its `table`."""

    def __init__(
        self, scope: Scope, where: str, reading: Reading, names: Names, interface: str = ""
    ) -> None:
        self.scope = scope
        self.interface = interface
        self.reading = reading
        self.report = reading.report
        self.names = names
        self.table = Table()
        self.functions: set[str] = set()
        self.where = where

    def read(self, members: Iterable[tree.Member]) -> None:
        """Read the types and functions among `members`, in their order."""
        shown = tuple(one for one in members if self._shows(one))
        self._types(shown)
        for one in shown:
            if isinstance(one, tree.Function):
                self.table.functions.append(self.made(one))
            elif isinstance(one, tree.Resource):
                self._methods(one)

    @property
    def _terms(self) -> Terms:
        return Terms(
            self.table.known,
            self.functions,
            self.table.hidden,
            self.where,
            self.reading.units.near,
            self.report,
        )

    def _shows(self, member: tree.Member) -> bool:
        """Say whether a member's gates let it be seen; note what they hide, and take its name."""
        unit = self.scope.unit
        given = (
            [one.local for one in member.names] if isinstance(member, tree.Use) else [member.name]
        )
        if not self.reading.units.shows(unit, member.gates, ""):
            feature = unit.hidden.pop("", "")
            self.table.hidden |= {one.text: feature for one in given}
            return False
        if isinstance(member, tree.Function):
            self.functions.add(member.name.text)
        return True

    # --- types ---

    def _types(self, members: Sequence[tree.Member]) -> None:
        """Read all types, each after those it needs; give all names in source order."""
        items: dict[str, tree.TypeItem] = {}
        for one in members:
            if isinstance(one, tree.Use):
                self._use(one)
            elif self.names.give(one.name) and not isinstance(one, tree.Function):
                items[one.name.text] = one
        needs = {name: [each.text for each in _needs(one)] for name, one in items.items()}
        made = {name: self._item(items[name]) for name in order(needs, self._on_cycle(items))}
        self.table.types |= {name: made[name] for name in items}

    def _on_cycle(self, items: Mapping[str, tree.TypeItem]) -> Callable[[Sequence[str]], None]:
        def say(names: Sequence[str]) -> None:
            self.table.known.setdefault(names[0], NOTHING)
            span = items[names[0]].name.span
            self.report.add(errors.CycleInWit("type", tuple(names), span=span))

        return say

    def _use(self, use: tree.Use) -> None:
        id_ = self.reading.units.find(use.path, self.scope, "interface")
        target = None if id_ is None else self.reading.tables.get(id_)
        for one in use.names:
            if not self.names.give(one.local):
                continue
            meaning = NOTHING if target is None else self._used(use.path, one, target)
            renamed = meaning.named(self.reading.declared(one.local))
            self.table.known[one.local.text] = renamed
            origin = None if target is None else target.types.get(one.name.text)
            doc, parts = (origin.doc, origin.parts) if origin else ("", ())
            place = origin.place if origin else self.reading.place(one.span)
            home = origin.home if origin else one.local.span
            made = (place, doc, use.gates, parts, one.local.span, home)
            name = one.local.text
            self.table.types[name] = WitType(name, renamed.type, *made, used=True)
            if id_ is not None:
                self.table.uses[id_] = None

    def _used(self, path: tree.Path, use: tree.UseName, target: Table) -> Meaning:
        name = use.name
        found = target.known.get(name.text)
        if found is not None:
            return found
        if any(one.name == name.text for one in target.functions):
            self.report.add(
                errors.WrongKindInWit(name.text, "a function", "a type", span=name.span)
            )
            return NOTHING
        near = self.reading.units.near(name.text, target.known)
        feature = target.hidden.get(name.text, "")
        where = f"the interface `{path}`"
        self.report.add(
            errors.UnknownInWit("type", name.text, where, near, feature, span=name.span)
        )
        return NOTHING

    def _item(self, item: tree.TypeItem) -> WitType:
        declared = self.reading.declared(item.name)
        parts: tuple[Note, ...] = ()
        match item:
            case tree.Resource():
                meaning = Meaning(self._resource(declared))
            case tree.Alias(_, node):
                meaning = self._alias(node).named(declared)
            case tree.Compound():
                meaning = self._compound(item, declared)
                parts = tuple(map(_part, item.parts))
        name, span = item.name.text, item.name.span
        self.table.known[name] = meaning
        return WitType(name, meaning.type, declared.place, item.doc, item.gates, parts, span, span)

    def _resource(self, declared: TypeName) -> Resource:
        return Resource(declared.owner, self.interface, declared.name, declared=declared)

    def _alias(self, node: tree.TypeNode) -> Meaning:
        """Return what an alias means: of a resource, that resource, not a handle of it."""
        return (
            self._terms.name(node.name)
            if isinstance(node, tree.NamedType)
            else self._terms.of(node)
        )

    def _compound(self, item: tree.Compound, declared: TypeName) -> Meaning:
        names = Names(self.report)
        kept = [one for one in item.parts if names.give(one.name)]
        if item.word == "flags" and len(kept) > MAX_FLAGS:
            problem = f"flags have up to {MAX_FLAGS} labels, these have {len(kept)}"
            self.report.add(errors.TooLargeInWit(problem, span=item.name.span))
            return NOTHING
        terms = self._terms
        types = [terms.maybe(one.type) for one in kept]
        type_ = _made(item.word, kept, types, declared)
        return terms.made(type_, [one for one in types if one is not None], item.name.span)

    # --- functions ---

    def made(self, node: tree.Function, resource: Resource | None = None) -> WitFunction:
        """Make a function; `resource` is the one it belongs to."""
        name = _function_name(node, resource)
        type_ = self._signature(node.signature, resource, node.kind)
        params = tuple(map(_part, node.signature.params))
        return WitFunction(name, node.kind, type_, node.doc, node.gates, params, node.name.span)

    def _methods(self, item: tree.Resource) -> None:
        """Make the functions of a resource, whose names are its own."""
        names = Names(self.report)
        names.give(item.name)
        for one in item.functions:
            shown = self.reading.units.shows(self.scope.unit, one.gates, "")
            prefix = "new " if one.kind == "constructor" else ""
            if shown and names.give(one.name, prefix):
                resource = self._resource(self.reading.declared(item.name))
                self.table.functions.append(self.made(one, resource))

    def _signature(
        self, node: tree.Signature, resource: Resource | None, kind: tree.FunctionKind
    ) -> FuncType:
        """Return a function's type, with the parameter and result that its kind implies."""
        names = Names(self.report)
        params = [
            Param(one.name.text, self._value(one)) for one in node.params if names.give(one.name)
        ]
        if kind == "method" and resource is not None:
            params.insert(0, Param("self", Handle("borrow", resource)))
        result = self._terms.maybe(node.result)
        if result is not None and result.borrows and node.result is not None:
            problem = "what is borrowed cannot be returned"
            self.report.add(errors.BadResult(problem, span=node.result.span))
        if kind == "constructor" and resource is not None:
            result = self._constructed(node, result, resource)
        return FuncType(tuple(params), result.type if result else None, node.is_async)

    def _value(self, part: tree.Part) -> Type:
        meaning = self._terms.maybe(part.type)
        return (meaning or NOTHING).type

    def _constructed(
        self, node: tree.Signature, result: Meaning | None, resource: Resource
    ) -> Meaning:
        own = Handle("own", resource)
        match result:
            case None:
                return Meaning(own)
            case Meaning(type=Result(ok=ok)) if ok == own:
                return result
            case Meaning(type=Unknown()):
                return result
        problem = (
            f"a constructor of `{resource.name}` returns nothing, or `result<{resource.name}, ..>`"
        )
        span = node.span if node.result is None else node.result.span
        self.report.add(errors.BadResult(problem, span=span))
        return NOTHING


def _needs(item: tree.TypeItem) -> Iterable[tree.Name]:
    match item:
        case tree.Resource():
            return
        case tree.Alias(_, node):
            yield from names_in(node)
        case tree.Compound(_, _, parts):
            for one in parts:
                yield from names_in(one.type)


def _made(
    word: str, parts: Sequence[tree.Part], types: Sequence[Meaning | None], declared: TypeName
) -> Type:
    names = tuple(one.name.text for one in parts)
    pairs = [
        (name, None if one is None else one.type) for name, one in zip(names, types, strict=True)
    ]
    match word:
        case "record":
            return Record(
                tuple(Field(name, type_ or NOTHING.type) for name, type_ in pairs), declared
            )
        case "variant":
            return Variant(tuple(Case(name, type_) for name, type_ in pairs), declared)
        case "enum":
            return Enum(names, declared)
        case _:
            return Flags(names, declared)


def _function_name(node: tree.Function, resource: Resource | None) -> str:
    if resource is None:
        return node.name.text
    if node.kind == "constructor":
        return f"[constructor]{resource.name}"
    return f"[{node.kind}]{resource.name}.{node.name.text}"


def interface_of(id_: str, node: tree.Interface, table: Table) -> WitInterface:
    """Return the interface that a body was read for."""
    types, functions = tuple(table.types.values()), tuple(table.functions)
    name, span = node.name.text, node.name.span
    return WitInterface(id_, name, types, functions, node.doc, node.gates, span)


def _part(node: tree.Part) -> Note:
    return Note(node.name.text, node.doc, node.name.span)
