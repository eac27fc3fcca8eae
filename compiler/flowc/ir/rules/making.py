"""Rules of what makes values and takes them apart."""

from flowc.frontend import terms as t
from flowc.ir.graph import Operation
from flowc.ir.rules.saying import Around, Rules, first, is_index, operands, same
from flowc.ir.rules.values import CHOICES, U32, holds


def _const(op: Operation, _: Around) -> str:
    sound = holds(op.result.type, op.attribute)
    return "" if sound else f"{op.attribute!r} is no constant of type {op.result.type}"


def _part(op: Operation, _: Around) -> str:
    base = op.operands[0].type
    if not isinstance(base, t.Record | t.Tuple):
        return f"{base} has no parts"
    index, types = op.attribute, t.parts_of(base)
    if not is_index(index, len(types)):
        return f"{base} has no part {index!r}"
    return same("the result", types[int(str(index))], op.result.type)


def _payload(op: Operation, _: Around) -> str:
    type_ = op.operands[0].type
    case = _case_at(type_, op.attribute)
    if case is None:
        return f"{type_} has no case {op.attribute!r}"
    if case.payload is None:
        return f"case {op.attribute!r} of {type_} has no payload"
    return same("the result", case.payload, op.result.type)


def _case_at(type_: t.Type, index: object) -> t.Case | None:
    """Return a case of a choice, None where there is none."""
    if not isinstance(type_, CHOICES) or not is_index(index, len(t.cases_of(type_))):
        return None
    return t.cases_of(type_)[int(str(index))]


def _flag(op: Operation, _: Around) -> str:
    base = op.operands[0].type
    if not isinstance(base, t.Flags) or not is_index(op.attribute, len(base.labels)):
        return f"{base} has no bit {op.attribute!r}"
    return same("the result", t.BOOL, op.result.type)


def _make(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.Record | t.Tuple):
        return f"{op.result.type} is not made of parts"
    return operands(op, t.parts_of(op.result.type))


def _list(op: Operation, _: Around) -> str:
    if not isinstance(op.result.type, t.List):
        return f"{op.result.type} is no list"
    return operands(op, (op.result.type.element,) * len(op.operands))


def _case(op: Operation, _: Around) -> str:
    case = _case_at(op.result.type, op.attribute)
    if case is None:
        return f"{op.result.type} has no case {op.attribute!r}"
    return operands(op, () if case.payload is None else (case.payload,))


def _flags(op: Operation, _: Around) -> str:
    type_ = op.result.type
    if not isinstance(type_, t.Flags) or not is_index(op.attribute, 1 << len(type_.labels)):
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
        f"%{strange[0].id} has no text" if strange else same("the result", t.STRING, op.result.type)
    )


def _item(op: Operation, _: Around) -> str:
    source, at = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} has no items"
    return first(same("the index", U32, at), same("the result", source.element, op.result.type))


def _append(op: Operation, _: Around) -> str:
    source, more = (operand.type for operand in op.operands)
    if not isinstance(source, t.List):
        return f"{source} is no list"
    return first(same("the item", source.element, more), same("the result", source, op.result.type))


def _portions(op: Operation, _: Around) -> str:
    source = op.operands[0].type
    if not isinstance(source, t.List):
        return f"{source} has no portions"
    return same("the result", t.List(source), op.result.type)


def _joined(op: Operation, _: Around) -> str:
    source = op.operands[0].type
    if not isinstance(source, t.List) or not isinstance(source.element, t.List):
        return f"{source} is no list of lists"
    return same("the result", source.element, op.result.type)


def _length(op: Operation, _: Around) -> str:
    if not isinstance(op.operands[0].type, t.List):
        return f"{op.operands[0].type} has no length"
    return same("the result", U32, op.result.type)


RULES: Rules = {
    "const": ((0,), 0, _const),
    "part": ((1,), 0, _part),
    "payload": ((1,), 0, _payload),
    "flag": ((1,), 0, _flag),
    "make": (None, 0, _make),
    "list": (None, 0, _list),
    "case": ((0, 1), 0, _case),
    "flags": ((0,), 0, _flags),
    "text": (None, 0, _text),
    "length": ((1,), 0, _length),
    "item": ((2,), 0, _item),
    "append": ((2,), 0, _append),
    "portions": ((1,), 0, _portions),
    "joined": ((1,), 0, _joined),
}
