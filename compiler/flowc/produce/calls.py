"""Calls out of a flow's function: to a component through its canonical ABI, and to the codec.

Source: the Component Model's CanonicalABI, "canon lower" and `flatten_functype`.
"""

from typing import TYPE_CHECKING

from flowc.frontend import terms as t
from flowc.ir.graph import Callee, Operation
from flowc.produce import access, arithmetic, flattening, handles
from flowc.produce.code import is_scalar
from flowc.produce.layout import MAX_FLAT_PARAMS, Core, flat, offsets_of
from flowc.text.diagnostic import InternalError

if TYPE_CHECKING:
    from flowc.produce.body import Body


def lowered(function: t.FuncType) -> tuple[tuple[Core, ...], tuple[Core, ...]]:
    """Return the core parameters and results of a component function that is called."""
    params = flat(arguments(function))
    results = flat(function.result) if function.result is not None else ()
    params = params if len(params) <= MAX_FLAT_PARAMS else ("i32",)
    return (params, results) if len(results) <= 1 else ((*params, "i32"), ())


def arguments(function: t.FuncType) -> t.Tuple:
    """Return a function's parameters as one tuple, the form they take in memory."""
    return t.Tuple(tuple(param.type for param in function.params))


def component(body: "Body", op: Operation) -> None:
    """Write a call of a component's function."""
    if not isinstance(op.attribute, Callee):
        raise InternalError("produce", f"{op.attribute!r} is no component's function")
    target, function = body.glue.function(op.attribute)
    for operand, param in zip(op.operands, function.type.params, strict=True):
        handles.give(body.glue, body.code, param.type, f"$v{operand.id}")
    _pass_arguments(body, op, function.type)
    result = op.result.type
    results = flat(result)
    area = None
    if len(results) > 1:
        area = body.alloc(result)
        body.code.emit(f"local.get {area}")
    body.code.emit(body.site("call", op.span, op.attribute), f"call {target}")
    if area is not None:
        body.code.emit(f"local.get {area}")
    elif not results:
        body.code.emit("i32.const 0")
    elif not is_scalar(result):
        value = body.code.keep(results[0])
        lifted = flattening.lift_value(body.code, result, [value])
        body.code.emit(f"local.get {lifted}")
    body.set(op.result)
    handles.hold(body.glue, body.code, result, f"$v{op.result.id}")


def unanswered(body: "Body", op: Operation) -> None:
    """Write what stands for a call that nothing answers: the end of the transaction."""
    if not isinstance(op.attribute, Callee):
        raise InternalError("produce", f"{op.attribute!r} is no component's function")
    arithmetic.stop(body.code, body.site("unanswered", op.span, op.attribute))
    body.define(op.result)


def _pass_arguments(body: "Body", op: Operation, function: t.FuncType) -> None:
    """Push the arguments: flat, or where they are too many, the address of them all."""
    packed = arguments(function)
    names = [f"$v{operand.id}" for operand in op.operands]
    if len(flat(packed)) <= MAX_FLAT_PARAMS:
        for operand, local in zip(op.operands, names, strict=True):
            flattening.lower_value(body.code, operand.type, local)
        return
    area = body.alloc(packed)
    for operand, local, at in zip(op.operands, names, offsets_of(packed), strict=True):
        access.store(body.code, operand.type, local, area, at)
    body.code.emit(f"local.get {area}")


def text(body: "Body", op: Operation) -> None:
    """Push a string put together from literal pieces and values; the codec prints the values."""
    if not isinstance(op.attribute, tuple):
        raise InternalError("produce", f"{op.attribute!r} are no pieces of text")
    operands = iter(op.operands)
    body.code.emit("call $text_begin")
    for piece in op.attribute:
        if isinstance(piece, str):
            body.code.emit(body.glue.statics.literal(piece))
            cell = body.code.keep("i32")
        elif piece is None:
            operand = next(operands)
            cell = f"$v{operand.id}"
            if operand.type != t.STRING:
                body.code.emit(body.glue.statics.descriptor(operand.type))
                access.spill(body.code, operand.type, cell)
                body.code.emit("call $text_value")
                continue
        flattening.lower_flat(body.code, t.STRING, cell, 0)
        body.code.emit("call $text_bytes")
    result = body.alloc(t.STRING)
    body.code.emit(f"local.get {result}", "call $text_end", f"local.get {result}")
