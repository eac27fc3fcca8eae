"""`par` and `par for`: each branch becomes an entry of its own, and what follows takes them all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.ir.walk import inside
from flowc.optimise.effects import is_total
from flowc.segment.free import of_regions
from flowc.segment.pieces import Out, Rest, Then, param
from flowc.segment.program import Cut
from flowc.segment.steps import DONE, STEP, or_left, tuple_of

if TYPE_CHECKING:
    from flowc.segment.routine import Routine

NONE, SOME = 0, 1


def beside(routine: "Routine", out: Out, op: Operation, rest: Rest) -> Value:
    """Write branches as a step and the segment that takes what they give."""
    leaves = any(one.name == "try" for region in op.regions for one in inside(region))
    if op.name == "for":
        return _for_each(routine, out, op, rest, leaves=leaves)
    branches = [_Branch.of(routine, (region,), leaves=leaves) for region in op.regions]
    held = [one.held(routine, out, op) for one in branches]
    given = routine.emit(out, "make", tuple_of(tuple(held)), held, op.span)
    targets = tuple(one.write(routine, None, op) for one in branches)
    cut = Cut("tuple", routine.origin, op.span, targets, leaves=leaves)
    return _taken(routine, out, (cut, given), op.result, rest)


def _for_each(routine: "Routine", out: Out, op: Operation, rest: Rest, *, leaves: bool) -> Value:
    """Write `par for`: elements that are not wanted are left out before, if that shows nowhere."""
    body, *conditions = op.regions
    source, made = op.operands[0], op.result
    if conditions and all(map(is_total, inside(conditions[0]))):
        source = _wanted(routine, out, op)
        conditions = []
    if conditions:
        made = routine.value(t.List(t.Option(body.result.type)))
    branch = _Branch.of(routine, (body, *conditions), leaves=leaves)
    held = branch.held(routine, out, op)
    given = routine.emit(out, "make", tuple_of((held, source)), (held, source), op.span)
    targets = (branch.write(routine, body.params[0], op),)
    cut = Cut("list", routine.origin, op.span, targets, leaves=leaves)
    if made != op.result:
        kept = _kept(routine, made, op)
        rest = Rest((kept, *rest.operations), rest.result, rest.then)
    return _taken(routine, out, (cut, given), made, rest)


def _taken(
    routine: "Routine", out: Out, asked: tuple[Cut, Value], made: Value, rest: Rest
) -> Value:
    """Write the step, and behind it what takes the values, or ends the flow as a branch asked."""
    cut, given = asked
    if not cut.leaves:
        return routine.suspend(out, cut, given, made, lambda inner: routine.all(inner, rest))
    outcome, left = routine.value(or_left(made.type, routine.left)), routine.value(routine.left)

    def after(inner: Out) -> Value:
        well, away = inner.nested(), inner.nested()
        end = routine.all(well, rest)
        gone = routine.leave(cut.span).write(away, left)
        regions = (
            Region((made,), tuple(well.operations), end),
            Region((left,), tuple(away.operations), gone),
        )
        switch = (inner, "switch", STEP, [outcome], cut.span)
        return routine.emit(*switch, attribute=(0, 1), regions=regions)

    return routine.suspend(out, cut, given, outcome, after)


def _wanted(routine: "Routine", out: Out, op: Operation) -> Value:
    """Write a loop that keeps the elements for which the condition holds."""
    one = routine.value(op.regions[1].params[0].type)
    regions = (Region((one,), (), one), op.regions[1])
    return routine.emit(out, "for", op.operands[0].type, op.operands, op.span, regions=regions)


def _kept(routine: "Routine", made: Value, op: Operation) -> Operation:
    """Return a loop that takes what is there out of a list of options."""
    some = op.regions[0].result.type
    one, other = (routine.value(t.Option(some)) for _ in range(2))
    taken, value = routine.value(some), routine.value(some)
    yes, no, is_some = (routine.value(t.BOOL) for _ in range(3))
    found = Operation("payload", taken, (one,), SOME, (), op.span)
    true = Operation("const", yes, (), True, (), op.span)  # noqa: FBT003 - the constant
    false = Operation("const", no, (), False, (), op.span)  # noqa: FBT003 - the constant
    cases = (Region((), (false,), no), Region((value,), (true,), yes))
    choice = Operation("switch", is_some, (other,), (NONE, SOME), cases, op.span)
    regions = (Region((one,), (found,), taken), Region((other,), (choice,), is_some))
    return Operation("for", op.result, (made,), None, regions, op.span)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch: its body, then, if not all elements are wanted, the condition."""

    regions: tuple[Region, ...]
    captured: tuple[Value, ...]
    leaves: bool

    @classmethod
    def of(cls, routine: "Routine", regions: tuple[Region, ...], *, leaves: bool) -> "_Branch":
        taken = of_regions(regions)
        captured = tuple(taken[id_] for id_ in sorted(taken) if id_ not in routine.consts)
        return cls(regions, captured, leaves)

    def held(self, routine: "Routine", out: Out, op: Operation) -> Value:
        """Write the tuple of what a branch takes from around it."""
        return routine.emit(out, "make", tuple_of(self.captured), self.captured, op.span)

    def write(self, outer: "Routine", item: Value | None, op: Operation) -> str:
        """Make the branch an entry, which takes what it captured and its element, if any."""
        body, *conditions = self.regions
        result = t.Option(body.result.type) if conditions else body.result.type
        made = outer.program.routine(outer.origin, result, outer.left, branch=self.leaves)
        made.made, made.consts = outer.made, outer.consts
        given = made.value(tuple_of(self.captured))
        parts: list[Operation] = [
            Operation("part", one, (given,), at, (), op.span)
            for at, one in enumerate(self.captured)
        ]
        params = [param("given", given)]
        if item is not None:
            params.append(param("item", item))
        name = outer.program.fresh(outer.origin, "branch")
        then = made.end(DONE, op.span)
        made.begin(name, tuple(params), parts, lambda out: self.body(made, out, then, op))
        outer.made = max(outer.made, made.made)
        return name

    def body(self, made: "Routine", out: Out, then: Then, op: Operation) -> Value:
        """Write what a branch does for its element, if that is wanted."""
        body, *conditions = self.regions
        if not conditions:
            return made.all(out, Rest(body.operations, body.result, then))
        result = t.Option(body.result.type)
        element, wanted = body.params[0], conditions[0]

        def some(into: Out, value: Value) -> Value:
            return then.write(
                into, made.emit(into, "case", result, [value], op.span, attribute=SOME)
            )

        def none(into: Out) -> Value:
            return then.write(into, made.emit(into, "case", result, [], op.span, attribute=NONE))

        is_wanted = made.value(t.BOOL)
        inner, yes, no = Out(resumed=False), Out(resumed=False), Out(resumed=False)
        end = made.all(yes, Rest(body.operations, body.result, Then((), some)))
        otherwise = none(no)
        regions = (_of(yes, end), _of(no, otherwise))
        made_step = made.emit(inner, "if", STEP, [is_wanted], op.span, regions=regions)
        join = made.piece("join", inner, made_step, (is_wanted,))
        candidate = wanted.params[0]
        both = made.emit(out, "make", tuple_of((element,)), [element], op.span)
        out.operations.append(Operation("part", candidate, (both,), 0, (), op.span))
        return made.all(out, Rest(wanted.operations, wanted.result, join))


def _of(out: Out, end: Value) -> Region:
    return Region((), tuple(out.operations), end)
