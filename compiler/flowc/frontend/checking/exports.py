"""What one component offers a flow: its exports by name, and which of them a flow cannot use."""

from dataclasses import dataclass
from functools import cached_property

from flowc.frontend import terms
from flowc.frontend.signature import Component, Declared, Function, Note
from flowc.frontend.terms import Type


def short_name(interface: str) -> str:
    """Return an interface's own name: "api" of "acme:pricing/api@1.0.0"."""
    return interface.partition("@")[0].rpartition("/")[2]


@dataclass(frozen=True)
class Exports:
    """A component's exports, looked up by name."""

    alias: str
    place: str
    component: Component

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
    def plain_functions(self) -> list[str]:
        """The names a flow can write: no methods or constructors of resources."""
        return [name for name in self.functions if not name.startswith("[")]

    def refusal(self, function: Function) -> str:
        """Say why a flow cannot call a function; empty where it can."""
        if function.type.is_async:
            return "is async"
        for param in function.type.params:
            if text := self.handle_in(param.type):
                return f"takes `{text}`"
        result = function.type.result
        text = "" if result is None else self.handle_in(result)
        return f"gives `{text}`" if text else ""

    def handle_in(self, type_: Type) -> str:
        """Return the text of the first part that a flow cannot hold; empty if there is none."""
        found = handle_in(type_, set())
        return "" if found is None else str(found)


def handle_in(type_: Type, seen: set[int]) -> Type | None:
    """Return the first type inside a type that no flow can hold; each shared part is seen once."""
    if isinstance(type_, terms.Opaque | terms.Resource | terms.Handle):
        return type_
    if id(type_) in seen:
        return None
    seen.add(id(type_))
    return next((found for part in terms.parts_of(type_) if (found := handle_in(part, seen))), None)
