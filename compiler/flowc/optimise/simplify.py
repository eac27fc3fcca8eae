"""What one operation becomes when what made its operands is known.

`chosen` gives the region that is certain to run, `simplified` the value or the operation that
stands for the whole; both leave alone what they know nothing of.
"""

from collections.abc import Mapping
from dataclasses import replace

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.ir.rules.numbers import ARITHMETIC, COMPARISONS
from flowc.optimise.numbers import calculated, converted, negated, rounded

Made = Mapping[int, Operation]
"""What made a value, by the value's id."""
Constant = bool | int | float | str


def chosen(op: Operation, made: Made) -> tuple[Region, tuple[Value, ...]] | None:
    """Return the region of an `if` or `switch` that is certain to run, and what it is given."""
    subject = made.get(op.operands[0].id) if op.operands else None
    match op.name, subject:
        case "if", Operation("const", attribute=bool() as condition):
            return op.regions[0 if condition else 1], ()
        case "switch", Operation("case", attribute=int() as case, operands=payload):
            cases = op.attribute if isinstance(op.attribute, tuple) else ()
            region = op.regions[cases.index(case) if case in cases else -1]
            return region, payload if case in cases else ()
        case _:
            return None


def simplified(op: Operation, made: Made) -> Value | Operation:
    """Return the value that an operation is certain to give, or the operation that gives it."""
    operands = [made.get(operand.id) for operand in op.operands]
    match op.name, operands:
        case "part", [Operation("make", operands=parts)] if isinstance(op.attribute, int):
            return parts[op.attribute]
        case "payload", [Operation("case", operands=(payload,))]:
            return payload
        case "flag", [Operation("flags", attribute=int() as bits)] if isinstance(op.attribute, int):
            return constant(op, bool(bits >> op.attribute & 1))
        case "length", [Operation("list", operands=items)]:
            return constant(op, len(items))
        case "not", [Operation("not", operands=(inner,))]:
            return inner
        case "convert", _ if op.operands[0].type == op.result.type:
            return op.operands[0]
        case "for", [Operation("list", operands=())]:
            return replace(op, name="list", operands=(), attribute=None, regions=())
        case "fold", [Operation("list", operands=()), _]:
            return op.operands[1]
        case "try", [Operation("case", attribute=int() as case, operands=payload) as subject]:
            return _tried(op, case, payload, subject.result.type)
        case "text", _:
            return _text(op, operands)
        case _:
            return _computed(op, operands)


def constant(op: Operation, value: Constant) -> Operation:
    """Return the constant that stands for an operation."""
    return replace(op, name="const", operands=(), attribute=value, regions=())


def _tried(
    op: Operation, case: int, payload: tuple[Value, ...], type_: t.Type
) -> Value | Operation:
    if case != (1 if isinstance(type_, t.Option) else 0):
        return op
    return payload[0] if payload else replace(op, name="make", operands=(), regions=())


def _computed(op: Operation, operands: list[Operation | None]) -> Operation:
    known = [_known(operand) for operand in operands]
    if not known or None in known:
        return op
    value = _value(op, [one for one in known if one is not None])
    return op if value is None else constant(op, value)


def _known(op: Operation | None) -> Constant | None:
    """Return the constant that an operation makes; an enum's case counts as its index."""
    match op:
        case Operation("const", attribute=bool() | int() | str() as value):
            return value
        case Operation("const", attribute=float() as value):
            return rounded(str(op.result.type), value)
        case Operation("case", attribute=int() as index) if isinstance(op.result.type, t.Enum):
            return index
        case _:
            return None


def _value(op: Operation, known: list[Constant]) -> Constant | None:
    source = str(op.operands[0].type)
    match op.name, known:
        case "not", [bool() as value]:
            return not value
        case "neg", [int() | float() as value]:
            return negated(source, value)
        case "convert", [int() | float() as value]:
            return converted(source, str(op.result.type), value)
        case name, [int() | float() as left, int() | float() as right] if name in ARITHMETIC:
            return calculated(name, source, left, right)
        case name, [left, right] if name in COMPARISONS:
            return _compared(name, left, right)
        case _:
            return None


def _compared(op: str, left: Constant, right: Constant) -> bool:
    match op:
        case "eq":
            return left == right
        case "ne":
            return left != right
    first, second = (left, right) if op in ("lt", "ge") else (right, left)
    smaller = _is_less(first, second)
    return smaller if op in ("lt", "gt") else not smaller


def _is_less(left: Constant, right: Constant) -> bool:
    """Compare two constants of one type that is not NaN; strings by code points."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return not isinstance(left, str) and not isinstance(right, str) and left < right


# --- texts ---------------------------------------------------------------------------------------


def _text(op: Operation, operands: list[Operation | None]) -> Value | Operation:
    pieces, left = _pieces(op, operands)
    match pieces, left:
        case (), _:
            return constant(op, "")
        case (str() as whole,), _:
            return constant(op, whole)
        case (None,), (only,) if only.type == t.STRING:
            return only
        case _:
            return replace(op, attribute=pieces, operands=left)


def _pieces(
    op: Operation, operands: list[Operation | None]
) -> tuple[tuple[str | None, ...], tuple[Value, ...]]:
    """Return the pieces with what is known written out and neighbours joined; what is left."""
    merged: list[str | None] = []
    left: list[Value] = []
    pairs = iter(zip(op.operands, operands, strict=True))
    for piece in op.attribute if isinstance(op.attribute, tuple) else ():
        known = str(piece) if piece is not None else None
        if piece is None:
            value, maker = next(pairs)
            known = _printed(maker)
            left += [value] if known is None else []
        if known is not None and merged and merged[-1] is not None:
            merged[-1] += known
        elif known != "":
            merged.append(known)
    return tuple(merged), tuple(left)


def _printed(op: Operation | None) -> str | None:
    """Return the text of a constant; floats are left to the codec, which prints the shortest."""
    value = _known(op)
    match op, value:
        case Operation("case"), int():
            return op.result.type.cases[value] if isinstance(op.result.type, t.Enum) else None
        case _, bool():
            return "true" if value else "false"
        case _, int() | str():
            return str(value)
        case _:
            return None
