"""A parameter's default as JSON text, for people and for `--help`.

Takes the region that makes the default; gives the text that the door would read as the same
value. The mapping of values to JSON is the codec's; runtime_stub/FORMAT.md has it.
"""

import base64
import json

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region
from flowc.text.diagnostic import InternalError

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


def default_text(region: Region) -> str:
    """Return the JSON text of what a constant region makes."""
    made: dict[int, JsonValue] = {}
    for operation in region.operations:
        operands = [made[operand.id] for operand in operation.operands]
        made[operation.result.id] = _value(operation, operands)
    return json.dumps(made[region.result.id], ensure_ascii=False, separators=(",", ":"))


def _value(op: Operation, operands: list[JsonValue]) -> JsonValue:
    match op.name, op.result.type, op.attribute:
        case "const", t.Prim("f32" | "f64"), int() | float() as number:
            return float(number)
        case "const", t.Prim(), bool() | int() | str() as constant:
            return constant
        case "neg", _, _ if isinstance(operands[0], int | float):
            return -operands[0]
        case "flags", t.Flags(labels), int() as bits:
            return [label for i, label in enumerate(labels) if bits >> i & 1]
        case "case", t.Variant() | t.Enum() | t.Option() | t.Result() as choice, int() as index:
            return _case(choice, index, operands)
        case "make", t.Record(fields), _:
            return {field.name: value for field, value in zip(fields, operands, strict=True)}
        case "make", t.Tuple(), _:
            return operands
        case "list", t.List(t.Prim("u8")), _:
            return base64.b64encode(bytes(_numbers(operands))).decode()
        case "list", t.List(), _:
            return operands
        case _:
            raise InternalError("plan", f"`{op.name}` is no constant")


def _numbers(values: list[JsonValue]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _case(
    choice: t.Variant | t.Enum | t.Option | t.Result, index: int, payload: list[JsonValue]
) -> JsonValue:
    match choice:
        case t.Option(some):
            value = payload[0] if payload else None
            return {"some": value} if payload and may_be_null(some) else value
        case t.Result():
            return {("ok", "err")[index]: payload[0] if payload else None}
        case t.Variant() | t.Enum():
            name = t.cases_of(choice)[index].name
            return {name: payload[0]} if payload else name


def may_be_null(type_: t.Type) -> bool:
    """Whether a value of the type may itself be written as null."""
    return isinstance(type_, t.Option)
