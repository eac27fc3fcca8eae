"""Calls that are cuts: of services, of flows that have cuts, in an instance of their own."""

from typing import TYPE_CHECKING

from flowc.ir.graph import Callee, Operation, Policies, Region, Value
from flowc.ir.rules import function_of
from flowc.segment.pieces import Out, Rest, param
from flowc.segment.program import NO_POLICIES, Cut, CutKind
from flowc.segment.steps import STEP, or_failed, pack

if TYPE_CHECKING:
    from flowc.segment.routine import Routine


def call(routine: "Routine", out: Out, op: Operation, rest: Rest) -> Value:
    """Write a call, under policies or not, as a step and the segment that takes the outcome."""
    called = op.regions[0].operations[0] if op.name == "with" else op
    policies = op.attribute if isinstance(op.attribute, Policies) else NO_POLICIES
    fallback = op.regions[1] if len(op.regions) > 1 else None
    names = _names(routine, called)
    types = tuple(operand.type for operand in called.operands)
    given = routine.emit(out, "make", pack(names, types), called.operands, op.span)
    kind, targets = _asked(routine, called, names, governed=op.name == "with")
    function = called.attribute if isinstance(called.attribute, Callee) else None
    flow = called.attribute if isinstance(called.attribute, str) else ""
    asked = (kind, routine.origin, op.span, targets, function, policies)
    cut = Cut(*asked, fallback=fallback is not None, called=flow)
    if fallback is None:
        return routine.suspend(out, cut, given, op.result, lambda inner: routine.all(inner, rest))
    outcome = routine.value(or_failed(op.result.type))

    def after(inner: Out) -> Value:
        return _either(routine, inner, outcome, op, rest)

    return routine.suspend(out, cut, given, outcome, after)


def _either(routine: "Routine", out: Out, outcome: Value, op: Operation, rest: Rest) -> Value:
    """Write what follows a call that has a fallback."""
    join = routine.join(rest, op.result)
    value = routine.value(op.result.type)
    well = out.nested()
    end = join.write(well, value)
    regions = (
        Region((value,), tuple(well.operations), end),
        routine.region(out, op.regions[1], join),
    )
    return routine.emit(out, "switch", STEP, [outcome], op.span, attribute=(0, 1), regions=regions)


def _names(routine: "Routine", called: Operation) -> tuple[str, ...]:
    graph = routine.program.graph
    if isinstance(called.attribute, Callee):
        function = function_of(graph.components, called.attribute)
        return () if function is None else tuple(one.name for one in function.type.params)
    return tuple(one.name for one in routine.program.flows[str(called.attribute)].params)


def _asked(
    routine: "Routine", called: Operation, names: tuple[str, ...], *, governed: bool
) -> tuple[CutKind, tuple[str, ...]]:
    """Return what is asked for, and the entry that does it, if that is one of this package."""
    callee, program = called.attribute, routine.program
    if isinstance(callee, Callee) and callee.component in program.places.services:
        return "service", ()
    if isinstance(callee, str) and callee in program.places.cut:
        return ("call" if governed else "flow"), (callee,)
    return "call", (_apart(routine, called, names),)


def _apart(routine: "Routine", called: Operation, names: tuple[str, ...]) -> str:
    """Make an entry that makes one call, which runs in an instance of its own."""
    made = routine.program.routine(routine.origin, called.result.type, routine.left, branch=False)
    made.made = routine.made
    given = tuple(made.value(operand.type) for operand in called.operands)
    params = tuple(map(param, names, given))
    result = made.value(called.result.type)
    asked = Operation(called.name, result, given, called.attribute, (), called.span)
    name = routine.program.fresh(routine.origin, "call")
    made.uncut(name, params, Region((), (asked,), result), called.span)
    return name
