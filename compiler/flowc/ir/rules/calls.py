"""Rules of calls, and of what a test counts of them."""

from flowc.frontend import terms as t
from flowc.frontend.signature import Function
from flowc.ir.graph import Callee, Operation
from flowc.ir.rules.saying import Around, Rules, first, is_index, operands, same
from flowc.ir.rules.values import UNIT, function_of, result_of

MOST_POINTS = 1 << 20
"""Points of coverage; each is a byte of the component's memory."""


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
    return first(operands(op, params), same("the result", result_of(function), op.result.type))


def _lent(param: t.Type, given: t.Type) -> t.Type:
    """Return what a parameter takes: a handle that is owned is lent where one is borrowed."""
    if isinstance(param, t.Handle) and param.kind == "borrow":
        owned = t.Handle("own", param.resource)
        return owned if given == owned else param
    return param


def _flow(op: Operation, around: Around) -> str:
    flow = around.flows.get(str(op.attribute))
    if flow is None:
        return f"no flow `{op.attribute}` stands before this one"
    params = tuple(param.value.type for param in flow.params)
    return first(operands(op, params), same("the result", flow.result, op.result.type))


def _unanswered(op: Operation, around: Around) -> str:
    function = _called(op.attribute, around)
    if isinstance(function, str):
        return function
    return same("the result", result_of(function), op.result.type)


def _cover(op: Operation, _: Around) -> str:
    if not is_index(op.attribute, MOST_POINTS):
        return f"{op.attribute!r} is no point"
    return same("the result", UNIT, op.result.type)


def _covered(op: Operation, _: Around) -> str:
    if not is_index(op.attribute, MOST_POINTS + 1):
        return f"{op.attribute!r} is no number of points"
    return same("the result", t.List(t.BOOL), op.result.type)


RULES: Rules = {
    "call": (None, 0, _call),
    "flow": (None, 0, _flow),
    "unanswered": ((0,), 0, _unanswered),
    "cover": ((0,), 0, _cover),
    "covered": ((0,), 0, _covered),
}
