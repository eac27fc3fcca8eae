"""Calls that are cuts: of services, of flows that have cuts, in an instance of their own."""

from flowc.ir.graph import Callee, Operation, Policies, Region, Value
from flowc.ir.rules.values import function_of
from flowc.segment.pieces import Out, Rest, Then, param
from flowc.segment.program import NO_POLICIES, Cut, CutKind
from flowc.segment.routine import Routine, Write
from flowc.segment.steps import STEP, or_failed, pack


def call(routine: Routine, op: Operation, rest: Rest) -> Write:
    """Make what follows a call, under policies or not; return what writes the step."""
    called = op.regions[0].operations[0] if op.name == "with" else op
    policies = op.attribute if isinstance(op.attribute, Policies) else NO_POLICIES
    names, at = _names(routine, called), routine.numbered(op)
    kind, targets = _asked(routine, called, names, governed=op.name == "with")
    function = called.attribute if isinstance(called.attribute, Callee) else None
    flow = called.attribute if isinstance(called.attribute, str) else ""
    asked = (kind, op.flow or routine.origin, op.span, targets, function, policies)
    cut = Cut(*asked, fallback=len(op.regions) > 1, called=flow)
    types = tuple(operand.type for operand in called.operands)

    def given(out: Out) -> Value:
        return routine.emit(out, "make", pack(names, types), called.operands, op.span)

    if not cut.fallback:
        return routine.suspend(cut, at, op.result, given, lambda out: routine.all(out, rest))
    outcome, join = routine.value(or_failed(op.result.type)), routine.join(rest, op.result)
    either = _either(routine, outcome, op, join)
    return routine.suspend(cut, at, outcome, given, either)


def sleep(routine: Routine, op: Operation, rest: Rest) -> Write:
    """Make what follows a `sleep`, which nobody is given anything for."""
    ms = op.attribute if isinstance(op.attribute, int) else None
    cut = Cut("sleep", op.flow or routine.origin, op.span, ms=ms)

    def given(out: Out) -> Value:
        return routine.emit(out, "make", op.result.type, (), op.span)

    after: Write = lambda out: routine.all(out, rest)  # noqa: E731 - it is passed on
    return routine.suspend(cut, routine.numbered(op), op.result, given, after)


def _either(routine: Routine, outcome: Value, op: Operation, join: Then) -> Write:
    """Return what writes what follows a call that has a fallback."""
    value = routine.value(op.result.type)

    def write(out: Out) -> Value:
        well = out.nested()
        end = join.write(well, value)
        regions = (
            Region((value,), tuple(well.operations), end),
            routine.region(out, op.regions[1], join),
        )
        switch = (out, "switch", STEP, [outcome], op.span)
        return routine.emit(*switch, attribute=(0, 1), regions=regions)

    return write


def _names(routine: Routine, called: Operation) -> tuple[str, ...]:
    graph = routine.program.graph
    if isinstance(called.attribute, Callee):
        function = function_of(graph.components, called.attribute)
        return () if function is None else tuple(one.name for one in function.type.params)
    return tuple(one.name for one in routine.program.flows[str(called.attribute)].params)


def _asked(
    routine: Routine, called: Operation, names: tuple[str, ...], *, governed: bool
) -> tuple[CutKind, tuple[str, ...]]:
    """Return what is asked for, and the entry that does it, if that is one of this package."""
    callee, program = called.attribute, routine.program
    if isinstance(callee, Callee) and callee.component in program.places.services:
        return "service", ()
    if isinstance(callee, str) and callee in program.places.cut:
        return ("call" if governed else "flow"), (callee,)
    return "call", (_apart(routine, called, names),)


def _apart(routine: Routine, called: Operation, names: tuple[str, ...]) -> str:
    """Make an entry that makes one call, which runs in an instance of its own."""
    made = routine.beside(called.result.type, branch=False)
    given = tuple(made.value(operand.type) for operand in called.operands)
    params = tuple(map(param, names, given))
    result = made.value(called.result.type)
    asked = Operation(called.name, result, given, called.attribute, (), called.span, called.flow)
    name = routine.program.fresh(routine.origin, "call")
    made.uncut(name, params, Region((), (asked,), result), called.span)
    return name
