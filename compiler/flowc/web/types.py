"""Types of a flow as TypeScript has them, for values in the form that their JSON has (FORMAT 8.1).

Integers of 64 bits are BigInts, bytes are `Uint8Array`s; each named type is declared once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from flowc.web.naming import type_name
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

_WRITTEN = frozenset(
    ("Address", "App", "CallOptions", "Component", "FlowError", "Flows", "Options", "Services",
     "Step", "Trust")
)  # fmt: skip
"""What the declarations name besides the flow's own types."""

_PRIMS = {"bool": "boolean", "u64": "bigint", "s64": "bigint", "char": "string", "string": "string"}


def members(pairs: Iterable[tuple[str, str]]) -> str:
    """Return an object type with members of these names and types."""
    return f"{{ {'; '.join(f'{json.dumps(name)}: {text}' for name, text in pairs)} }}"


@dataclass(frozen=True)
class Types:
    """Types as TypeScript has them; each named one is declared once."""

    declared: dict[str, tuple[Shape, str]] = field(default_factory=dict)

    def text(self) -> str:
        """Return the declarations of what was named."""
        return "".join(
            f"export type {name} = {text};\n" for name, (_, text) in self.declared.items()
        )

    def of(self, shape: Shape | None) -> str:
        """Return a type: its name, if it has one that is not another's, or its form."""
        match shape:
            case (
                RecordOf(str(name)) | VariantOf(str(name)) | EnumOf(str(name)) | FlagsOf(str(name))
            ):
                return self._named(type_name(name), shape)
            case None:
                return "null"
            case _:
                return self._form(shape)

    def _named(self, name: str, shape: Shape) -> str:
        form = self._form(shape)
        taken = name in _WRITTEN or self.declared.get(name, (shape,))[0] != shape
        if taken:
            return form
        self.declared[name] = (shape, form)
        return name

    def _form(self, shape: Shape) -> str:
        match shape:
            case Prim(name):
                return _PRIMS.get(name, "number")
            case ListOf(Prim("u8")):
                return "Uint8Array"
            case ListOf(part):
                return f"Array<{self.of(part)}>"
            case OptionOf(OptionOf() as some):
                return f"{{ some: {self.of(some)} }} | null"
            case OptionOf(some):
                return f"{self.of(some)} | null"
            case ResultOf(ok, err):
                return f"{{ ok: {self.of(ok)} }} | {{ err: {self.of(err)} }}"
            case TupleOf(items):
                return f"[{', '.join(map(self.of, items))}]"
            case RecordOf(_, fields):
                return members((name, self.of(part)) for name, part in fields)
            case VariantOf(_, cases):
                return " | ".join(self._case(name, part) for name, part in cases)
            case EnumOf(_, names):
                return " | ".join(map(json.dumps, names))
            case FlagsOf(_, names):
                return f"Array<{' | '.join(map(json.dumps, names))}>"

    def _case(self, name: str, part: Shape | None) -> str:
        quoted = json.dumps(name)
        return quoted if part is None else f"{{ {quoted}: {self.of(part)} }}"
