"""Types read back from inference: as far as they are known, finished, or for people.

`close` gives the finished term: no variable is left in what it returns.
"""

from typing import Literal

from flowc.frontend import terms
from flowc.frontend.checking.variables import (
    FLOATS,
    INTEGERS,
    NUMBERS,
    UNIT,
    Absent,
    Names,
    Undecided,
    Var,
    Variables,
)
from flowc.frontend.terms import Type


class Reading(Variables):
    """The variables of one flow, and the types that they stand in."""

    def close(self, type_: Type) -> Type:
        """Return the finished type; what nothing decided is noted, once, and becomes unknown."""
        type_ = self.shallow(type_)
        match type_:
            case terms.Prim():
                return type_
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
