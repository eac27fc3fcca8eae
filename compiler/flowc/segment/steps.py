"""The types that segments give and take: a step says that a flow is done, or what it waits for."""

from typing import Final

from flowc.frontend import terms as t
from flowc.ir.graph import Value

STEP: Final = t.Variant((t.Case("step", None),), t.TypeName("", "step", ""))
"""Stands for a flow's step until all its cases are known."""
DONE: Final = 0
LEFT: Final = 1
VALUE, FAILED = 0, 1


def pack(names: tuple[str, ...], types: tuple[t.Type, ...]) -> t.Type:
    """Return what holds arguments by name: a record, or an empty tuple for none."""
    if not names:
        return t.Tuple(())
    return t.Record(tuple(map(t.Field, names, types)))


def tuple_of(values: tuple[Value, ...]) -> t.Tuple:
    """Return the type of a tuple of some values."""
    return t.Tuple(tuple(value.type for value in values))


def waiting(given: t.Type | None, state: t.Type, name: t.TypeName) -> t.Record:
    """Return what a step holds that waits: what is given to whoever is asked, and what is live."""
    args = () if given is None else (t.Field("args", given),)
    return t.Record((*args, t.Field("state", state)), name)


def or_failed(type_: t.Type) -> t.Variant:
    """Return the outcome of a call that something stands in for where it fails."""
    return t.Variant((t.Case("value", type_), t.Case("failed", None)))


def or_left(type_: t.Type, result: t.Type) -> t.Variant:
    """Return the outcome of branches that may end their flow with its result."""
    return t.Variant((t.Case("value", type_), t.Case("left", result)))
