"""Operations that make a value out of others, as instructions."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from flowc.frontend import terms as t
from flowc.ir.graph import Operation
from flowc.produce import access, arithmetic, calls, flattening
from flowc.produce.code import core_of, is_scalar
from flowc.produce.layout import offsets_of, payload_offset, size_of
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span

if TYPE_CHECKING:
    from flowc.produce.body import Body

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


def construct(body: "Body", op: Operation, operands: Sequence[str]) -> None:
    """Make a new value out of its parts."""
    match op.name, op.attribute:
        case "const", str() as text if op.result.type == t.STRING:
            body.code.emit(body.glue.statics.literal(text))
        case "const", constant:
            body.code.emit(f"{core_of(op.result.type)}.const {literal(constant)}")
        case "flags", bits:
            body.code.emit(f"i32.const {bits}")
        case "cover", int() as point:
            body.code.emit(*body.glue.statics.cover(point), "i32.const 0")
        case "covered", int() as count:
            body.code.emit(body.glue.statics.marks(count))
            items, cell = body.code.keep("i32"), body.alloc(op.result.type)
            finish_list(body, cell, items, f"i32.const {count}")
            body.code.emit(f"local.get {cell}")
        case "case", index if isinstance(op.result.type, t.Enum):
            body.code.emit(f"i32.const {index}")
        case _:
            build(body, op, operands)
            return
    body.set(op.result)


def build(body: "Body", op: Operation, operands: Sequence[str]) -> None:
    """Make a value in memory."""
    type_ = op.result.type
    parts = [(o.type, local) for o, local in zip(op.operands, operands, strict=True)]
    match type_:
        case t.List(element):
            cell = body.alloc(type_)
            items = room(body, element, f"i32.const {len(parts)}", op.span)
            for index, (part, local) in enumerate(parts):
                access.store(body.code, part, local, items, index * size_of(element))
            finish_list(body, cell, items, f"i32.const {len(parts)}")
        case t.Record() | t.Tuple():
            cell = body.alloc(type_)
            for (part, local), offset in zip(parts, offsets_of(type_), strict=True):
                access.store(body.code, part, local, cell, offset)
        case t.Variant() | t.Option() | t.Result():
            cell = body.alloc(type_)
            access.store_case(body.code, type_, f"i32.const {op.attribute}", cell)
            for part, local in parts:
                access.store(body.code, part, local, cell, payload_offset(type_))
        case _:
            raise InternalError("produce", f"no value of type {type_} is made in memory")
    body.code.emit(f"local.get {cell}")
    body.set(op.result)


def finish_list(body: "Body", cell: str, items: str, length: str) -> None:
    """Write a list's address and length into its cell."""
    body.code.emit(f"local.get {cell}", f"local.get {items}", "i32.store")
    body.code.emit(f"local.get {cell}", length, "i32.store offset=4")


def room(body: "Body", element: t.Type, length: str, span: Span) -> str:
    """Make room for so many elements; a list beyond the address space is a fault."""
    size = body.code.local("i64")
    body.code.emit(length, "i64.extend_i32_u", f"i64.const {size_of(element)}", "i64.mul")
    body.code.emit(f"local.tee {size}", f"i64.const {2**31}", "i64.gt_u")
    with body.code.nested("if"):
        arithmetic.stop(body.code, body.site("length", span))
    body.code.emit(f"local.get {size}", "i32.wrap_i64", "i32.const 8", "call $alloc")
    return body.code.keep("i32")


def compute(body: "Body", op: Operation, operands: Sequence[str]) -> None:
    """Push what an operation without regions makes of its operands."""
    types = [operand.type for operand in op.operands]
    match op.name:
        case "part":
            part(body, types[0], op, operands[0])
        case "payload":
            payload(body, op.result.type, types[0], operands[0])
        case "flag":
            body.code.emit(f"local.get {operands[0]}", f"i32.const {op.attribute}")
            body.code.emit("i32.shr_u", "i32.const 1", "i32.and")
        case "length":
            body.code.emit(f"local.get {operands[0]}", "i32.load offset=4")
        case "item":
            item(body, op, *operands)
        case "not":
            body.code.emit(f"local.get {operands[0]}", "i32.eqz")
        case "text":
            calls.text(body, op)
        case comparison if comparison in COMPARISONS:
            compare(body, op, operands)
        case _:
            number(body, op, operands)


def part(body: "Body", type_: t.Type, op: Operation, base: str) -> None:
    """Push a field of a record or an item of a tuple."""
    if not isinstance(type_, t.Record | t.Tuple) or not isinstance(op.attribute, int):
        raise InternalError("produce", f"{type_} has no parts")
    access.load(body.code, op.result.type, base, offsets_of(type_)[op.attribute])


def payload(body: "Body", type_: t.Type, choice: t.Type, base: str) -> None:
    """Push the payload of a choice that is known to have one, of the type `type_`."""
    if not isinstance(choice, t.Variant | t.Option | t.Result):
        raise InternalError("produce", f"{choice} has no payload")
    access.load(body.code, type_, base, payload_offset(choice))


def item(body: "Body", op: Operation, source: str, index: str) -> None:
    """Push an item of a list."""
    code = body.code
    code.emit(f"local.get {source}", "i32.load", f"local.get {index}")
    code.emit(f"i32.const {size_of(op.result.type)}", "i32.mul", "i32.add")
    access.load(code, op.result.type, code.keep("i32"))


def append(body: "Body", op: Operation, source: str, more: str) -> None:
    """Make a list of the items of another, and one more behind them."""
    code, element = body.code, op.operands[1].type
    code.emit(f"local.get {source}", "i32.load offset=4")
    length = code.keep("i32")
    code.emit(f"local.get {length}", f"i32.const {size_of(element)}", "i32.mul")
    size = code.keep("i32")
    cell = body.alloc(op.result.type)
    longer = (f"local.get {length}", "i32.const 1", "i32.add")
    items = room(body, element, "\n".join(longer), op.span)
    code.emit(f"local.get {items}", f"local.get {source}", "i32.load", f"local.get {size}")
    code.emit("memory.copy", f"local.get {items}", f"local.get {size}", "i32.add")
    access.store(code, element, more, code.keep("i32"))
    finish_list(body, cell, items, "\n".join(longer))
    code.emit(f"local.get {cell}")
    body.set(op.result)


def number(body: "Body", op: Operation, operands: Sequence[str]) -> None:
    """Push the result of arithmetic or of a conversion."""
    source = str(op.operands[0].type)
    site = partial(body.site, span=op.span)
    match op.name:
        case "neg":
            arithmetic.negate(body.code, source, operands[0], site)
        case "convert":
            arithmetic.convert(body.code, source, str(op.result.type), operands[0], site)
        case _:
            pair = (operands[0], operands[1])
            arithmetic.calculate(body.code, op.name, source, pair, site)


def compare(body: "Body", op: Operation, operands: Sequence[str]) -> None:
    """Push whether a comparison holds."""
    type_ = op.operands[0].type
    if is_scalar(type_):
        body.code.emit(*(f"local.get {operand}" for operand in operands))
        arithmetic.compare(body.code, op.name, type_)
    elif op.name in ("eq", "ne"):
        body.code.emit(body.glue.statics.descriptor(type_))
        body.code.emit(*(f"local.get {operand}" for operand in operands), "call $equal")
        body.code.emit(*(["i32.eqz"] if op.name == "ne" else []))
    else:
        for operand in operands:
            flattening.lower_flat(body.code, type_, operand, 0)
        body.code.emit("call $compare_text", "i32.const 0", f"i32.{op.name}_s")


def literal(value: object) -> str:
    """Write a scalar constant as text; a char is its scalar value."""
    match value:
        case bool():
            return str(int(value))
        case str():
            return str(ord(value))
        case float():
            return value.hex() if value == value and abs(value) != float("inf") else str(value)  # noqa: PLR0124 - NaN
        case _:
            return str(value)
