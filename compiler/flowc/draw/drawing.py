"""The state of one flow's drawing: the sketch, what each binding holds, the box of the result."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowc.draw.sketch import Sketch
from flowc.draw.wires import Value
from flowc.frontend import terms
from flowc.frontend import typed as t

if TYPE_CHECKING:
    from collections.abc import Callable

HOLE = "{}"
"""Where a pattern has its binding's name."""


@dataclass(slots=True)
class Drawing:
    """What every part of the walk needs; `draw` draws an expression and returns its value."""

    sketch: Sketch
    draw: "Callable[[Drawing, t.Expr], Value]"
    slots: dict[int, Value] = field(default_factory=dict)
    result: str = ""

    def expr(self, e: t.Expr) -> Value:
        """Draw an expression."""
        return self.draw(self, e)

    def bind(self, binder: t.Binder, value: Value, pattern: str = HOLE) -> None:
        """Bind a value to the names of a pattern, `some({})` for instance."""
        match binder:
            case None:
                return
            case t.Slot(index, name):
                self.slots[index] = value.named(pattern.replace(HOLE, name))
            case t.Parts(items):
                for index, item in enumerate(items):
                    if item is not None:
                        self.bind(item, part(value, index), pattern)


def part(value: Value, index: int) -> Value:
    """Return a field of a record or an item of a tuple."""
    if value.items:
        return value.items[index]
    if not value.exact:
        return value
    match value.wires[0].type:
        case terms.Record(fields):
            return value.part(fields[index].name, fields[index].type)
        case terms.Tuple(items):
            return value.part(str(index), items[index])
        case _:
            return value


def bound(binder: t.Binder) -> str:
    """Return a binder as a flow writes it."""
    match binder:
        case None:
            return "_"
        case t.Slot(name=name):
            return name
        case t.Parts(items):
            return f"({', '.join(map(bound, items))})"
