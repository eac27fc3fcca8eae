"""What a world has, as another world has it that includes it under other names (`with`).

A resource that is renamed is so in the names of its functions and in all handles as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    FuncType,
    List,
    Opaque,
    Option,
    Param,
    Prim,
    Record,
    Result,
    Tuple,
    Type,
    Unknown,
    Variant,
)
from flowc.frontend.wit.values import WitExtern, WitFunction, WitInterface, WitType

_HANDLE: Final = re.compile(r"(?<=own<)[^<>]+|(?<=borrow<)[^<>]+|^[^<>]+$")
_METHOD: Final = re.compile(r"(?<=\])[^.]+")


@dataclass(frozen=True, slots=True)
class Renamed:
    """New names by old ones."""

    names: Mapping[str, str]
    made: dict[int, tuple[Type, Type]] = field(default_factory=dict)
    """Types by identity, before and after: one that stands in many places is made once."""

    def extern(self, one: WitExtern) -> WitExtern:
        """Return an import or export under its new name."""
        if not self.names:
            return one
        name = self._name(one.name)
        match one.item:
            case WitInterface() as item:
                return replace(one, name=name, item=item)
            case WitFunction(type=type_) as item:
                return replace(
                    one, name=name, item=replace(item, name=name, type=self._func(type_))
                )
            case WitType(type=type_) as item:
                return replace(
                    one, name=name, item=replace(item, name=name, type=self._type(type_))
                )

    def _name(self, name: str) -> str:
        if not name.startswith("["):
            return self.names.get(name, name)
        return _METHOD.sub(lambda found: self.names.get(found[0], found[0]), name, count=1)

    def _func(self, type_: FuncType) -> FuncType:
        params = tuple(Param(one.name, self._type(one.type)) for one in type_.params)
        return replace(type_, params=params, result=self._maybe(type_.result))

    def _maybe(self, type_: Type | None) -> Type | None:
        return None if type_ is None else self._type(type_)

    def _type(self, type_: Type) -> Type:
        key = id(type_)
        if key not in self.made:
            self.made[key] = (type_, self._new(type_))
        return self.made[key][1]

    def _new(self, type_: Type) -> Type:
        match type_:
            case Opaque(text):
                return Opaque(_HANDLE.sub(lambda found: self.names.get(found[0], found[0]), text))
            case List(element):
                return List(self._type(element))
            case Option(some):
                return Option(self._type(some))
            case Result(ok, err):
                return Result(self._maybe(ok), self._maybe(err))
            case Tuple(items):
                return Tuple(tuple(self._type(one) for one in items))
            case Record(fields):
                made = tuple(Field(one.name, self._type(one.type)) for one in fields)
                return replace(type_, fields=made)
            case Variant(cases):
                held = tuple(Case(one.name, self._maybe(one.payload)) for one in cases)
                return replace(type_, cases=held)
            case Prim() | Enum() | Flags() | Unknown():
                return type_
