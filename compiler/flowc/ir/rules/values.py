"""Types and constants that rules speak of: which type has cases, and what a constant may be."""

from collections.abc import Mapping
from functools import cache

from flowc.frontend import terms as t
from flowc.frontend.signature import Component, Function
from flowc.ir.graph import Callee

CHOICES = (t.Variant, t.Enum, t.Option, t.Result)
UNIT = t.Tuple(())
U32, U64 = t.Prim("u32"), t.Prim("u64")
MOST_FLOAT = {
    "f32": float.fromhex("0x1.fffffep+127"),
    "f64": float.fromhex("0x1.fffffffffffffp1023"),
}


@cache
def is_closed(type_: t.Type) -> bool:
    """Whether a type is one that a flow may hold: known, and without handles or streams."""
    return not isinstance(type_, t.Opaque | t.Resource | t.Unknown) and all(
        map(is_closed, t.parts_of(type_))
    )


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
