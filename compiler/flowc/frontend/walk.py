"""A walk over any tree of the front end's frozen nodes: as written, or typed."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from flowc.frontend.signature import Function
from flowc.frontend.terms import Type, parts_of
from flowc.text.span import Span

Leaf: TypeAlias = Span | Function | Type
"""What nodes hold that are no parts of the tree."""


def inside_type(type_: Type) -> Iterator[Type]:
    """Yield the different types in a type, itself first."""
    seen: set[int] = set()
    waiting = [type_]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting.extend(parts_of(one))


def inside(node: object) -> Iterator[object]:
    """Yield a node and all nodes in it, in source order, however deep they are."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Leaf):
            continue
        if isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif is_dataclass(one):
            yield one
            waiting.extend(getattr(one, of.name) for of in reversed(fields(one)))
