"""Unification: two types become one, or the path to their first difference is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flowc.frontend import terms
from flowc.frontend.checking.inference.reading import Reading
from flowc.frontend.checking.inference.variables import ABSENT, Absent, Var, open_parts
from flowc.frontend.terms import Type


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two types are not one: the path to the difference, and what stands at each side.

    `infinite` holds where a type would have to contain itself.
    """

    path: str
    expected: str
    found: str
    infinite: bool = False


class Solver(Reading):
    """What is known of the types of one flow, and how more comes to be known."""

    def __init__(self) -> None:
        super().__init__()
        self._compared: set[tuple[int, int]] = set()

    def unify(self, expected: Type, found: Type) -> Clash | None:
        """Make two types one; what cannot be made one is left, and the first difference named."""
        self._compared.clear()
        return self._unify(expected, found, "")

    def simply_one(self, one: Type, other: Type) -> bool:
        """Make two types one where either has no parts; where that fails, both are as they were.

        Most comparisons end so, and need no text of the types for a message.
        """
        one, other = self.shallow(one), self.shallow(other)
        if isinstance(one, terms.Prim):
            if isinstance(other, terms.Prim):
                return one.name == other.name
        elif not isinstance(one, Var) and not isinstance(other, Var | terms.Prim):
            return one is other
        return self.unify(one, other) is None

    def _unify(self, want: Type, have: Type, path: str) -> Clash | None:
        want, have = self.shallow(want), self.shallow(have)
        if want is have or self._was_compared(want, have):
            return None
        match want, have:
            case Var(), _:
                return self._bind(want, have, path, swapped=False)
            case _, Var():
                return self._bind(have, want, path, swapped=True)
            case (Absent(), Absent()):
                return None
            case (Absent(), _) | (_, Absent()):
                return self._clash(want, have, path)
            case terms.Unknown(), _:
                self.give_up(have)
                return None
            case _, terms.Unknown():
                self.give_up(want)
                return None
            case (terms.List(a), terms.List(b)):
                return self._unify(a, b, f"{path}[]")
            case (terms.Option(a), terms.Option(b)):
                return self._unify(a, b, f"{path}.some")
            case terms.Result(), terms.Result():
                first = self._unify(want.ok or ABSENT, have.ok or ABSENT, f"{path}.ok")
                second = self._unify(want.err or ABSENT, have.err or ABSENT, f"{path}.err")
                return first or second
            case terms.Tuple(ones), terms.Tuple(others) if len(ones) == len(others):
                pairs = enumerate(zip(ones, others, strict=True))
                clashes = [self._unify(a, b, f"{path}.{i}") for i, (a, b) in pairs]
                return next(filter(None, clashes), None)
            case terms.Record(), terms.Record():
                return self._records(want, have, path)
            case terms.Variant(), terms.Variant():
                return self._variants(want, have, path)
            case (terms.Enum(ones), terms.Enum(others)) if ones != others:
                return Clash(path, " | ".join(ones), " | ".join(others))
            case (terms.Flags(ones), terms.Flags(others)) if ones != others:
                return Clash(path, _braced(ones), _braced(others))
            case _:
                return None if want == have else self._clash(want, have, path)

    def _was_compared(self, want: Type, have: Type) -> bool:
        """Whether a pair of large types was met before, as where a type holds another twice."""
        if not isinstance(want, terms.Tuple | terms.Result | terms.Record | terms.Variant):
            return False
        before = len(self._compared)
        self._compared.add((id(want), id(have)))
        return len(self._compared) == before

    def _records(self, want: terms.Record, have: terms.Record, path: str) -> Clash | None:
        if [f.name for f in want.fields] != [f.name for f in have.fields]:
            return Clash(path, _fields(want), _fields(have))
        pairs = zip(want.fields, have.fields, strict=True)
        clashes = (self._unify(a.type, b.type, f"{path}.{a.name}") for a, b in pairs)
        return next(filter(None, clashes), None)

    def _variants(self, want: terms.Variant, have: terms.Variant, path: str) -> Clash | None:
        if [c.name for c in want.cases] != [c.name for c in have.cases]:
            return Clash(path, _cases(want), _cases(have))
        pairs = zip(want.cases, have.cases, strict=True)
        clashes = (
            self._unify(a.payload or ABSENT, b.payload or ABSENT, f"{path}.{a.name}")
            for a, b in pairs
        )
        return next(filter(None, clashes), None)

    def _clash(self, want: Type, have: Type, path: str) -> Clash:
        shown = self.show(want), self.show(have)
        if shown[0] == shown[1]:  # two types of one name: tell them by what they are
            shown = str(_nameless(want)), str(_nameless(have))
        return Clash(path, *shown)

    def _bind(self, var: Var, type_: Type, path: str, *, swapped: bool) -> Clash | None:
        cell = self._cells[var.index]
        want, have = (type_, var) if swapped else (var, type_)
        if isinstance(type_, Var):
            other = self._cells[type_.index]
            if cell.allowed is not None and not self.constrain(type_, cell.allowed):
                return self._clash(want, have, path)
            other.payload = other.payload and cell.payload
        elif isinstance(type_, Absent):
            if not cell.payload:
                return self._clash(want, have, path)
        elif cell.allowed is not None and not self.constrain(type_, cell.allowed):
            return self._clash(want, have, path)
        elif self._occurs(var, type_):
            return replace(self._clash(want, have, path), infinite=True)
        cell.type = type_
        return None

    def _occurs(self, var: Var, type_: Type) -> bool:
        if not open_parts(type_):  # as in most cases
            return type_ == var
        return any(one == var for one in self._open_parts(type_))

    def give_up(self, type_: Type) -> None:
        """Let every variable in a type be unknown: a mistake was reported where it mattered."""
        for one in self._open_parts(type_):
            if isinstance(one, Var):
                self._cells[one.index].type = terms.UNKNOWN

    def _open_parts(self, type_: Type) -> Iterator[Type]:
        """Yield a type and all that may hold variables in it, each once."""
        seen: set[int] = set()
        left = [type_]
        while left:
            one = self.shallow(left.pop())
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                left.extend(open_parts(one))


def _fields(record: terms.Record) -> str:
    return _braced(field.name for field in record.fields)


def _braced(names: Iterable[str]) -> str:
    return f"{{ {', '.join(names)} }}"


def _cases(variant: terms.Variant) -> str:
    return " | ".join(case.name for case in variant.cases)


def _nameless(type_: Type) -> Type:
    match type_:
        case terms.Record() | terms.Variant() | terms.Enum() | terms.Flags():
            return replace(type_, declared=None)
        case _:
            return type_
