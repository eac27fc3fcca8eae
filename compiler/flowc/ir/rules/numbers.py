"""Rules of arithmetic, comparisons and logic."""

from flowc.frontend import terms as t
from flowc.ir.graph import Operation
from flowc.ir.rules.saying import Around, Rules, first, number, operands, same

ARITHMETIC = ("add", "sub", "mul", "div", "rem")
ORDERS = ("lt", "le", "gt", "ge")
COMPARISONS = ("eq", "ne", *ORDERS)


def _arithmetic(op: Operation, _: Around) -> str:
    allowed = t.INTEGERS if op.name == "rem" else t.INTEGERS + t.FLOATS
    return first(
        number(op, allowed), _alike(op), same("the result", op.operands[0].type, op.result.type)
    )


def _alike(op: Operation) -> str:
    left, right = (operand.type for operand in op.operands)
    return "" if left == right else f"the operands are of two types, {left} and {right}"


def _comparison(op: Operation, _: Around) -> str:
    allowed = (*t.INTEGERS, *t.FLOATS, "char", "string")
    kind = number(op, allowed) if op.name in ORDERS else ""
    return first(kind, _alike(op), same("the result", t.BOOL, op.result.type))


def _neg(op: Operation, _: Around) -> str:
    return first(
        number(op, t.SIGNED + t.FLOATS), same("the result", op.operands[0].type, op.result.type)
    )


def _not(op: Operation, _: Around) -> str:
    return first(operands(op, (t.BOOL,)), same("the result", t.BOOL, op.result.type))


def _convert(op: Operation, _: Around) -> str:
    target = op.result.type
    sound = isinstance(target, t.Prim) and target.name in t.INTEGERS + t.FLOATS
    return number(op, t.INTEGERS + t.FLOATS) if sound else f"{target} is no number"


RULES: Rules = {
    **dict.fromkeys(ARITHMETIC, ((2,), 0, _arithmetic)),
    **dict.fromkeys(COMPARISONS, ((2,), 0, _comparison)),
    "neg": ((1,), 0, _neg),
    "not": ((1,), 0, _not),
    "convert": ((1,), 0, _convert),
}
