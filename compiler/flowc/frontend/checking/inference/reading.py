"""Types read back from inference: as far as they are known, finished, or for people.

`close` gives the finished term: no variable is left in what it returns.
"""

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from flowc.frontend import terms
from flowc.frontend.checking.inference.variables import (
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

Done: TypeAlias = dict[int, tuple[Type, Type]]
"""What a type was rebuilt as, by identity; an entry keeps both alive."""


MOST_SHOWN = 400
"""Characters of a type's text."""


class Reading(Variables):
    """The variables of one flow, and the types that they stand in."""

    def __init__(self) -> None:
        super().__init__()
        self._closed: Done = {}

    def close(self, type_: Type) -> Type:
        """Return the finished type; what nothing decided is noted, once, and becomes unknown."""
        return self._rebuilt(type_, self._closed, self._finished)

    def _finished(self, type_: Type) -> Type:
        if isinstance(type_, Var):
            return self._decide(type_)
        return UNIT if isinstance(type_, Absent) else type_

    def opened(self, type_: Type) -> Type:
        """Return a type with all that is known of it filled in, and its variables left."""
        return self._rebuilt(type_, {}, lambda one: one)

    def _rebuilt(self, type_: Type, done: Done, leaf: Callable[[Type], Type]) -> Type:
        """Return a type made of finished parts; parts that are shared are made once, and stay so.

        A type of few parts that hold each other twice is huge when it is written out.
        """
        type_ = self.shallow(type_)
        if isinstance(type_, terms.Prim):
            return type_
        if not isinstance(type_, terms.List | terms.Option | terms.Result | terms.Tuple):
            return leaf(type_)
        known = done.get(id(type_))
        if known is not None:
            return known[1]
        match type_:
            case terms.List(element):
                made: Type = terms.List(self._rebuilt(element, done, leaf))
            case terms.Option(some):
                made = terms.Option(self._rebuilt(some, done, leaf))
            case terms.Result(ok, err):
                made = terms.Result(*(self._payload(one, done, leaf) for one in (ok, err)))
            case terms.Tuple(items):
                made = terms.Tuple(tuple([self._rebuilt(item, done, leaf) for item in items]))
        done[id(type_)] = done[id(made)] = (type_, made)
        return made

    def _payload(self, type_: Type | None, done: Done, leaf: Callable[[Type], Type]) -> Type | None:
        made = None if type_ is None else self._rebuilt(type_, done, leaf)
        return None if made is UNIT else made  # only what is absent is made this very term

    def _decide(self, var: Var) -> Type:
        cell = self._cells[var.index]
        cell.type = _default(cell.allowed)
        if cell.type == terms.UNKNOWN:
            self.undecided.append(Undecided(cell.span, cell.what))
        return cell.type

    def show(self, type_: Type) -> str:
        """Return a type as it is written, `_` where it is not known, with a number's kind.

        What is longer than anybody reads is cut.
        """
        made, size = [], 0
        for piece in self._pieces(type_):
            made.append(piece)
            size += len(piece)
            if size > MOST_SHOWN:
                return f"{''.join(made)}.."
        return "".join(made)

    def _pieces(self, type_: Type) -> Iterator[str]:
        type_ = self.shallow(type_)
        match type_:
            case Var(index):
                allowed = self._cells[index].allowed
                yield "_" if allowed is None else _kind(allowed)
            case terms.Tuple(()):
                yield "nothing"
            case terms.List(part):
                yield from self._generic("list", part)
            case terms.Option(part):
                yield from self._generic("option", part)
            case terms.Tuple(items):
                yield from self._generic("tuple", *items)
            case terms.Result(ok, err):
                yield from self._result(self._present(ok), self._present(err))
            case _:
                yield str(type_)

    def _generic(self, name: str, *parts: Type) -> Iterator[str]:
        sign = f"{name}<"
        for part in parts:
            yield sign
            yield from self._pieces(part)
            sign = ", "
        yield ">"

    def _result(self, ok: Type | None, err: Type | None) -> Iterator[str]:
        if ok is None and err is None:
            yield "result"
        elif err is None:
            yield from self._generic("result", ok or terms.UNKNOWN)
        else:
            yield from self._generic("result", ok or terms.UNKNOWN, err)

    def _present(self, payload: Type | None) -> Type | None:
        known = None if payload is None else self.shallow(payload)
        return None if isinstance(known, Absent) else known


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
