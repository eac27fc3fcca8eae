"""Types with other resources in the place of their own: handles keep what they are handles of.

A component's instances give the resources of their types anew, and what one component imports is
what another exports; both are a change of resources and of nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    FuncType,
    Handle,
    List,
    Opaque,
    Option,
    Param,
    Prim,
    Record,
    Resource,
    Result,
    Tuple,
    Type,
    Unknown,
    Variant,
    parts_of,
)


@dataclass(frozen=True, slots=True)
class Swap:
    """Puts `new(resource)` in the place of each resource; what has none stays the same object."""

    new: Callable[[Resource], Resource]
    made: dict[int, tuple[Type, Type]] = field(default_factory=dict)
    """Types by identity, before and after: one that stands in many places is made once."""

    def function(self, type_: FuncType) -> FuncType:
        """Return a function's type with other resources."""
        params = tuple(Param(one.name, self.type(one.type)) for one in type_.params)
        return replace(type_, params=params, result=self._maybe(type_.result))

    def type(self, type_: Type) -> Type:
        """Return a type with other resources."""
        key = id(type_)
        if key not in self.made:
            self.made[key] = (type_, self._new(type_))
        return self.made[key][1]

    def _maybe(self, type_: Type | None) -> Type | None:
        return None if type_ is None else self.type(type_)

    def _new(self, type_: Type) -> Type:
        match type_:
            case Prim() | Enum() | Flags() | Opaque() | Unknown():
                return type_
            case Resource():
                return self.new(type_)
            case Handle(kind, resource):
                return Handle(kind, self.new(resource))
            case List(element):
                made: Type = List(self.type(element))
            case Option(some):
                made = Option(self.type(some))
            case Result(ok, err):
                made = Result(self._maybe(ok), self._maybe(err))
            case Tuple(items):
                made = Tuple(tuple(map(self.type, items)))
            case Record(fields):
                parts = tuple(Field(one.name, self.type(one.type)) for one in fields)
                made = replace(type_, fields=parts)
            case Variant(cases):
                held = tuple(Case(one.name, self._maybe(one.payload)) for one in cases)
                made = replace(type_, cases=held)
        same = all(a is b for a, b in zip(parts_of(type_), parts_of(made), strict=True))
        return type_ if same else made


def holds_handle(type_: Type) -> bool:
    """Whether values of a type hold a handle."""
    return handle_of(type_) is not None


def handle_of(type_: Type) -> Handle | None:
    """Return the first handle in a type, each part of which is looked at once.

    Only what a flow can hold a handle in is looked into.
    """
    seen: set[int] = set()
    left = [type_]
    while left:
        one = left.pop()
        if isinstance(one, Handle):
            return one
        holds = isinstance(one, Option | List | Result | Tuple)
        if holds and id(one) not in seen:
            seen.add(id(one))
            left.extend(reversed(parts_of(one)))
    return None
