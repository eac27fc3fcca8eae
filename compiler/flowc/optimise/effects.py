"""Which operations do nothing but give a value."""

from flowc.frontend import terms as t
from flowc.ir.graph import Operation
from flowc.ir.rules import bounds

_CALLING = ("call", "flow", "try", "unanswered", "cover")


def is_total(op: Operation) -> bool:
    """Whether an operation always gives a value, without effect, fault or early end of its flow.

    A component may keep state and may trap, so no call is total; whole numbers may overflow; what
    marks a point as reached is there for that alone.
    """
    if op.name in _CALLING or not all(is_total(o) for r in op.regions for o in r.operations):
        return False
    match op.name:
        case "neg" | "add" | "sub" | "mul" | "div" | "rem":
            return _is_float(op.result.type)
        case "convert":
            return always_fits(op.operands[0].type, op.result.type)
        case _:
            return True


def _is_float(type_: t.Type) -> bool:
    return isinstance(type_, t.Prim) and type_.name in t.FLOATS


def always_fits(source: t.Type, target: t.Type) -> bool:
    """Whether every value of a number type has a conversion to another."""
    match source, target:
        case _, t.Prim("f32" | "f64"):
            return True
        case t.Prim("f32" | "f64"), _:
            return False
        case t.Prim(inner), t.Prim(outer):
            (low, high), (least, most) = bounds(inner), bounds(outer)
            return least <= low and high <= most
        case _:
            return False
