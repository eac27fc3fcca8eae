"""Loops with cuts in them: a piece that takes how far the loop has come, and calls itself no more.

A flow cannot call itself. So an iteration that comes to its end without a cut gives a step that
asks for nothing but to go on; one that has been resumed calls the loop's piece, which the segment
it is in comes after.
"""

from dataclasses import dataclass

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.ir.rules.values import U32
from flowc.segment.free import of_regions
from flowc.segment.pieces import Out, Piece, Rest, Then, param
from flowc.segment.program import Cut
from flowc.segment.routine import Routine, Write
from flowc.segment.steps import STEP, tuple_of


def loop(routine: Routine, op: Operation, rest: Rest) -> Write:
    """Make `for` or `fold`; return what enters the loop at its first element."""
    made = _Loop.of(routine, op, routine.join(rest, op.result))
    made.write()
    return lambda out: _enter(routine, out, op, made)


def _enter(routine: Routine, out: Out, op: Operation, made: "_Loop") -> Value:
    zero = routine.emit(out, "const", U32, [], op.span, attribute=0)
    if op.name == "fold":
        start = op.operands[1]
    else:
        start = routine.emit(out, "list", op.result.type, [], op.span)
    given = (*made.captured, zero, start)
    return routine.emit(out, "flow", STEP, given, op.span, attribute=made.name)


@dataclass(slots=True)
class _Loop:
    """A loop on the way; `index` is of the element that is next, `made` what there is so far."""

    routine: Routine
    op: Operation
    then: Then
    name: str
    captured: tuple[Value, ...]
    index: Value
    next: Value
    made: Value
    again: tuple[int, int] | None = None
    resume: str = ""

    @classmethod
    def of(cls, routine: Routine, op: Operation, then: Then) -> "_Loop":
        source = op.operands[0]
        taken = of_regions(op.regions) | {source.id: source} | {v.id: v for v in then.captures}
        captured = tuple(taken[id_] for id_ in sorted(taken) if id_ not in routine.consts)
        name = routine.program.fresh(routine.origin, "loop")
        made = op.regions[0].params[1] if op.name == "fold" else routine.value(op.result.type)
        index, following = routine.value(U32), routine.value(U32)
        return cls(routine, op, then, name, captured, index, following, made)

    def write(self) -> None:
        """Make the piece: one more element, or what follows the loop."""
        routine, op = self.routine, self.op
        out = Out(resumed=False)
        length = routine.emit(out, "length", U32, [op.operands[0]], op.span)
        more = routine.emit(out, "lt", t.BOOL, [self.index, length], op.span)
        on, over = out.nested(), out.nested()
        end = self.element(on)
        done = self.then.write(over, self.made)
        regions = (Region((), tuple(on.operations), end), Region((), tuple(over.operations), done))
        step = routine.emit(out, "if", STEP, [more], op.span, regions=regions)
        given = (*self.captured, self.index, self.made)
        taken = routine.closed(out, step, *given)
        assert not taken, taken  # noqa: S101 - a loop captures all that is used in it
        params = tuple(param(f"v{i}", value) for i, value in enumerate(given))
        routine.pieces.append(Piece(self.name, params, tuple(out.operations), step, entry=False))

    def element(self, out: Out) -> Value:
        """Write an iteration."""
        routine, op = self.routine, self.op
        one = routine.emit(out, "const", U32, [], op.span, attribute=1)
        out.operations.append(Operation("add", self.next, (self.index, one), None, (), op.span))
        body, *conditions = op.regions
        around = (*self.captured, self.next, self.made)
        self.item(out, body.params[0])
        inner = Rest(body.operations, body.result, Then(around, self.further))
        if not conditions:
            return routine.all(out, inner)
        wanted = routine.value(t.BOOL)
        self.item(out, conditions[0].params[0])
        join = self.chosen(wanted, inner)
        return routine.all(out, Rest(conditions[0].operations, conditions[0].result, join))

    def item(self, out: Out, value: Value) -> None:
        """Write the element that is next, as `value`."""
        given = (self.op.operands[0], self.index)
        out.operations.append(Operation("item", value, given, None, (), self.op.span))

    def chosen(self, wanted: Value, inner: Rest) -> Then:
        """Make a piece of the body, which is passed over where the element is not wanted."""
        routine = self.routine
        out = Out(resumed=False)
        yes, no = out.nested(), out.nested()
        end = routine.all(yes, inner)
        passed = self.go(no, self.made)
        regions = (Region((), tuple(yes.operations), end), Region((), tuple(no.operations), passed))
        step = routine.emit(out, "if", STEP, [wanted], self.op.span, regions=regions)
        return routine.piece("join", out, step, (wanted,))

    def further(self, out: Out, value: Value) -> Value:
        """Write what follows an iteration that gave a value."""
        if self.op.name == "fold":
            return self.go(out, value)
        given, type_ = (self.made, value), self.op.result.type
        return self.go(out, self.routine.emit(out, "append", type_, given, self.op.span))

    def go(self, out: Out, made: Value) -> Value:
        """Write the way to the next iteration."""
        routine, span = self.routine, self.op.span
        given = (*self.captured, self.next, made)
        if out.resumed:
            return routine.emit(out, "flow", STEP, given, span, attribute=self.name)
        if self.again is None:
            self.again = self.cut()
        return routine.wait(out, self.again, None, given, span)

    def cut(self) -> tuple[int, int]:
        """Make the cut that asks for nothing, and the segment that goes on with the loop."""
        routine, span = self.routine, self.op.span
        number, case = routine.number()
        given = tuple(routine.value(one.type) for one in (*self.captured, self.index, self.made))
        state = routine.value(tuple_of(given))
        parts = tuple(
            Operation("part", one, (state,), at, (), span) for at, one in enumerate(given)
        )
        out = Out(resumed=True, operations=list(parts))
        end = routine.emit(out, "flow", STEP, given, span, attribute=self.name)
        name = routine.program.fresh(routine.origin, "after", number)
        piece = Piece(name, (param("state", state),), tuple(out.operations), end, entry=True)
        routine.pieces.append(piece)
        cut = Cut("next", routine.origin, span, resume=name)
        routine.program.cuts[number] = cut
        return number, case
