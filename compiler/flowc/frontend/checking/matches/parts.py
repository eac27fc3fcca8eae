"""Parts of what is matched, as typed expressions: their types, and how they are read."""

from collections.abc import Mapping
from typing import TypeAlias

from flowc.frontend import terms, typed
from flowc.frontend.checking.matches.shapes import LiteralHead, Path
from flowc.frontend.terms import Type

Known: TypeAlias = Mapping[Path, typed.Expr]
"""Expressions for parts of the subject that may be read here."""


def part(path: Path, known: Known) -> typed.Expr:
    """Return a part of the subject, of which all that its path asks for is true."""
    end = len(path)
    while path[:end] not in known:
        end -= 1
    made = known[path[:end]]
    for step in path[end:]:
        type_ = part_type(made.type, (step,))
        if isinstance(made.type, terms.Record | terms.Tuple):
            made = typed.Part(made, step, type_, made.span)
        else:
            made = typed.Payload(made, step, type_, made.span)
    return made


def part_type(type_: Type, path: Path) -> Type:
    """Return the type of a part of a value; what has no such part has the type unknown."""
    for step in path:
        match type_:
            case terms.Record(fields):
                type_ = fields[step].type
            case terms.Tuple(items):
                type_ = items[step]
            case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
                type_ = terms.cases_of(type_)[step].payload or terms.UNKNOWN
            case _:
                return terms.UNKNOWN
    return type_


def const(head: LiteralHead, type_: Type) -> typed.Const:
    """Return the literal of a pattern, as what it is compared with has it."""
    value = head.literal.value
    if str(type_) in terms.FLOATS:
        value = float(value)
    return typed.Const(value, type_, head.literal.span)
