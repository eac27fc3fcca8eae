"""Where the handles of a flow are, and which of them were moved.

A place is a binding, or a part of one that was taken apart (`pair.0`); a `let` or a pattern gives
it another name.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from flowc.frontend import errors, typed
from flowc.frontend.checking.flows.operands import written
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.resources import holds_handle
from flowc.text.span import Span

Place: TypeAlias = tuple[int, ...]
"""A slot's index, and then the parts that lead on from it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a place was moved, how that is told, and by what name it went."""

    span: Span
    how: str
    name: str


@dataclass(slots=True)
class Places:
    """What was moved so far, and the slots that are bound up to here.

    `same` are the places that slots are other names of; `cuts` are the `par`s around, each with
    the slots that are outside of it.
    """

    report: Mistakes
    moved: dict[Place, Moved] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    same: dict[int, Place] = field(default_factory=dict)
    cuts: list[tuple[frozenset[int], Span, str]] = field(default_factory=list)

    def bind(self, binder: typed.Binder, place: Place | None = None) -> None:
        """Bind names to something new, or to what a place holds, as other names of it."""
        match binder:
            case typed.Slot(index):
                self.known.add(index)
                if place is not None:
                    self.same[index] = place
            case typed.Parts(items):
                for at, item in enumerate(items):
                    self.bind(item, None if place is None else (*place, at))
            case None:
                pass

    def place(self, expr: typed.Expr) -> Place | None:
        """Return the place that an expression with handles names, if it does."""
        if not holds_handle(expr.type):
            return None
        parts: list[int] = []
        while isinstance(expr, typed.Part | typed.Payload):
            parts.append(expr.index)
            expr = expr.base
        if not isinstance(expr, typed.Local):
            return None
        index = expr.slot.index
        return (*self.same.get(index, (index,)), *reversed(parts))

    def use(self, place: Place, expr: typed.Expr) -> None:
        """Note that what a place holds is wanted; report it where it was moved."""
        for outside, where, what in self.cuts:
            if place[0] in outside:
                text = f"`{written(expr)}` is held outside"
                self.report.add(errors.HandleAcrossCut(text, where, what, span=expr.span))
                return
        for other, moved in self.moved.items():
            shorter = min(len(place), len(other))
            if place[:shorter] == other[:shorter]:
                name = written(expr)
                error = errors.UsedAfterMove(name, moved.span, moved.how, span=expr.span)
                self.report.add(error)
                del self.moved[other]  # told once
                return
