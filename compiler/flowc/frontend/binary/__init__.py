"""The component binary format, read as far as a component's outside needs it."""

from flowc.frontend.binary.errors import BadComponent, NotAComponent
from flowc.frontend.binary.scope import Extern, Instance, Naming, Resource, Scope, Sort, Value
from flowc.frontend.binary.sections import read_component

__all__ = [
    "BadComponent",
    "Extern",
    "Instance",
    "Naming",
    "NotAComponent",
    "Resource",
    "Scope",
    "Sort",
    "Value",
    "read_component",
]
