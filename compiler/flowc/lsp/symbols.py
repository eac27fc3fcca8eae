"""What a name can mean, and how that is told to people."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from flowc.frontend import terms, tree
from flowc.frontend.checking.packages.exports import plain_name
from flowc.frontend.checking.packages.outside import Signature
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.signature import Declared, Function, Note
from flowc.frontend.terms import Type
from flowc.text.span import Span

WIDEST = 80
"""The columns that a signature may take before it is broken into lines."""


class Kind(Enum):
    """The kinds of things that have names; the value is how a message speaks of one."""

    BINDING = "binding"
    PARAMETER = "parameter"
    FLOW = "flow"
    TYPE = "type"
    COMPONENT = "component"
    FUNCTION = "component's function"
    FIELD = "field"
    CASE = "case"
    INTERFACE = "interface"
    IMPORT = "component's import"
    CAPABILITY = "capability"
    POLICY = "policy"
    ANNOTATION = "annotation"
    BUILTIN = "word of the language"


About: TypeAlias = Type | Function | Signature | tree.Use | tree.TypeDecl | str | None
"""What a symbol's text is made of, or that text."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One thing that has a name; `home` is that name where it is declared, if in a source."""

    kind: Kind
    name: str
    home: Span | None = None
    about: About = None
    doc: str = ""
    owner: str = ""
    """What qualifies the name: a component's alias, or the type of a field or case."""

    @property
    def code(self) -> str:
        """The symbol as it would be declared."""
        match self.about:
            case Signature() as signature:
                return flow_text(signature, self.owner)
            case Function() as function:
                return function_text(function, self.owner)
            case tree.Use(path=path):
                return f'use {self.name} from "{path}"'
            case str(text):
                return text
            case None:
                return self.name
            case _ if self.kind is Kind.TYPE:
                return definition(self.about, self.name, self.owner)
            case about:
                return self._typed(str(about))

    def _typed(self, type_: str) -> str:
        match self.kind:
            case Kind.CASE:
                return f"{self.owner}.{type_}"
            case Kind.FIELD:
                return f"{self.owner}.{self.name}: {type_}"
            case Kind.BINDING:
                return f"let {self.name}: {type_}"
            case _:
                return f"{self.name}: {type_}"


def signature_parts(signature: Signature) -> tuple[str, ...]:
    """Return each parameter of a flow as it is declared, defaults included."""
    return tuple(
        f"{one.name}: {one.want.type}{'' if one.default is None else ' = ..'}"
        for one in signature.formals
    )


def flow_text(signature: Signature, owner: str = "") -> str:
    """Return the head of a flow, as it is declared or as another package knows it."""
    name = signature.decl.name.text
    own = f"{'export ' if signature.decl.exported else ''}flow {name}"
    head = f"flow {owner}.{name}" if owner else own
    return _call_text(head, signature_parts(signature), str(signature.result.type))


def function_parts(function: Function) -> tuple[str, ...]:
    """Return each parameter of a component's function."""
    return tuple(f"{one.name}: {one.type}" for one in function.type.params)


def function_text(function: Function, owner: str) -> str:
    """Return the head of a component's function."""
    result = "" if function.type.result is None else str(function.type.result)
    return _call_text(f"{owner}.{plain_name(function.name)}", function_parts(function), result)


def _call_text(head: str, parts: tuple[str, ...], result: str) -> str:
    arrow = f" -> {result}" if result else ""
    line = f"{head}({', '.join(parts)}){arrow}"
    if len(line) <= WIDEST:
        return line
    inner = "".join(f"  {part},\n" for part in parts)
    return f"{head}(\n{inner}){arrow}"


def definition(about: About, name: str, owner: str = "") -> str:
    """Return the declaration of a type."""
    full = f"{owner}.{name}" if owner else name
    match about:
        case terms.Record(fields):
            return _braced(f"record {full}", [f"{one.name}: {one.type}" for one in fields])
        case terms.Variant(cases):
            return _braced(f"variant {full}", [str(case) for case in cases])
        case terms.Enum(cases):
            return _braced(f"enum {full}", cases)
        case terms.Flags(labels):
            return _braced(f"flags {full}", labels)
        case _:
            return f"type {full} = {about}"


def _braced(head: str, parts: tuple[str, ...] | list[str]) -> str:
    line = f"{head} {{ {', '.join(parts)} }}"
    if len(line) <= WIDEST:
        return line
    inner = "".join(f"  {part},\n" for part in parts)
    return f"{head} {{\n{inner}}}"


def foreign_flow(found: Signature, owner: str) -> Symbol:
    """Return a flow that another package exports."""
    decl = found.decl
    return Symbol(Kind.FLOW, decl.name.text, decl.name.span, found, decl.doc, owner)


def foreign_symbol(found: Function | Declared, owner: str) -> Symbol:
    """Return a function or a type that a component exports."""
    note, is_type = found.note, isinstance(found, Declared)
    about = found.type if isinstance(found, Declared) else found
    kind = Kind.TYPE if is_type else Kind.FUNCTION
    return Symbol(kind, found.name, note.span, about, documented(note), owner)


def documented(note: Note) -> str:
    """Return what is said of a function or type, its parameters included, as Markdown."""
    parts = [f"* `{one.name}`: {one.doc}" for one in note.parts if one.doc]
    return "\n\n".join(text for text in (note.doc, "\n".join(parts)) if text)


def whole_doc(note: Note) -> str:
    """Return what is said of a component: of its package, and of its interface if it has one."""
    alone = note.parts[0].doc if len(note.parts) == 1 else ""
    return "\n\n".join(text for text in (note.doc, alone) if text)


def type_symbol(package: Package, type_: Type, name: str) -> Symbol:
    """Return a type of the package by its name."""
    decl = package.type_decls.get(name)
    if decl is None:
        return Symbol(Kind.BUILTIN, name)
    return Symbol(Kind.TYPE, name, decl.name.span, type_, decl.doc)


def part_symbol(package: Package, owner: Type, name: str) -> Symbol:
    """Return a field, label or case of a type, with its documentation."""
    decl = _part_decl(package, owner, name)
    note = package.note_of(owner).part(name)
    home, doc = (note.span, note.doc) if decl is None else (decl.name.span, decl.doc)
    match owner:
        case terms.Record(fields):
            found = next((one.type for one in fields if one.name == name), None)
            return Symbol(Kind.FIELD, name, home, found, doc, str(owner))
        case terms.Flags():
            return Symbol(Kind.FIELD, name, home, terms.BOOL, doc, str(owner))
        case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
            case_ = next((one for one in terms.cases_of(owner) if one.name == name), None)
            about = None if case_ is None else terms.Opaque(str(case_))
            return Symbol(Kind.CASE, name, home, about, doc, str(owner))
        case _:
            return Symbol(Kind.FIELD, name)


def _part_decl(package: Package, owner: Type, name: str) -> tree.FieldDecl | tree.CaseDecl | None:
    declared = getattr(owner, "declared", None)
    if not isinstance(declared, terms.TypeName) or declared.owner:
        return None
    decl = package.type_decls.get(declared.name)
    match decl:
        case tree.RecordDecl(fields=parts):
            found: tuple[tree.FieldDecl | tree.CaseDecl, ...] = parts
        case tree.VariantDecl(cases=cases) | tree.EnumDecl(cases=cases):
            found = cases
        case tree.FlagsDecl(labels=labels):
            found = labels
        case _:
            return None
    return next((one for one in found if one.name.text == name), None)
