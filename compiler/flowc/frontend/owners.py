"""Types under the names that another package knows them by.

A type's name says who declared it, as seen from one package. Seen from a package that uses that
one, its owner stands behind an alias: `receipt` becomes `shared.receipt`, and the type of a
component of its own, `pricing.priced`, becomes `shared.pricing.priced`. The system's resources are
nobody's.
"""

from dataclasses import dataclass, field, replace

from flowc.frontend import terms
from flowc.frontend.terms import Type, TypeName


@dataclass(frozen=True, slots=True)
class Owners:
    """Renames types; `prefix` ends in a dot, or is empty and changes nothing.

    Parts that types share stay shared, so no type grows by being renamed; what was renamed once,
    and what it is made of, stays as it is.
    """

    prefix: str
    _known: dict[int, tuple[Type, Type]] = field(default_factory=dict)

    def of(self, type_: Type) -> Type:
        """Return the same type, all names in it behind the prefix."""
        if not self.prefix:
            return type_
        known = self._known.get(id(type_))
        if known is None:
            made = self._renamed(type_)
            known = self._known[id(type_)] = (type_, made)
            self._known[id(made)] = (made, made)
        return known[1]

    def maybe(self, type_: Type | None) -> Type | None:
        """Return the same type, or None for None."""
        return None if type_ is None else self.of(type_)

    def function(self, type_: terms.FuncType) -> terms.FuncType:
        """Return the same function type."""
        params = tuple(replace(param, type=self.of(param.type)) for param in type_.params)
        return replace(type_, params=params, result=self.maybe(type_.result))

    def _renamed(self, type_: Type) -> Type:
        match type_:
            case terms.List(element):
                return terms.List(self.of(element))
            case terms.Option(some):
                return terms.Option(self.of(some))
            case terms.Result(ok, err):
                return terms.Result(self.maybe(ok), self.maybe(err))
            case terms.Tuple(items):
                return terms.Tuple(tuple(map(self.of, items)))
            case terms.Record(fields, name):
                parts = tuple(replace(one, type=self.of(one.type)) for one in fields)
                return terms.Record(parts, self._name(name))
            case terms.Variant(cases, name):
                choices = tuple(replace(one, payload=self.maybe(one.payload)) for one in cases)
                return terms.Variant(choices, self._name(name))
            case terms.Enum(names, name):
                return terms.Enum(names, self._name(name))
            case terms.Flags(labels, name):
                return terms.Flags(labels, self._name(name))
            case terms.Resource():
                return self._resource(type_)
            case terms.Handle(kind, resource):
                return terms.Handle(kind, self._resource(resource))
            case _:
                return type_

    def _resource(self, type_: terms.Resource) -> terms.Resource:
        owner = f"{self.prefix}{type_.owner}" if type_.owner else ""
        return replace(type_, owner=owner, declared=self._name(type_.declared))

    def _name(self, name: TypeName | None) -> TypeName | None:
        if name is None:
            return None
        owner = f"{self.prefix}{name.owner}" if name.owner else self.prefix[:-1]
        return replace(name, owner=owner)
