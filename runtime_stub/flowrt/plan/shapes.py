"""The types of a flow's parameters and results, as the plan carries them.

A shape is printed as WIT text by `str` (a declared type by its name, `spelled` writes it out),
encoded as nested lists by `encode_shape` and read back strictly by `read_shape`; FORMAT 7.4.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.archive.strict import Reader
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

PRIMS = (
    "bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string",
)  # fmt: skip
MAX_DEPTH = 32
MAX_PARTS = 4096


class Prim(Value):
    """A type without parts; its name is one of `PRIMS`."""

    name: str

    def __str__(self) -> str:
        return self.name


class ListOf(Value):
    """`list<element>`."""

    element: Shape

    def __str__(self) -> str:
        return f"list<{self.element}>"


class OptionOf(Value):
    """`option<some>`."""

    some: Shape

    def __str__(self) -> str:
        return f"option<{self.some}>"


class ResultOf(Value):
    """`result<ok, err>`; either may have no payload."""

    ok: Shape | None
    err: Shape | None

    def __str__(self) -> str:
        if self.err is None:
            return "result" if self.ok is None else f"result<{self.ok}>"
        return f"result<{'_' if self.ok is None else self.ok}, {self.err}>"


class TupleOf(Value):
    """`tuple<items>`."""

    items: tuple[Shape, ...]

    def __str__(self) -> str:
        return f"tuple<{', '.join(map(str, self.items))}>"


class RecordOf(Value):
    """A record: its declared name or None, and its fields in order."""

    name: str | None
    fields: tuple[tuple[str, Shape], ...]

    def __str__(self) -> str:
        return self.name or spelled(self)


class VariantOf(Value):
    """A variant: its declared name or None, and its cases in order, each with its payload."""

    name: str | None
    cases: tuple[tuple[str, Shape | None], ...]

    def __str__(self) -> str:
        return self.name or spelled(self)


class EnumOf(Value):
    """An enum: its declared name or None, and its cases in order."""

    name: str | None
    cases: tuple[str, ...]

    def __str__(self) -> str:
        return self.name or spelled(self)


class FlagsOf(Value):
    """Flags: their declared name or None, and their labels, bit 0 first."""

    name: str | None
    labels: tuple[str, ...]

    def __str__(self) -> str:
        return self.name or spelled(self)


Shape: TypeAlias = (
    Prim | ListOf | OptionOf | ResultOf | TupleOf | RecordOf | VariantOf | EnumOf | FlagsOf
)
_READ = Reader(
    lambda place, expected, found: problems.BadShape(place, expected=expected, found=found)
)


def spelled(shape: Shape) -> str:
    """Return WIT text in which the outermost type is written out even if it has a name."""
    match shape:
        case RecordOf(_, fields):
            parts = [f"{name}: {part}" for name, part in fields]
            return f"record {{ {', '.join(parts)} }}"
        case VariantOf(_, cases):
            parts = [name if part is None else f"{name}({part})" for name, part in cases]
            return f"variant {{ {', '.join(parts)} }}"
        case EnumOf(_, names):
            return f"enum {{ {', '.join(names)} }}"
        case FlagsOf(_, names):
            return f"flags {{ {', '.join(names)} }}"
        case _:
            return str(shape)


def encode_shape(shape: Shape) -> list[object]:
    """Return the nested lists that stand for a shape in the plan; FORMAT 7.4."""
    match shape:
        case Prim(name):
            return ["prim", name]
        case ListOf(part):
            return ["list", encode_shape(part)]
        case OptionOf(part):
            return ["option", encode_shape(part)]
        case ResultOf(ok, err):
            return ["result", _encode_payload(ok), _encode_payload(err)]
        case TupleOf(items):
            return ["tuple", [encode_shape(item) for item in items]]
        case RecordOf(name, fields):
            return ["record", name, [[field, encode_shape(part)] for field, part in fields]]
        case VariantOf(name, cases):
            return ["variant", name, [[case, _encode_payload(part)] for case, part in cases]]
        case EnumOf(name, names):
            return ["enum", name, list(names)]
        case FlagsOf(name, names):
            return ["flags", name, list(names)]


def _encode_payload(shape: Shape | None) -> list[object] | None:
    return None if shape is None else encode_shape(shape)


def read_shape(value: object, place: str, depth: int = 1) -> Shape:
    """Return the shape that nested lists stand for; raises `BadShape` naming `place`."""
    if depth > MAX_DEPTH:
        raise problems.BadShape(
            place, expected=f"at most {MAX_DEPTH} levels", found="a deeper type"
        )
    match _READ.sequence(value, place, 3):
        case ["prim", str(name)] if name in PRIMS:
            return Prim(name)
        case ["list", part]:
            return ListOf(read_shape(part, f"{place}.list", depth + 1))
        case ["option", part]:
            return OptionOf(read_shape(part, f"{place}.option", depth + 1))
        case ["result", ok, err]:
            return ResultOf(
                _payload(ok, f"{place}.ok", depth), _payload(err, f"{place}.err", depth)
            )
        case ["tuple", items]:
            parts = _READ.sequence(items, place, MAX_PARTS)
            return TupleOf(
                tuple(read_shape(v, f"{place}.{i}", depth + 1) for i, v in enumerate(parts))
            )
        case [("record" | "variant" | "enum" | "flags") as form, name, parts]:
            return _declared(form, _name(name, place), parts, place, depth)
        case items:
            raise problems.BadShape(
                place, expected="a form of type", found=items[0] if items else "nothing"
            )


def _payload(value: object, place: str, depth: int) -> Shape | None:
    return None if value is None else read_shape(value, place, depth + 1)


def _name(value: object, place: str) -> str | None:
    return None if value is None else _READ.label(value, place)


def _declared(form: str, name: str | None, value: object, place: str, depth: int) -> Shape:
    parts = _READ.sequence(value, place, MAX_PARTS)
    if not parts:
        raise problems.BadShape(place, expected="at least one part", found="none")
    if form in ("enum", "flags"):
        labels = tuple(_READ.label(part, place) for part in parts)
        _once(labels, place)
        return EnumOf(name, labels) if form == "enum" else FlagsOf(name, labels)
    pairs = [_pair(part, place) for part in parts]
    _once(tuple(label for label, _ in pairs), place)
    if form == "variant":
        return VariantOf(name, tuple((n, _payload(v, f"{place}.{n}", depth)) for n, v in pairs))
    return RecordOf(name, tuple((n, read_shape(v, f"{place}.{n}", depth + 1)) for n, v in pairs))


def _pair(value: object, place: str) -> tuple[str, object]:
    match _READ.sequence(value, place, 2):
        case [label, part]:
            return _READ.label(label, place), part
        case items:
            raise problems.BadShape(
                place, expected="a name and a type", found=f"{len(items)} items"
            )


def _once(names: tuple[str, ...], place: str) -> None:
    if len(set(names)) != len(names):
        raise problems.BadShape(place, expected="each name once", found=", ".join(names))
