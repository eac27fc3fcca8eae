"""What a binding of the typed tree takes: a slot of its flow, or the parts of a tuple."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend import terms

Type: TypeAlias = terms.Type


@dataclass(frozen=True, slots=True)
class Slot:
    """A binding of one flow: a parameter, a `let`, a loop's element or running value.

    `index` is unique within the flow; `name` is for people.
    """

    index: int
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Parts:
    """Binds a tuple's items; None ignores one."""

    items: "tuple[Slot | Parts | None, ...]"


Binder: TypeAlias = Slot | Parts | None
