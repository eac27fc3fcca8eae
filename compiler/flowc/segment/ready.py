"""What each kind of operation that is a cut, or holds one, becomes: the table of a routine."""

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.segment import branches, calls, loops
from flowc.segment.pieces import Out, Rest, Then
from flowc.segment.routine import Routine, Write
from flowc.segment.steps import STEP

UNIT = t.Tuple(())


def ready(routine: Routine, op: Operation, rest: Rest) -> Write:
    """Write what follows an operation that is a cut or holds one; return what writes itself."""
    match op.name:
        case "if" | "switch":
            return _choice(routine, op, routine.join(rest, op.result))
        case "try":
            return _attempt(routine, op, routine.join(rest, op.result))
        case "for" if op.attribute is None:
            return loops.loop(routine, op, rest)
        case "fold":
            return loops.loop(routine, op, rest)
        case "for" | "par" | "catch":
            return branches.beside(routine, op, rest)
        case "sleep":
            return calls.sleep(routine, op, rest)
        case _:
            return calls.call(routine, op, rest)


def _choice(routine: Routine, op: Operation, join: Then) -> Write:
    """Return what writes an `if` or `switch` each of whose regions ends in what follows."""

    def write(out: Out) -> Value:
        regions = tuple(routine.region(out, region, join) for region in op.regions)
        given = (out, op.name, STEP, op.operands, op.span)
        return routine.emit(*given, attribute=op.attribute, regions=regions)

    return write


def _attempt(routine: Routine, op: Operation, join: Then) -> Write:
    """Return what writes a `try` that has cuts on the way out."""
    failed = 1 if isinstance(op.operands[0].type, t.Result) else 0

    def write(out: Out) -> Value:
        away = routine.region(out, op.regions[0], routine.leave(op.span))
        well = out.nested()
        given: tuple[Value, ...] = (op.result,)
        if op.result.type == UNIT:
            given = ()
            well.operations.append(Operation("make", op.result, (), None, (), op.span))
        end = join.write(well, op.result)
        on = Region(given, tuple(well.operations), end)
        regions = (on, away) if failed else (away, on)
        switch = (out, "switch", STEP, op.operands, op.span)
        return routine.emit(*switch, attribute=(0, 1), regions=regions)

    return write
