"""What a component offers and needs, as its own binary says, or a `.wit` file for it.

`signatures.read` and `wit` make a `Component`; nothing here validates.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flowc.frontend.terms import FuncType, Resource, Type
from flowc.text.span import Span

ImportSort: TypeAlias = Literal["function", "interface", "type", "component", "module"]


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a name where it is declared; no part of what the name means.

    `parts` are a type's fields or cases, a function's parameters, or a component's interfaces.
    `span` is the name in its `.wit` file, None where only a binary tells of it.
    """

    name: str = ""
    doc: str = ""
    span: Span | None = None
    parts: tuple["Note", ...] = ()

    def part(self, name: str) -> "Note":
        """Return what is said of a part; nothing where there is no such part."""
        return next((one for one in self.parts if one.name == name), UNNOTED)


UNNOTED = Note()


@dataclass(frozen=True, slots=True)
class Function:
    """An exported or imported function.

    `interface` is the instance it stands in ("acme:pricing/api@1.0.0"), empty at the root.
    """

    interface: str
    name: str
    type: FuncType
    note: Note = field(default=UNNOTED, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Declared:
    """A type that an interface exports under a name; `interface` is empty at the root."""

    interface: str
    name: str
    type: Type
    note: Note = field(default=UNNOTED, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Import:
    """Something that a component asks for, under the name it asks for it by.

    An interface has its functions and types, a function itself, a type itself. `functions` and
    `types` of an interface have the import's name as their `interface`.
    """

    name: str
    sort: ImportSort
    functions: tuple[Function, ...] = ()
    types: tuple[Declared, ...] = ()

    @property
    def needed(self) -> bool:
        """Whether something must stand behind it; types of plain values are known without."""
        if self.sort in ("component", "module") or self.functions:
            return True
        return any(isinstance(one.type, Resource) for one in self.types)


@dataclass(frozen=True, slots=True)
class Component:
    """One component's outside: functions and named types it exports, and what it imports.

    `imports` has every import of the component, in its order. A `service` is not part of what is
    built: it is bound to its place when that runs.
    """

    functions: tuple[Function, ...]
    types: tuple[Declared, ...]
    imports: tuple[Import, ...]
    note: Note = field(default=UNNOTED, compare=False, repr=False)
    service: bool = False
