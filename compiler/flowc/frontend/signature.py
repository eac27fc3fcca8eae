"""What a component offers and needs, as its own binary says.

`signatures.read` makes a `Component`; nothing here validates.
"""

from dataclasses import dataclass

from flowc.frontend.terms import FuncType, Type


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
class Component:
    """One component's outside: functions and named types it exports, and what it imports.

    `imports` names every import of the component (functions, instances, resources), as written.
    """

    functions: tuple[Function, ...]
    types: tuple[Declared, ...]
    imports: tuple[str, ...]
