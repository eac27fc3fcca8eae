"""One flow, or one branch of one, cut into pieces that give steps.

What comes after a cut becomes a segment, which takes what it uses of what was made before; where
ways meet again behind a branch, what follows becomes a piece that each of them ends in. So no code
is written twice. Law: going from step to step, doing what each asks for, gives what the flow gives.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from flowc.frontend import terms as t
from flowc.ir.graph import Attribute, GraphParam, Operation, Region, Value
from flowc.ir.walk import inside
from flowc.segment.free import constants, free
from flowc.segment.pieces import Out, Piece, Rest, Then, param
from flowc.segment.program import Cut, Program
from flowc.segment.steps import DONE, LEFT, STEP, tuple_of, waiting
from flowc.text.span import Span

UNIT = t.Tuple(())
Write: TypeAlias = Callable[[Out], Value]
"""Writes something into a piece; returns the step, or the value, that it comes to."""
Ready: TypeAlias = Callable[["Routine", Operation, Rest], Write]
"""Takes an operation that is a cut or holds one, and what follows it; returns what writes it."""


@dataclass(slots=True)
class Routine:
    """What runs from an entry to its last step. `made` is above the number of any value.

    `ready` knows the kinds of cuts, each of which is written by means of a routine. A branch may
    have a case for leaving the flow it is a branch of; `left` is that flow's result.
    """

    program: Program
    ready: Ready
    origin: str
    result: t.Type
    left: t.Type
    branch: bool = False
    made: int = 0
    consts: dict[int, Operation] = field(default_factory=dict)
    cases: list[t.Case] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    numbers: dict[int, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cases.append(t.Case("done", self.result))
        if self.branch:
            self.cases.append(t.Case("left", self.left))

    def beside(self, result: t.Type, *, branch: bool) -> "Routine":
        """Return a routine of the same flow that nothing was written of."""
        made = Routine(self.program, self.ready, self.origin, result, self.left, branch)
        made.made = self.made
        return made

    # --- writing ---------------------------------------------------------------------------------

    def value(self, type_: t.Type) -> Value:
        """Return a value with a number that no other has."""
        self.made += 1
        return Value(self.made - 1, type_)

    def emit(  # noqa: PLR0913 - the fields of an operation
        self,
        out: Out,
        name: str,
        type_: t.Type,
        operands: Iterable[Value],
        span: Span,
        *,
        attribute: Attribute = None,
        regions: tuple[Region, ...] = (),
    ) -> Value:
        """Write an operation and return what it makes."""
        result = self.value(type_)
        made = Operation(name, result, tuple(operands), attribute, regions, span)
        out.operations.append(made)
        return result

    def end(self, case: int, span: Span) -> Then:
        """Return the end of the routine, with a value, in one of its cases."""
        return Then(
            (), lambda out, value: self.emit(out, "case", STEP, [value], span, attribute=case)
        )

    def leave(self, span: Span) -> Then:
        """Return what follows where the flow ends early."""
        return self.end(LEFT if self.branch else DONE, span)

    # --- cutting ---------------------------------------------------------------------------------

    def all(self, out: Out, rest: Rest) -> Value:
        """Write operations and what follows them; return the step that it comes to.

        What follows the last cut is written first, then what follows the one before: a flow may
        have any number of them, and nothing here goes as deep as they are many.
        """
        operations = rest.operations
        cuts = [at for at, op in enumerate(operations) if self.program.places.holds(op)]
        for at in cuts:
            for op in self.program.places.within(operations[at]):
                self.numbered(op)
        end = len(operations)
        for at in reversed(cuts):
            tail = replace(rest, operations=operations[at + 1 : end])
            rest, end = _after(self.ready(self, operations[at], tail)), at
        out.operations += map(self.plain, operations[:end])
        return rest.then.write(out, rest.result)

    def numbered(self, op: Operation) -> tuple[int, int]:
        """Return the number of a cut, and its case among this routine's steps."""
        if id(op) not in self.numbers:
            self.numbers[id(op)] = self.number()
        return self.numbers[id(op)]

    def number(self) -> tuple[int, int]:
        """Return the next number, and the next case."""
        self.cases.append(self.cases[0])
        return self.program.reserve(), len(self.cases) - 1

    def region(self, out: Out, region: Region, then: Then) -> Region:
        """Write a region and what follows it."""
        inner = out.nested()
        end = self.all(inner, Rest(region.operations, region.result, then))
        return Region(region.params, tuple(inner.operations), end)

    def plain(self, op: Operation) -> Operation:
        """Return an operation without cuts; where it may end the flow it does so with a step."""
        if not op.regions or not any(one.name == "try" for one in (op, *_within(op))):
            return op
        if op.name == "try":
            return replace(
                op, regions=(self.region(Out(resumed=False), op.regions[0], self.leave(op.span)),)
            )
        regions = (replace(r, operations=tuple(map(self.plain, r.operations))) for r in op.regions)
        return replace(op, regions=tuple(regions))

    def join(self, rest: Rest, value: Value) -> Then:
        """Return what follows `value`, which may then be written any number of times."""
        if not rest.operations and rest.result == value:
            return rest.then
        out = Out(resumed=False)
        end = self.all(out, rest)
        return self.piece("join", out, end, (value,))

    def piece(self, kind: str, out: Out, end: Value, given: tuple[Value, ...]) -> Then:
        """Make a piece of what was written; what it takes besides `given` is captured."""
        captured = self.closed(out, end, *given)
        params = tuple(param(f"v{i}", value) for i, value in enumerate((*captured, *given)))
        name = self.program.fresh(self.origin, kind)
        self.pieces.append(Piece(name, params, tuple(out.operations), end, entry=False))
        span = self.program.span

        def write(into: Out, *values: Value) -> Value:
            return self.emit(into, "flow", STEP, (*captured, *values), span, attribute=name)

        return Then(captured, write)

    def closed(self, out: Out, end: Value, *given: Value) -> tuple[Value, ...]:
        """Make constants again at the front of a piece; return what it takes besides `given`."""
        taken = free(out.operations, end)
        for value in given:
            taken.pop(value.id, None)
        again = [self.consts[id_] for id_ in taken if id_ in self.consts]
        out.operations[:0] = again
        return tuple(value for id_, value in taken.items() if id_ not in self.consts)

    def suspend(
        self, cut: Cut, at: tuple[int, int], outcome: Value, asked: Write, after: Write
    ) -> Write:
        """Make the segment that goes on with the outcome of a cut; return what writes the step.

        `asked` writes what is given to whoever is asked, `after` what follows the outcome.
        """
        inner = Out(resumed=True)
        end = after(inner)
        captured = self.closed(inner, end, outcome)
        state = self.value(tuple_of(captured))
        parts = (
            Operation("part", one, (state,), at, (), cut.span) for at, one in enumerate(captured)
        )
        params = (param("state", state), param("outcome", outcome))
        name = self.program.fresh(self.origin, "after", at[0])
        self.pieces.append(Piece(name, params, (*parts, *inner.operations), end, entry=True))
        self.program.cuts[at[0]] = replace(cut, resume=name)
        return lambda out: self.wait(out, at, asked(out), captured, cut.span)

    def wait(
        self,
        out: Out,
        at: tuple[int, int],
        given: Value | None,
        captured: tuple[Value, ...],
        span: Span,
    ) -> Value:
        """Write the step of a cut whose number and case are known."""
        number, case = at
        state = self.emit(out, "make", tuple_of(captured), captured, span)
        held = (state,) if given is None else (given, state)
        name = t.TypeName(self.origin, f"cut-{number}", "")
        type_ = waiting(None if given is None else given.type, state.type, name)
        self.cases[case] = t.Case(f"cut-{number}", type_)
        payload = self.emit(out, "make", type_, held, span)
        return self.emit(out, "case", STEP, [payload], span, attribute=case)

    def begin(
        self,
        name: str,
        params: tuple[GraphParam, ...],
        parts: Sequence[Operation],
        write: Write,
        doc: str = "",
    ) -> None:
        """Write the first piece, and with it all others; finish."""
        out = Out(resumed=False, operations=list(parts))
        end = write(out)
        taken = self.closed(out, end, *(one.value for one in params))
        assert not taken, taken  # noqa: S101 - a flow is given all that it uses
        self.pieces.append(Piece(name, params, tuple(out.operations), end, entry=True, doc=doc))
        self.finish()

    def uncut(self, name: str, params: tuple[GraphParam, ...], region: Region, span: Span) -> None:
        """Write the only piece, whose operations are taken as they are, and finish."""
        out = Out(resumed=False, operations=list(region.operations))
        end = self.end(DONE, span).write(out, region.result)
        self.pieces.append(Piece(name, params, tuple(out.operations), end, entry=True))
        self.finish()

    def finish(self) -> None:
        """Give the program the flows that the pieces are."""
        first = next(piece.name for piece in reversed(self.pieces) if piece.entry)
        step = t.Variant(tuple(self.cases), t.TypeName(first, "step", ""))
        for piece in self.pieces:
            self.program.add(piece.finished(step), self.origin)


def _after(write: Write) -> Rest:
    """Return what is left where there is only something to be written, whatever came before."""
    return Rest((), Value(-1, UNIT), Then((), lambda out, _: write(out)))


def _within(op: Operation) -> Iterable[Operation]:
    return (inner for region in op.regions for inner in inside(region))


def consts_of(regions: Sequence[Region]) -> dict[int, Operation]:
    """Return by number the constants that are made in regions."""
    return {op.result.id: op for r in regions for op in constants(r.operations)}
