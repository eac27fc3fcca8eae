"""Rules of what has regions: choices, loops, branches, policies and failures."""

from flowc.frontend import terms as t
from flowc.frontend.breaker import Breaker
from flowc.frontend.fault import FAULT
from flowc.ir.graph import Callee, Operation, Policies
from flowc.ir.rules.saying import Around, Rules, first, fits, is_index, operands, same
from flowc.ir.rules.values import CHOICES, UNIT


def _if(op: Operation, _: Around) -> str:
    regions = (fits(region, (), op.result.type) for region in op.regions)
    return first(operands(op, (t.BOOL,)), *regions)


def _switch(op: Operation, _: Around) -> str:
    type_, named = op.operands[0].type, op.attribute
    if not isinstance(type_, CHOICES):
        return f"{type_} has no cases"
    cases = t.cases_of(type_)
    if not isinstance(named, tuple) or not all(is_index(case, len(cases)) for case in named):
        return f"{named!r} are no cases of {type_}"
    if len(set(named)) < len(named):
        return "a case has two regions"
    others = len(op.regions) - len(named)
    if others != (len(named) < len(cases)):
        return (
            f"{len(op.regions)} regions cannot take {len(named)} cases of {len(cases)} and the rest"
        )
    payloads = [cases[int(str(case))].payload for case in named] + [None] * others
    pairs = zip(op.regions, payloads, strict=True)
    return first(*(fits(r, () if p is None else (p,), op.result.type) for r, p in pairs))


def _par(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.Tuple) or len(op.result.type.items) != len(op.regions):
        return f"{len(op.regions)} branches do not make {op.result.type}"
    if len(op.regions) < 2:  # noqa: PLR2004 - nothing runs beside one
        return f"it takes at least 2 regions, found {len(op.regions)}"
    pairs = zip(op.regions, op.result.type.items, strict=True)
    return first(*(fits(region, (), item) for region, item in pairs))


def _with(op: Operation, around: Around) -> str:
    if not isinstance(op.attribute, Policies):
        return f"{op.attribute!r} are no policies"
    if len(op.regions) not in (1, 2):
        return f"it takes 1 or 2 regions, found {len(op.regions)}"
    governed = [(one.name, one.result) for one in op.regions[0].operations]
    if governed not in ([(name, op.regions[0].result)] for name in ("call", "flow")):
        return "its first region is not one call"
    asks = _breaker(op.attribute.breaker, op.regions[0].operations[0], around)
    return first(asks, *(fits(region, (), op.result.type) for region in op.regions))


def _breaker(how: Breaker | None, call: Operation, around: Around) -> str:
    """Say what is wrong with a breaker, or with the call that it governs."""
    if how is None:
        return ""
    name = call.attribute.component if isinstance(call.attribute, Callee) else ""
    component = around.components.get(name)
    if component is None or not component.service:
        return "a breaker governs what is no call of a service"
    counts = (how.failures, how.of, how.within, how.open, how.probes)
    fit = all(count is None or count > 0 for count in counts)
    fit = fit and (how.of or how.failures) >= how.failures
    return "" if fit else "a breaker never opens or never closes"


def _for(op: Operation, _: Around) -> str:
    if op.attribute not in (None, "par"):
        return f"{op.attribute!r} is no way to take elements"
    source, result = op.operands[0].type, op.result.type
    if not isinstance(source, t.List) or not isinstance(result, t.List):
        return f"it makes a list of a list, found {result} of {source}"
    if len(op.regions) not in (1, 2):
        return f"it takes 1 or 2 regions, found {len(op.regions)}"
    made = fits(op.regions[0], (source.element,), result.element)
    wanted = (fits(region, (source.element,), t.BOOL) for region in op.regions[1:])
    return first(made, *wanted)


def _fold(op: Operation, _: Around) -> str:
    source, start = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} is no list"
    running = op.result.type
    made = fits(op.regions[0], (source.element, running), running)
    return first(same("the start", running, start), made)


def _try(op: Operation, around: Around) -> str:
    type_ = op.operands[0].type
    match type_:
        case t.Result(ok, err):
            good, bad = ok, err
        case t.Option(some):
            good, bad = some, None
        case _:
            return f"{type_} has no failure"
    leave = fits(op.regions[0], () if bad is None else (bad,), around.flow.result)
    return first(same("the result", UNIT if good is None else good, op.result.type), leave)


def _catch(op: Operation, _: Around) -> str:
    match op.result.type:
        case t.Result(ok, err) if err == FAULT:
            return fits(op.regions[0], (), UNIT if ok is None else ok)
        case type_:
            return f"{type_} is no result that may be a fault"


def _sleep(op: Operation, _: Around) -> str:
    if not isinstance(op.attribute, int) or op.attribute < 1:
        return f"{op.attribute!r} is no time"
    return same("the result", UNIT, op.result.type)


RULES: Rules = {
    "if": ((1,), 2, _if),
    "switch": ((1,), None, _switch),
    "for": ((1,), None, _for),
    "par": ((0,), None, _par),
    "with": ((0,), None, _with),
    "fold": ((2,), 1, _fold),
    "try": ((1,), 1, _try),
    "catch": ((0,), 1, _catch),
    "sleep": ((0,), 0, _sleep),
}
