"""Integers of 64 bits as strings: how a door is asked for them, and results that none wrote so.

A flow that waits is run by segments whose answers are for the stub and for services, which take
numbers. So they are written plainly, and only the flow's own result is rewritten here, by its type.
"""

from __future__ import annotations

from flowrt.plan.shapes import ListOf, OptionOf, Prim, RecordOf, ResultOf, Shape, TupleOf, VariantOf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

BigIntegers: TypeAlias = "Literal['number', 'string']"
"""How integers of 64 bits are written: JavaScript's numbers, for one, cannot hold them all."""
QUOTES_BIG = 1 << 31
"""Added to an entry's index, it asks the door for integers of 64 bits as strings: FORMAT 8."""

_BIG = (Prim("u64"), Prim("s64"))


def quoted(shape: Shape, text: bytes) -> bytes:
    """Return a result of the door with its integers of 64 bits as strings, and nothing changed."""
    import json  # noqa: PLC0415 - few ask for strings, and this is imported to name what they may ask

    value = _quoted(shape, json.loads(text))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _quoted(shape: Shape | None, value: Any) -> Any:
    match shape, value:
        case Prim(), int() if shape in _BIG:
            return str(value)
        case ListOf(item), list():
            return [_quoted(item, one) for one in value]
        case TupleOf(items), list():
            return [_quoted(item, one) for item, one in zip(items, value, strict=True)]
        case RecordOf(), dict():
            return {name: _quoted(field, value[name]) for name, field in shape.fields}
        case OptionOf(OptionOf() as some), {"some": inner}:
            return {"some": _quoted(some, inner)}
        case OptionOf(some), _ if value is not None:
            return _quoted(some, value)
        case ResultOf(), dict():
            return {name: _quoted(getattr(shape, name), inner) for name, inner in value.items()}
        case VariantOf(), dict():
            cases = dict(shape.cases)
            return {name: _quoted(cases[name], inner) for name, inner in value.items()}
        case _:
            return value
