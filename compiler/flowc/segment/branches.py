"""`par`, `par for` and `catch`: each branch becomes an entry of its own, then all are taken."""

from dataclasses import dataclass

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.ir.walk import inside
from flowc.optimise.effects import is_total
from flowc.segment.free import of_regions
from flowc.segment.pieces import Out, Rest, Then, param
from flowc.segment.program import Cut, CutKind
from flowc.segment.routine import Routine, Write
from flowc.segment.steps import DONE, STEP, or_left, tuple_of

NONE, SOME = 0, 1
OK = 0


def beside(routine: Routine, op: Operation, rest: Rest) -> Write:
    """Make the branches and what follows them; return what writes the step."""
    leaves = any(one.name == "try" for region in op.regions for one in inside(region))
    if op.name == "for":
        return _for_each(routine, op, rest, leaves=leaves)
    regions = (_well(routine, op),) if op.name == "catch" else op.regions
    branches = [_Branch.of(routine, (region,), leaves=leaves) for region in regions]
    targets = tuple(one.write(routine, None, op) for one in branches)
    kind: CutKind = "try" if op.name == "catch" else "tuple"
    cut = Cut(kind, op.flow or routine.origin, op.span, targets, leaves=leaves)

    def given(out: Out) -> Value:
        held = tuple(one.held(routine, out, op) for one in branches)
        return routine.emit(out, "make", tuple_of(held), held, op.span)

    return _taken(routine, (cut, op), given, op.result, rest)


def _well(routine: Routine, op: Operation) -> Region:
    """Return what a `catch` runs, its value as ok; whoever runs it makes the err of a fault."""
    region, type_ = op.regions[0], op.result.type
    payload = (region.result,) if isinstance(type_, t.Result) and type_.ok is not None else ()
    made = routine.value(type_)
    case = Operation("case", made, payload, OK, (), op.span)
    return Region((), (*region.operations, case), made)


def _for_each(routine: Routine, op: Operation, rest: Rest, *, leaves: bool) -> Write:
    """Make `par for`: elements that are not wanted are left out before, if that shows nowhere."""
    body, *conditions = op.regions
    made, first = op.result, bool(conditions) and all(map(is_total, inside(conditions[0])))
    if first:
        conditions = []
    if conditions:
        made = routine.value(t.List(t.Option(body.result.type)))
        rest = Rest((_kept(routine, made, op), *rest.operations), rest.result, rest.then)
    branch = _Branch.of(routine, (body, *conditions), leaves=leaves)
    targets = (branch.write(routine, body.params[0], op),)
    cut = Cut("list", routine.origin, op.span, targets, leaves=leaves)

    def given(out: Out) -> Value:
        source = _wanted(routine, out, op) if first else op.operands[0]
        both = (branch.held(routine, out, op), source)
        return routine.emit(out, "make", tuple_of(both), both, op.span)

    return _taken(routine, (cut, op), given, made, rest)


def _taken(
    routine: Routine, what: tuple[Cut, Operation], given: Write, made: Value, rest: Rest
) -> Write:
    """Make what takes the values of branches, or ends the flow as one of them asked."""
    cut, at = what[0], routine.numbered(what[1])
    if not cut.leaves:
        return routine.suspend(cut, at, made, given, lambda out: routine.all(out, rest))
    outcome, left = routine.value(or_left(made.type, routine.left)), routine.value(routine.left)

    def after(out: Out) -> Value:
        well, away = out.nested(), out.nested()
        end = routine.all(well, rest)
        gone = routine.leave(cut.span).write(away, left)
        regions = (_of(well, end, made), _of(away, gone, left))
        switch = (out, "switch", STEP, [outcome], cut.span)
        return routine.emit(*switch, attribute=(0, 1), regions=regions)

    return routine.suspend(cut, at, outcome, given, after)


def _wanted(routine: Routine, out: Out, op: Operation) -> Value:
    """Write a loop that keeps the elements for which the condition holds."""
    one = routine.value(op.regions[1].params[0].type)
    regions = (Region((one,), (), one), op.regions[1])
    return routine.emit(out, "for", op.operands[0].type, op.operands, op.span, regions=regions)


def _kept(routine: Routine, made: Value, op: Operation) -> Operation:
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
    return Operation("for", op.result, (made,), None, regions, op.span, op.flow)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A branch: its body, then, if not all elements are wanted, the condition."""

    regions: tuple[Region, ...]
    captured: tuple[Value, ...]
    leaves: bool

    @classmethod
    def of(cls, routine: Routine, regions: tuple[Region, ...], *, leaves: bool) -> "_Branch":
        taken = of_regions(regions)
        captured = tuple(taken[id_] for id_ in sorted(taken) if id_ not in routine.consts)
        return cls(regions, captured, leaves)

    def held(self, routine: Routine, out: Out, op: Operation) -> Value:
        """Write the tuple of what a branch takes from around it."""
        return routine.emit(out, "make", tuple_of(self.captured), self.captured, op.span)

    def write(self, outer: Routine, item: Value | None, op: Operation) -> str:
        """Make the branch an entry, which takes what it captured and its element, if any."""
        body, *conditions = self.regions
        result = t.Option(body.result.type) if conditions else body.result.type
        made = outer.beside(result, branch=self.leaves)
        made.consts = outer.consts
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

    def body(self, made: Routine, out: Out, then: Then, op: Operation) -> Value:
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


def _of(out: Out, end: Value, *given: Value) -> Region:
    return Region(given, tuple(out.operations), end)
