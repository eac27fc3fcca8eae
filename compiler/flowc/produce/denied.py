"""A component in the place of an interface that was not granted: everything in it traps.

What a toolchain's start-up code asks for anyway is answered: there are no variables, no arguments,
no folders and no terminal. A trap names the capability, by the name of the function it is in:
`denied:CAPABILITY:INTERFACE:FUNCTION`, which `flowrt.run.trace` reads.
"""

from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.plan.imports import Interface, Key
from flowc.produce.layout import MAX_FLAT_PARAMS, flat
from flowc.produce.names import Named, parts
from flowc.produce.wit import Names, definition, function_text, type_text

NONE = frozenset(
    {
        "get-arguments",
        "get-directories",
        "get-environment",
        "get-terminal-stderr",
        "get-terminal-stdin",
        "get-terminal-stdout",
        "initial-cwd",
    }
)
"""Functions whose result is a list or an option: nothing but zeros is an empty one."""


@dataclass(slots=True)
class Denial:
    """The component while it is written; `outer` names the types of the instances before it."""

    outer: Names
    names: dict[Named | t.Resource, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)

    def written(self, key: Key, interface: Interface, name: str) -> list[str]:
        """Write the component and its instance `name`."""
        functions = interface.functions
        for label, type_ in interface.types.items():
            self.type(key, label, type_)
        for function in functions.values():
            for part in function.types:
                self.reach(part)
        lifts = [self.lift(index, *one) for index, one in enumerate(functions.items())]
        module = [_core(index, interface, *one) for index, one in enumerate(functions.items())]
        component = name.replace("$system", "$denied")
        return [
            f"(component {component}",
            *self.lines,
            '(core module $module (memory (export "memory") 1)',
            '(func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)',
            *module,
            ")",
            "(core instance $core (instantiate $module))",
            '(alias core export $core "memory" (core memory $memory))',
            '(alias core export $core "realloc" (core func $realloc))',
            *lifts,
            ")",
            f"(instance {name} (instantiate {component} {' '.join(self.given)}))",
        ]

    def type(self, key: Key, label: str, type_: t.Type) -> None:
        """Write a type and export it; a resource of this interface has no destructor."""
        if isinstance(type_, t.Resource) and type_ in self.names:
            self.lines.append(f'(export $in:{label} "{label}" (type $in:{self.names[type_]}))')
            return
        if isinstance(type_, t.Resource) and type_.interface == key:
            self.lines.append(f"(type $def:{label} (resource (rep i32)))")
        elif isinstance(type_, t.Resource):
            self.reach(type_)
            self.lines.append(f'(export "{label}" (type $in:{self.names[type_]}))')
            return
        else:
            for _, part in parts(type_):
                self.reach(part)
            if isinstance(type_, Named) and type_ not in self.names:
                text = definition(type_, self.names, "in")
            else:
                text = type_text(type_, self.names, "in")
            self.lines.append(f"(type $def:{label} {text})")
        if isinstance(type_, Named | t.Resource):
            self.names.setdefault(type_, label)
        self.lines.append(f'(export $in:{label} "{label}" (type $def:{label}))')

    def reach(self, type_: t.Type) -> None:
        """See that a type can be written: one without a name here is imported from further out."""
        if isinstance(type_, t.Handle):
            type_ = type_.resource
        if isinstance(type_, Named | t.Resource) and type_ in self.names:
            return
        for _, part in parts(type_):
            self.reach(part)
        if isinstance(type_, Named | t.Resource):
            name = self.names[type_] = f"outer-{len(self.names)}"
            bound = "(sub resource)"
            if not isinstance(type_, t.Resource):
                names = {known: at for known, at in self.names.items() if known != type_}
                self.lines.append(f"(type $def:{name} {definition(type_, names, 'in')})")
                bound = f"(eq $def:{name})"
            self.lines.append(f'(import "{name}" (type $in:{name} {bound}))')
            self.given.append(f'(with "{name}" (type {self.outer[type_]}))')

    def lift(self, index: int, label: str, function: t.FuncType) -> str:
        """Write a function of the interface and its export."""
        text = function_text(function, self.names, "in")
        return (
            f'(func $lifted:{index} {text} (canon lift (core func $core "{index}")'
            f" (memory $memory) (realloc $realloc)))\n"
            f'(export "{label}" (func $lifted:{index}))'
        )


def _core(index: int, interface: Interface, label: str, function: t.FuncType) -> str:
    """Write a core function that traps, or answers with the zeros that its memory is full of."""
    cores = tuple(core for param in function.params for core in flat(param.type))
    cores = cores if len(cores) <= MAX_FLAT_PARAMS else ("i32",)
    results = flat(function.result) if function.result is not None else ()
    results = results if len(results) <= 1 else ("i32",)
    name = f"$denied:{interface.denied}:{interface.name}:{_plain(label)}"
    body = "i32.const 0" if label in NONE else "unreachable"
    params = f" (param {' '.join(cores)})" if cores else ""
    result = f" (result {results[0]})" if results else ""
    return f'(func {name} (export "{index}"){params}{result} {body})'


def _plain(label: str) -> str:
    """Return a function's name without the brackets, which text names cannot have."""
    return label.replace("[", "").replace("]", ".")
