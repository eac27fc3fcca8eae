"""What a component offers and needs, as its own binary says.

`signatures.read` makes a `Component`; nothing here validates.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.terms import FuncType, Opaque, Type

ImportSort: TypeAlias = Literal["function", "interface", "type", "component", "module"]


@dataclass(frozen=True, slots=True)
class Function:
    """An exported or imported function.

    `interface` is the instance it stands in ("acme:pricing/api@1.0.0"), empty at the root.
    """

    interface: str
    name: str
    type: FuncType


@dataclass(frozen=True, slots=True)
class Declared:
    """A type that an interface exports under a name; `interface` is empty at the root."""

    interface: str
    name: str
    type: Type


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
        return any(isinstance(one.type, Opaque) for one in self.types)


@dataclass(frozen=True, slots=True)
class Component:
    """One component's outside: functions and named types it exports, and what it imports.

    `imports` has every import of the component, in its order.
    """

    functions: tuple[Function, ...]
    types: tuple[Declared, ...]
    imports: tuple[Import, ...]
