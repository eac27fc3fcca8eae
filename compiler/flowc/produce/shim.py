"""A small component that gives types and functions the names of an interface.

A function may use records, variants, enums, flags and resources only by names that stand beside it,
and what is named after a resource, a constructor or a method, only there: so an instance that is to
have them goes through a component that imports all and exports it under its names.
Source: the Component Model's explainer, "Import and Export Definitions".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flowc.frontend import terms as t
from flowc.produce.system import Outer, type_of
from flowc.produce.wit import function_text


@dataclass(frozen=True, slots=True)
class ShownType:
    """A type under its name in the interface; `outside` is what it is called out there."""

    name: str
    type: t.Type
    outside: str


@dataclass(frozen=True, slots=True)
class ShownFunction:
    """A function under its name in the interface; `outside` is what it is called out there."""

    name: str
    type: t.FuncType
    outside: str


def shim(
    label: str, types: Sequence[ShownType], functions: Sequence[ShownFunction], instance: str
) -> list[str]:
    """Write the component `$LABEL` and its instance; types stand before those that use them."""
    taken: Outer = {}
    shown: Outer = {}
    return [
        f"(component ${label}",
        *(line for one in types for line in _taken(one, taken)),
        *(
            f'(import "func-{at}" (func $f:{at} {function_text(one.type, taken, "in")}))'
            for at, one in enumerate(functions)
        ),
        *(line for one in types for line in _shown(one, shown)),
        *(
            f'(export "{one.name}" (func $f:{at}) (func {function_text(one.type, shown, "out")}))'
            for at, one in enumerate(functions)
        ),
        ")",
        f"(instance {instance} (instantiate ${label} {' '.join(_given(types, functions))}))",
    ]


def _taken(one: ShownType, names: Outer) -> list[str]:
    if isinstance(one.type, t.Resource):
        names.setdefault(one.type, one.name)
        return [f'(import "type-{one.name}" (type $in:{one.name} (sub resource)))']
    text = type_of(one.type, one.name, names, "in")
    return [
        f"(type $def:{one.name} {text})",
        f'(import "type-{one.name}" (type $in:{one.name} (eq $def:{one.name})))',
    ]


def _shown(one: ShownType, names: Outer) -> list[str]:
    if isinstance(one.type, t.Resource):
        names.setdefault(one.type, one.name)
        return [f'(export $out:{one.name} "{one.name}" (type $in:{one.name}))']
    text = type_of(one.type, one.name, names, "out")
    return [
        f"(type $new:{one.name} {text})",
        f'(export $out:{one.name} "{one.name}" (type $new:{one.name}))',
    ]


def _given(types: Iterable[ShownType], functions: Iterable[ShownFunction]) -> list[str]:
    given = [f'(with "type-{one.name}" (type {one.outside}))' for one in types]
    return given + [f'(with "func-{at}" (func {one.outside}))' for at, one in enumerate(functions)]
