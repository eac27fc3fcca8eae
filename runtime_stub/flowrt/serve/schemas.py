"""The types of flows as JSON Schema 2020-12, the dialect of OpenAPI 3.1; FORMAT 8.1 says how.

Takes shapes, gives schemas. A declared type becomes a schema of its own, referred to by its name;
two that differ and have one name are told apart by a number.
"""

from typing import TypeAlias, assert_never

from flowrt.plan.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
)

Schema: TypeAlias = dict[str, object]
_BITS = {f"{sign}{bits}": bits for sign in "us" for bits in (8, 16, 32, 64)}
_NULL: Schema = {"type": "null"}
_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


class Schemas:
    """Makes schemas; `named` are those of declared types, as far as they were met."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}
        self._names: dict[Shape, str] = {}

    def of(self, shape: Shape) -> Schema:
        """Return the schema of a type: a reference where it is declared."""
        name = getattr(shape, "name", None)
        if isinstance(shape, Prim) or name is None:
            return self._spelled(shape)
        if shape not in self._names:
            self._names[shape] = self._free(name)
            self.named[self._names[shape]] = {}  # its place, before those of its parts
            self.named[self._names[shape]] = self._spelled(shape)
        return {"$ref": f"#/components/schemas/{self._names[shape]}"}

    def _free(self, name: str) -> str:
        wanted, number = name, 2
        while wanted in self.named:
            wanted, number = f"{name}-{number}", number + 1
        return wanted

    def _spelled(self, shape: Shape) -> Schema:
        match shape:
            case Prim(name):
                return _prim(name)
            case ListOf(Prim("u8")):
                numbers = {"type": "array", "items": _prim("u8")}
                base64 = {"type": "string", "contentEncoding": "base64", "pattern": _BASE64}
                return {"anyOf": [base64, numbers]}
            case ListOf(element):
                return {"type": "array", "items": self.of(element)}
            case OptionOf(some) if may_be_null(some):
                return {"anyOf": [_NULL, _only("some", self.of(some))]}
            case OptionOf(some):
                return {"anyOf": [_NULL, self.of(some)]}
            case ResultOf(ok, err):
                sides = (("ok", ok), ("err", err))
                return {"oneOf": [_only(name, self._payload(side)) for name, side in sides]}
            case TupleOf(items):
                count = len(items)
                each = [self.of(item) for item in items]
                length = {"minItems": count, "maxItems": count}
                return {"type": "array", "prefixItems": each, "items": False, **length}
            case RecordOf(_, fields):
                parts = Schema({name: self.of(part) for name, part in fields})
                return _object(
                    parts, [name for name, part in fields if not isinstance(part, OptionOf)]
                )
            case VariantOf(_, cases):
                return {"oneOf": [self._case(name, part) for name, part in cases]}
            case EnumOf(_, names):
                return {"type": "string", "enum": list(names)}
            case FlagsOf(_, labels):
                item: Schema = {"type": "string", "enum": list(labels)}
                return {"type": "array", "items": item, "uniqueItems": True}
        assert_never(shape)

    def _payload(self, shape: Shape | None) -> Schema:
        return _NULL if shape is None else self.of(shape)

    def _case(self, name: str, payload: Shape | None) -> Schema:
        return {"const": name} if payload is None else _only(name, self.of(payload))


def parameters(schemas: Schemas, params: dict[str, tuple[Shape, bool, str]]) -> Schema:
    """Return the schema of an object of parameters: each a type, whether required, and its docs."""
    properties: Schema = {
        name: _described(schemas.of(one), docs) for name, (one, _, docs) in params.items()
    }
    needed = [
        name
        for name, (one, required, _) in params.items()
        if required and not isinstance(one, OptionOf)
    ]
    return _object(properties, needed)


def may_be_null(shape: Shape) -> bool:
    """Return whether a value of a type may be written as `null`."""
    return isinstance(shape, OptionOf)


def _described(schema: Schema, docs: str) -> Schema:
    return {**schema, "description": docs} if docs else schema


def _object(properties: Schema, required: list[str]) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": required} if required else schema


def _only(name: str, schema: Schema) -> Schema:
    return _object({name: schema}, [name])


def _prim(name: str) -> Schema:
    match name:
        case "bool":
            return {"type": "boolean"}
        case "string":
            return {"type": "string"}
        case "char":
            return {"type": "string", "minLength": 1, "maxLength": 1}
        case "f32" | "f64":
            most = 3.4028234663852886e38 if name == "f32" else 1.7976931348623157e308
            kind = "float" if name == "f32" else "double"
            return {"type": "number", "format": kind, "minimum": -most, "maximum": most}
        case _:
            return _integer(name)


def _integer(name: str) -> Schema:
    bits = _BITS[name]
    least, most = (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    number: Schema = {"type": "integer", "minimum": least, "maximum": most}
    if bits < 64:  # noqa: PLR2004 - above, some readers' numbers cannot hold them
        return number
    return {"anyOf": [number, {"type": "string", "pattern": "^-?[0-9]{1,20}$"}]}
