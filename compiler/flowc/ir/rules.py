"""What each operation may look like: its operands, attribute, regions and types.

`rule_broken` says what is wrong with one operation, or nothing; where its values are defined is
`verify`'s business. The table in `graph.Operation` is what this spells out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from flowc.frontend import terms as t
from flowc.frontend.fault import FAULT
from flowc.frontend.signature import Component, Function
from flowc.ir.graph import Callee, FlowGraph, Operation, Policies, Region

CHOICES = (t.Variant, t.Enum, t.Option, t.Result)
ARITHMETIC = ("add", "sub", "mul", "div", "rem")
ORDERS = ("lt", "le", "gt", "ge")
COMPARISONS = ("eq", "ne", *ORDERS)
UNIT = t.Tuple(())
MOST_POINTS = 1 << 20
"""Points of coverage; each is a byte of the component's memory."""
U32, U64 = t.Prim("u32"), t.Prim("u64")
MOST_FLOAT = {
    "f32": float.fromhex("0x1.fffffep+127"),
    "f64": float.fromhex("0x1.fffffffffffffp1023"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What an operation stands in: the package's components, the flows before, its own flow."""

    components: Mapping[str, Component]
    flows: Mapping[str, FlowGraph]
    flow: FlowGraph


Rule = Callable[[Operation, Around], str]
"""Says what is wrong with an operation; empty where nothing is."""


def rule_broken(op: Operation, around: Around) -> str:
    """Return what is wrong with an operation, empty where it keeps its rules."""
    if op.name not in _RULES:
        return f"there is no operation `{op.name}`"
    operands, regions, rule = _RULES[op.name]
    if operands is not None and len(op.operands) not in operands:
        return f"it takes {_either(operands)} operands, found {len(op.operands)}"
    if regions is not None and len(op.regions) != regions:
        return f"it takes {regions} regions, found {len(op.regions)}"
    return rule(op, around)


def _either(counts: tuple[int, ...]) -> str:
    return " or ".join(map(str, counts))


@cache
def is_closed(type_: t.Type) -> bool:
    """Whether a type is one that a flow may hold: known, and without handles or streams."""
    return not isinstance(type_, t.Opaque | t.Resource | t.Unknown) and all(
        map(is_closed, t.parts_of(type_))
    )


def _same(what: str, expected: t.Type | None, found: t.Type | None) -> str:
    return "" if expected == found else f"{what} is of type {found}, expected {expected}"


def _first(*found: str) -> str:
    return next(filter(None, found), "")


# --- values --------------------------------------------------------------------------------------


def holds(type_: t.Type, constant: object) -> bool:
    """Whether a constant is a value of a primitive type; no constant is NaN."""
    match type_, constant:
        case t.Prim("bool"), bool():
            return True
        case t.Prim("char" | "string" as name), str():
            whole = all(not 0xD800 <= ord(char) <= 0xDFFF for char in constant)  # noqa: PLR2004 - surrogates
            return whole and (name == "string" or len(constant) == 1)
        case t.Prim("f32" | "f64" as name), float():
            return abs(constant) <= MOST_FLOAT[name] or abs(constant) == float("inf")
        case t.Prim(name), int() if name in t.INTEGERS and not isinstance(constant, bool):
            low, high = bounds(name)
            return low <= constant <= high
        case _:
            return False


def bounds(name: str) -> tuple[int, int]:
    """Return the least and the greatest value of an integer type."""
    bits = int(name[1:])
    return (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _const(op: Operation, _: Around) -> str:
    sound = holds(op.result.type, op.attribute)
    return "" if sound else f"{op.attribute!r} is no constant of type {op.result.type}"


def _part(op: Operation, _: Around) -> str:
    base = op.operands[0].type
    if not isinstance(base, t.Record | t.Tuple):
        return f"{base} has no parts"
    index, types = op.attribute, t.parts_of(base)
    if not _is_index(index, len(types)):
        return f"{base} has no part {index!r}"
    return _same("the result", types[int(str(index))], op.result.type)


def _is_index(index: object, count: int) -> bool:
    return isinstance(index, int) and not isinstance(index, bool) and 0 <= index < count


def _payload(op: Operation, _: Around) -> str:
    type_, index = op.operands[0].type, op.attribute
    if not isinstance(type_, CHOICES) or not _is_index(index, len(t.cases_of(type_))):
        return f"{type_} has no case {index!r}"
    payload = t.cases_of(type_)[int(str(index))].payload
    if payload is None:
        return f"case {index!r} of {type_} has no payload"
    return _same("the result", payload, op.result.type)


def _flag(op: Operation, _: Around) -> str:
    base = op.operands[0].type
    if not isinstance(base, t.Flags) or not _is_index(op.attribute, len(base.labels)):
        return f"{base} has no bit {op.attribute!r}"
    return _same("the result", t.BOOL, op.result.type)


def _make(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.Record | t.Tuple):
        return f"{op.result.type} is not made of parts"
    return _operands(op, t.parts_of(op.result.type))


def _operands(op: Operation, expected: tuple[t.Type, ...]) -> str:
    if len(op.operands) != len(expected):
        return f"it takes {len(expected)} operands, found {len(op.operands)}"
    pairs = zip(op.operands, expected, strict=True)
    return _first(*(_same(f"%{operand.id}", type_, operand.type) for operand, type_ in pairs))


def _list(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.List):
        return f"{op.result.type} is no list"
    return _operands(op, (op.result.type.element,) * len(op.operands))


def _case(op: Operation, _: Around) -> str:
    type_, index = op.result.type, op.attribute
    if not isinstance(type_, CHOICES) or not _is_index(index, len(t.cases_of(type_))):
        return f"{type_} has no case {index!r}"
    payload = t.cases_of(type_)[int(str(index))].payload
    return _operands(op, () if payload is None else (payload,))


def _flags(op: Operation, _: Around) -> str:
    type_ = op.result.type
    if not isinstance(type_, t.Flags) or not _is_index(op.attribute, 1 << len(type_.labels)):
        return f"{op.attribute!r} is no value of {type_}"
    return ""


def _text(op: Operation, _: Around) -> str:
    pieces = op.attribute
    if not isinstance(pieces, tuple) or not all(
        piece is None or holds(t.STRING, piece) for piece in pieces
    ):
        return f"{pieces!r} are no pieces of text"
    if pieces.count(None) != len(op.operands):
        return f"it has room for {pieces.count(None)} operands, found {len(op.operands)}"
    strange = [o for o in op.operands if not isinstance(o.type, t.Prim | t.Enum)]
    return (
        f"%{strange[0].id} has no text"
        if strange
        else _same("the result", t.STRING, op.result.type)
    )


# --- numbers -------------------------------------------------------------------------------------


def _arithmetic(op: Operation, _: Around) -> str:
    allowed = t.INTEGERS if op.name == "rem" else t.INTEGERS + t.FLOATS
    return _first(
        _prim(op, allowed), _alike(op), _same("the result", op.operands[0].type, op.result.type)
    )


def _prim(op: Operation, allowed: tuple[str, ...]) -> str:
    type_ = op.operands[0].type
    sound = isinstance(type_, t.Prim) and type_.name in allowed
    return "" if sound else f"it takes no operand of type {type_}"


def _alike(op: Operation) -> str:
    left, right = (operand.type for operand in op.operands)
    return "" if left == right else f"the operands are of two types, {left} and {right}"


def _comparison(op: Operation, _: Around) -> str:
    allowed = (*t.INTEGERS, *t.FLOATS, "char", "string")
    kind = _prim(op, allowed) if op.name in ORDERS else ""
    return _first(kind, _alike(op), _same("the result", t.BOOL, op.result.type))


def _neg(op: Operation, _: Around) -> str:
    return _first(
        _prim(op, t.SIGNED + t.FLOATS), _same("the result", op.operands[0].type, op.result.type)
    )


def _not(op: Operation, _: Around) -> str:
    return _first(_operands(op, (t.BOOL,)), _same("the result", t.BOOL, op.result.type))


def _convert(op: Operation, _: Around) -> str:
    target = op.result.type
    sound = isinstance(target, t.Prim) and target.name in t.INTEGERS + t.FLOATS
    return _prim(op, t.INTEGERS + t.FLOATS) if sound else f"{target} is no number"


def _item(op: Operation, _: Around) -> str:
    source, at = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} has no items"
    return _first(_same("the index", U32, at), _same("the result", source.element, op.result.type))


def _append(op: Operation, _: Around) -> str:
    source, more = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} is no list"
    return _first(
        _same("the item", source.element, more), _same("the result", source, op.result.type)
    )


def _length(op: Operation, _: Around) -> str:
    if not isinstance(op.operands[0].type, t.List):
        return f"{op.operands[0].type} has no length"
    return _same("the result", U32, op.result.type)


# --- calls ---------------------------------------------------------------------------------------


def _called(callee: object, around: Around) -> Function | str:
    """Return the function that is called, or why there is none."""
    if not isinstance(callee, Callee):
        return f"{callee!r} is no component's function"
    missing = f"component `{callee.component}` has no function `{callee.function}`"
    return function_of(around.components, callee) or missing


def _call(op: Operation, around: Around) -> str:
    function = _called(op.attribute, around)
    if isinstance(function, str):
        return function
    params = tuple(param.type for param in function.type.params)
    if len(params) == len(op.operands):
        params = tuple(map(_lent, params, (operand.type for operand in op.operands)))
    return _first(_operands(op, params), _same("the result", result_of(function), op.result.type))


def _lent(param: t.Type, given: t.Type) -> t.Type:
    """Return what a parameter takes: a handle that is owned is lent where one is borrowed."""
    if isinstance(param, t.Handle) and param.kind == "borrow":
        owned = t.Handle("own", param.resource)
        return owned if given == owned else param
    return param


def result_of(function: Function) -> t.Type:
    """Return the type of a call's value: an empty tuple where the function gives none."""
    return UNIT if function.type.result is None else function.type.result


def function_of(components: Mapping[str, Component], callee: Callee) -> Function | None:
    """Return the function that a callee names, None where there is none."""
    component = components.get(callee.component)
    for function in () if component is None else component.functions:
        if (function.interface, function.name) == (callee.interface, callee.function):
            return function
    return None


def _flow(op: Operation, around: Around) -> str:
    flow = around.flows.get(str(op.attribute))
    if flow is None:
        return f"no flow `{op.attribute}` stands before this one"
    params = tuple(param.value.type for param in flow.params)
    return _first(_operands(op, params), _same("the result", flow.result, op.result.type))


def _unanswered(op: Operation, around: Around) -> str:
    function = _called(op.attribute, around)
    if isinstance(function, str):
        return function
    return _same("the result", result_of(function), op.result.type)


# --- coverage ------------------------------------------------------------------------------------


def _cover(op: Operation, _: Around) -> str:
    if not _is_index(op.attribute, MOST_POINTS):
        return f"{op.attribute!r} is no point"
    return _same("the result", UNIT, op.result.type)


def _covered(op: Operation, _: Around) -> str:
    if not _is_index(op.attribute, MOST_POINTS + 1):
        return f"{op.attribute!r} is no number of points"
    return _same("the result", t.List(t.BOOL), op.result.type)


# --- regions -------------------------------------------------------------------------------------


def _region(region: Region, params: tuple[t.Type, ...], result: t.Type) -> str:
    found = tuple(param.type for param in region.params)
    if found != params:
        return f"a region is given {_types(found)}, expected {_types(params)}"
    return _same("a region's result", result, region.result.type)


def _types(types: tuple[t.Type, ...]) -> str:
    return f"({', '.join(map(str, types))})"


def _if(op: Operation, _: Around) -> str:
    regions = (_region(region, (), op.result.type) for region in op.regions)
    return _first(_operands(op, (t.BOOL,)), *regions)


def _switch(op: Operation, _: Around) -> str:
    type_, named = op.operands[0].type, op.attribute
    if not isinstance(type_, CHOICES):
        return f"{type_} has no cases"
    cases = t.cases_of(type_)
    if not isinstance(named, tuple) or not all(_is_index(case, len(cases)) for case in named):
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
    return _first(*(_region(r, () if p is None else (p,), op.result.type) for r, p in pairs))


def _par(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.Tuple) or len(op.result.type.items) != len(op.regions):
        return f"{len(op.regions)} branches do not make {op.result.type}"
    if len(op.regions) < 2:  # noqa: PLR2004 - nothing runs beside one
        return f"it takes at least 2 regions, found {len(op.regions)}"
    pairs = zip(op.regions, op.result.type.items, strict=True)
    return _first(*(_region(region, (), item) for region, item in pairs))


def _with(op: Operation, _: Around) -> str:
    if not isinstance(op.attribute, Policies):
        return f"{op.attribute!r} are no policies"
    if len(op.regions) not in (1, 2):
        return f"it takes 1 or 2 regions, found {len(op.regions)}"
    governed = [(one.name, one.result) for one in op.regions[0].operations]
    if governed not in ([(name, op.regions[0].result)] for name in ("call", "flow")):
        return "its first region is not one call"
    return _first(*(_region(region, (), op.result.type) for region in op.regions))


def _for(op: Operation, _: Around) -> str:
    if op.attribute not in (None, "par"):
        return f"{op.attribute!r} is no way to take elements"
    source, result = op.operands[0].type, op.result.type
    if not isinstance(source, t.List) or not isinstance(result, t.List):
        return f"it makes a list of a list, found {result} of {source}"
    if len(op.regions) not in (1, 2):
        return f"it takes 1 or 2 regions, found {len(op.regions)}"
    made = _region(op.regions[0], (source.element,), result.element)
    wanted = (_region(region, (source.element,), t.BOOL) for region in op.regions[1:])
    return _first(made, *wanted)


def _fold(op: Operation, _: Around) -> str:
    source, start = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} is no list"
    running = op.result.type
    region = _region(op.regions[0], (source.element, running), running)
    return _first(_same("the start", running, start), region)


def _try(op: Operation, around: Around) -> str:
    type_ = op.operands[0].type
    match type_:
        case t.Result(ok, err):
            good, bad = ok, err
        case t.Option(some):
            good, bad = some, None
        case _:
            return f"{type_} has no failure"
    leave = _region(op.regions[0], () if bad is None else (bad,), around.flow.result)
    return _first(_same("the result", UNIT if good is None else good, op.result.type), leave)


def _catch(op: Operation, _: Around) -> str:
    match op.result.type:
        case t.Result(ok, err) if err == FAULT:
            return _region(op.regions[0], (), UNIT if ok is None else ok)
        case type_:
            return f"{type_} is no result that may be a fault"


def _sleep(op: Operation, _: Around) -> str:
    if not isinstance(op.attribute, int) or op.attribute < 1:
        return f"{op.attribute!r} is no time"
    return _same("the result", UNIT, op.result.type)


_RULES: dict[str, tuple[tuple[int, ...] | None, int | None, Rule]] = {
    "const": ((0,), 0, _const),
    "call": (None, 0, _call),
    "flow": (None, 0, _flow),
    "part": ((1,), 0, _part),
    "payload": ((1,), 0, _payload),
    "flag": ((1,), 0, _flag),
    "make": (None, 0, _make),
    "list": (None, 0, _list),
    "case": ((0, 1), 0, _case),
    "flags": ((0,), 0, _flags),
    "text": (None, 0, _text),
    **dict.fromkeys(ARITHMETIC, ((2,), 0, _arithmetic)),
    **dict.fromkeys(COMPARISONS, ((2,), 0, _comparison)),
    "neg": ((1,), 0, _neg),
    "not": ((1,), 0, _not),
    "convert": ((1,), 0, _convert),
    "length": ((1,), 0, _length),
    "item": ((2,), 0, _item),
    "append": ((2,), 0, _append),
    "if": ((1,), 2, _if),
    "switch": ((1,), None, _switch),
    "for": ((1,), None, _for),
    "par": ((0,), None, _par),
    "with": ((0,), None, _with),
    "fold": ((2,), 1, _fold),
    "try": ((1,), 1, _try),
    "catch": ((0,), 1, _catch),
    "sleep": ((0,), 0, _sleep),
    "unanswered": ((0,), 0, _unanswered),
    "cover": ((0,), 0, _cover),
    "covered": ((0,), 0, _covered),
}
"""By name: how many operands, how many regions (None: as the rule says), and the rule."""
