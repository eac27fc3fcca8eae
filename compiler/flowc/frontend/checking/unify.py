"""Type variables and unification, for one flow.

A type under inference is a term whose unknown parts are `Var`s; a `Solver` knows what each stands
for. `close` gives the finished term: after it, no variable is left in what it returns.
"""

from dataclasses import dataclass, replace
from typing import Literal

from flowc.frontend import terms
from flowc.frontend.terms import Type
from flowc.text.span import Span

Names = frozenset[str]

NUMBERS: Names = frozenset((*terms.INTEGERS, *terms.FLOATS))
INTEGERS: Names = frozenset(terms.INTEGERS)
FLOATS: Names = frozenset(terms.FLOATS)
SIGNED: Names = frozenset((*terms.SIGNED, *terms.FLOATS))
ORDERED: Names = NUMBERS | {"char", "string"}

UNIT = terms.Tuple(())
"""The type of what gives nothing: a call without result, an absent payload."""


@dataclass(frozen=True, slots=True)
class Var(terms.Unknown):
    """A type that is not known yet."""

    index: int

    def __str__(self) -> str:
        return "_"


@dataclass(frozen=True, slots=True)
class Absent(terms.Unknown):
    """Stands for no payload at all, where a result's ok or err is under inference."""

    def __str__(self) -> str:
        return "_"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two types are not one: the path to the difference, and what stands at each side.

    `infinite` holds where a type would have to contain itself.
    """

    path: str
    expected: str
    found: str
    infinite: bool = False


@dataclass(slots=True)
class _Cell:
    """What is known of a variable: where it arose, which primitives it may be, what it is."""

    span: Span
    what: str
    allowed: Names | None
    payload: bool
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """A variable that nothing decided: the place that made it, and what it stands for."""

    span: Span
    what: str


class Solver:
    """The variables of one flow."""

    def __init__(self) -> None:
        self._cells: list[_Cell] = []
        self.undecided: list[Undecided] = []

    def fresh(
        self, span: Span, what: str, allowed: Names | None = None, *, payload: bool = False
    ) -> Var:
        """Make a variable; `what` it stands for is named if nothing decides it.

        A `payload` may turn out to be absent: that of `ok` or `err`.
        """
        self._cells.append(_Cell(span, what, allowed, payload))
        return Var(len(self._cells) - 1)

    def shallow(self, type_: Type) -> Type:
        """Return what a type stands for, its outermost constructor known if it can be."""
        while isinstance(type_, Var):
            known = self._cells[type_.index].type
            if known is None:
                return type_
            type_ = known
        return type_

    def value_of(self, payload: Type | None) -> Type:
        """Return the type of a payload as a value: nothing's where it is absent."""
        if payload is None:
            return UNIT
        payload = self.shallow(payload)
        if isinstance(payload, Var):
            self._cells[payload.index].payload = False
        return UNIT if isinstance(payload, Absent) else payload

    def payload(self, type_: Type, *, given: bool) -> Type | None:
        """Return the type of a payload that is written or left out; None if there is none."""
        type_ = self.shallow(type_)
        if isinstance(type_, Var) and self._cells[type_.index].payload:
            self._cells[type_.index].payload = False
            if not given:
                self._cells[type_.index].type = ABSENT
                return None
        return None if isinstance(type_, Absent) else type_

    def is_open(self, type_: Type) -> bool:
        """Whether nothing is known of a type yet."""
        return isinstance(self.shallow(type_), Var)

    def is_lost(self, type_: Type) -> bool:
        """Whether a type is unknown for a mistake that was reported."""
        type_ = self.shallow(type_)
        return isinstance(type_, terms.Unknown) and not isinstance(type_, Var | Absent)

    def constrain(self, type_: Type, allowed: Names) -> bool:
        """Say that a type is one of some primitives; False if it cannot be."""
        type_ = self.shallow(type_)
        match type_:
            case Var(index):
                cell = self._cells[index]
                both = allowed if cell.allowed is None else cell.allowed & allowed
                cell.allowed = both or cell.allowed
                return bool(both)
            case terms.Prim(name):
                return name in allowed
            case _:
                return isinstance(type_, terms.Unknown)

    def is_number(self, type_: Type) -> bool:
        """Whether a type is, or can only become, a number."""
        match self.shallow(type_):
            case Var(index):
                allowed = self._cells[index].allowed
                return allowed is not None and allowed <= NUMBERS
            case terms.Prim(name):
                return name in NUMBERS
            case _:
                return False

    def unify(self, expected: Type, found: Type) -> Clash | None:
        """Make two types one; what cannot be made one is left, and the first difference named."""
        return self._unify(expected, found, "")

    def _unify(self, want: Type, have: Type, path: str) -> Clash | None:
        want, have = self.shallow(want), self.shallow(have)
        if want is have:
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
                return self.give_up(have)
            case _, terms.Unknown():
                return self.give_up(want)
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
            case _:
                return None if want == have else self._clash(want, have, path)

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
        return Clash(path, self.show(want), self.show(have))

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
        type_ = self.shallow(type_)
        return type_ == var or any(self._occurs(var, part) for part in _open_parts(type_))

    def give_up(self, type_: Type) -> None:
        """Let every variable in a type be unknown: a mistake was reported where it mattered."""
        type_ = self.shallow(type_)
        if isinstance(type_, Var):
            self._cells[type_.index].type = terms.UNKNOWN
        for part in _open_parts(type_):
            self.give_up(part)

    def close(self, type_: Type) -> Type:
        """Return the finished type; what nothing decided is noted, once, and becomes unknown."""
        type_ = self.shallow(type_)
        match type_:
            case Var():
                return self._decide(type_)
            case Absent():
                return UNIT
            case terms.List(element):
                return terms.List(self.close(element))
            case terms.Option(some):
                return terms.Option(self.close(some))
            case terms.Result(ok, err):
                return terms.Result(self._close_payload(ok), self._close_payload(err))
            case terms.Tuple(items):
                return terms.Tuple(tuple(map(self.close, items)))
            case _:
                return type_

    def _close_payload(self, type_: Type | None) -> Type | None:
        if type_ is None or isinstance(self.shallow(type_), Absent):
            return None
        return self.close(type_)

    def opened(self, type_: Type) -> Type:
        """Return a type with all that is known of it filled in, and its variables left."""
        type_ = self.shallow(type_)
        match type_:
            case terms.List(element):
                return terms.List(self.opened(element))
            case terms.Option(some):
                return terms.Option(self.opened(some))
            case terms.Result(ok, err):
                payloads = (None if part is None else self.opened(part) for part in (ok, err))
                return terms.Result(*payloads)
            case terms.Tuple(items):
                return terms.Tuple(tuple(map(self.opened, items)))
            case _:
                return type_

    def _decide(self, var: Var) -> Type:
        cell = self._cells[var.index]
        cell.type = _default(cell.allowed)
        if cell.type == terms.UNKNOWN:
            self.undecided.append(Undecided(cell.span, cell.what))
        return cell.type

    def show(self, type_: Type) -> str:
        """Return a type as it is written, `_` where it is not known, with a number's kind."""
        type_ = self.shallow(type_)
        match type_:
            case Var(index):
                allowed = self._cells[index].allowed
                return "_" if allowed is None else _kind(allowed)
            case terms.Tuple(()):
                return "nothing"
            case terms.List(element):
                return f"list<{self.show(element)}>"
            case terms.Option(some):
                return f"option<{self.show(some)}>"
            case terms.Result(ok, err):
                shown = (None if part is None else self._shown(part) for part in (ok, err))
                return str(terms.Result(*shown))
            case terms.Tuple(items):
                return f"tuple<{', '.join(map(self.show, items))}>"
            case _:
                return str(type_)

    def _shown(self, type_: Type) -> Type | None:
        """Return a payload as an opaque term of its own text, so that `Result` can print it."""
        known = self.shallow(type_)
        return None if isinstance(known, Absent) else terms.Opaque(self.show(known))


def _open_parts(type_: Type) -> tuple[Type, ...]:
    """Return the parts that may hold variables; a declared type never does."""
    match type_:
        case terms.List(part) | terms.Option(part):
            return (part,)
        case terms.Result(ok, err):
            return tuple(part for part in (ok, err) if part is not None)
        case terms.Tuple(items):
            return items
        case _:
            return ()


def _default(allowed: Names | None) -> Type:
    if allowed is None:
        return terms.UNKNOWN
    if allowed <= NUMBERS:
        name: Literal["s64", "f64"] = "s64" if "s64" in allowed else "f64"
        return terms.Prim(name)
    return terms.UNKNOWN


def _kind(allowed: Names) -> str:
    if allowed <= FLOATS:
        return "float"
    if allowed <= INTEGERS:
        return "integer"
    return "number" if allowed <= NUMBERS else "_"


def _fields(record: terms.Record) -> str:
    return f"{{ {', '.join(field.name for field in record.fields)} }}"


def _cases(variant: terms.Variant) -> str:
    return " | ".join(case.name for case in variant.cases)
