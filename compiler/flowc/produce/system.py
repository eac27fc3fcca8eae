"""What the components inside import: interfaces of the system, or of a component that denies.

Takes the merged interfaces of `plan.imports`, in their order, and gives component text, in which
an interface is the instance `$system:N` and a type of it `$system:N:NAME`.
Source: the Component Model's explainer, "Import and Export Definitions".
"""

from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.frontend import versions
from flowc.frontend.signature import Component, Import
from flowc.plan.imports import Imports, Interface, Key
from flowc.produce.denied import Denial
from flowc.produce.names import Named, parts
from flowc.produce.wit import definition, function_text, type_text

Outer = dict[Named | t.Resource, str]


@dataclass(frozen=True, slots=True)
class System:
    """The instances that components import from."""

    imports: Imports

    def name(self, key: Key) -> str:
        """Return what an interface is called in the text."""
        return f"$system:{list(self.imports.interfaces).index(key)}"

    def of(self, interface: str) -> str:
        """Return what the system's own interface, named without a version, is called."""
        keys = self.imports.interfaces
        return self.name(next(key for key in keys if versions.base(key) == interface))

    def text(self) -> list[str]:
        """Write every instance, and aliases for the types that others may use."""
        lines: list[str] = []
        outer: Outer = {}
        for key, one in self.imports.interfaces.items():
            name = self.name(key)
            write = Denial(outer).written if one.denied else Inside(outer).imported
            lines += write(key, one, name)
            lines += [
                f'(alias export {name} "{type_}" (type {name}:{type_}))' for type_ in one.types
            ]
            for label, type_ in one.types.items():
                if isinstance(type_, Named | t.Resource):
                    outer.setdefault(type_, f"{name}:{label}")
        return lines

    def given(
        self, component: Component, alias: str, filled: frozenset[str]
    ) -> tuple[list[str], list[str]]:
        """Write what a component's instance takes of the system and of plain types.

        Returns definitions that go before, and arguments; `filled` are imports to leave out.
        """
        before: list[str] = []
        arguments: list[str] = []
        names: Outer = {}
        for index, one in enumerate(component.imports):
            name = f"$given:{alias}:{index}"
            if one.name in filled:
                continue
            match one.sort:
                case "interface" if one.needed:
                    name = self.name(self.imports.key(alias, one.name))
                    arguments.append(f'(with "{one.name}" (instance {name}))')
                case "interface":
                    before += _types_alone(one, name)
                    arguments.append(f'(with "{one.name}" (instance {name}))')
                case "type":
                    text = type_of(one.types[0].type, str(index), names, f"given:{alias}")
                    before.append(f"(type {name} {text})")
                    arguments.append(f'(with "{one.name}" (type {name}))')
        return before, arguments


@dataclass(slots=True)
class Inside:
    """The inside of one interface; `outer` names the types of those before it."""

    outer: Outer
    names: Outer = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def imported(self, key: Key, interface: Interface, name: str) -> list[str]:
        """Write an import of the interface."""
        for label, type_ in interface.types.items():
            self.type(key, label, type_)
        for label, function in interface.functions.items():
            for part in function.types:
                self.reach(part)
            text = function_text(function, self.names, "in")
            self.lines.append(f'(export "{label}" (func {text}))')
        return [f'(import "{interface.name}" (instance {name}', *self.lines, "))"]

    def type(self, key: Key, label: str, type_: t.Type) -> None:
        """Write a type under its name; a resource of another interface is that one's.

        What a resource is called besides (`type headers = fields`) is another name for it.
        """
        if isinstance(type_, t.Resource) and type_.interface == key:
            known = self.names.setdefault(type_, label)
            bound = "(sub resource)" if known == label else f"(eq $in:{known})"
        elif isinstance(type_, t.Resource):
            self.lines.append(f"(alias outer 1 {self.outer[type_]} (type $def:{label}))")
            bound = f"(eq $def:{label})"
            self.names[type_] = label
        else:
            for _, part in parts(type_):
                self.reach(part)
            self.lines.append(f"(type $def:{label} {type_of(type_, label, self.names, 'in')})")
            bound = f"(eq $def:{label})"
        self.lines.append(f'(export "{label}" (type $in:{label} {bound}))')

    def reach(self, type_: t.Type) -> None:
        """See that a type can be written: one without a name here has its name further out."""
        if isinstance(type_, t.Handle):
            type_ = type_.resource
        if isinstance(type_, Named | t.Resource) and type_ in self.names:
            return
        if isinstance(type_, Named | t.Resource) and type_ in self.outer:
            self.names[type_] = f"outer-{len(self.names)}"
            alias = f"(alias outer 1 {self.outer[type_]} (type $in:{self.names[type_]}))"
            self.lines.append(alias)
            return
        for _, part in parts(type_):
            self.reach(part)


def _types_alone(one: Import, name: str) -> list[str]:
    """Write an instance that has types of plain values and nothing else."""
    names: Outer = {}
    lines, exports = [], []
    for type_ in one.types:
        text = type_of(type_.type, type_.name, names, name.removeprefix("$"))
        lines.append(f"(type {name}:{type_.name} {text})")
        exports.append(f'(export "{type_.name}" (type {name}:{type_.name}))')
    return [*lines, f"(instance {name} {' '.join(exports)})"]


def type_of(type_: t.Type, name: str, names: Outer, prefix: str) -> str:
    """Write a type that has a name: in full the first time; what uses it later names it."""
    match type_:
        case t.Record() | t.Variant() | t.Enum() | t.Flags() if type_ not in names:
            text = definition(type_, names, prefix)
            names[type_] = name
            return text
        case _:
            return type_text(type_, names, prefix)
