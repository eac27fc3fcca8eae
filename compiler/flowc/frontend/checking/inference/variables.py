"""Type variables: types under inference are terms whose unknown parts are `Var`s.

A variable may be held to some primitives, as a number's is; what it stands for, once known, is
found by `shallow`. Nothing here compares types.
"""

from dataclasses import dataclass

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


class Variables:
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
            cell = self._cells[type_.index]
            if cell.type is None:
                return type_
            if isinstance(cell.type, Var):
                # A chain of variables is halved on the way, so that it cannot stay long.
                cell.type = self._cells[cell.type.index].type or cell.type
            type_ = cell.type
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


def open_parts(type_: Type) -> tuple[Type, ...]:
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
