"""Type terms: WIT's value types as frozen values that compare by structure.

A name that a type was declared under is carried along for messages and exports, and never
takes part in a comparison: two records are one type when their fields agree.
Source: the Component Model's explainer, "Type Definitions".
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

PrimName: TypeAlias = Literal[
    "bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string"
]
UNSIGNED = ("u8", "u16", "u32", "u64")
SIGNED = ("s8", "s16", "s32", "s64")
INTEGERS = UNSIGNED + SIGNED
FLOATS = ("f32", "f64")


@dataclass(frozen=True, slots=True)
class TypeName:
    """The name a type was declared under.

    `owner` is what qualifies it in a source ("pricing" in `pricing.priced`; empty for a type of
    the package itself); `place` says where it was declared, for a note: a path, or `path:line:col`.
    """

    owner: str
    name: str
    place: str

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True)
class Prim:
    """A type without parts."""

    name: PrimName

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class List:
    """`list<element>`."""

    element: "Type"

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class Option:
    """`option<some>`: case 0 is none, case 1 is some."""

    some: "Type"

    def __str__(self) -> str:
        return f"option<{self.some}>"


@dataclass(frozen=True, slots=True)
class Result:
    """`result<ok, err>`: case 0 is ok, case 1 is err; either may have no payload."""

    ok: "Type | None"
    err: "Type | None"

    def __str__(self) -> str:
        if self.err is None:
            return "result" if self.ok is None else f"result<{self.ok}>"
        return f"result<{'_' if self.ok is None else self.ok}, {self.err}>"


@dataclass(frozen=True, slots=True)
class Tuple:
    """`tuple<items>`, at least one item."""

    items: "tuple[Type, ...]"

    def __str__(self) -> str:
        return f"tuple<{', '.join(map(str, self.items))}>"


@dataclass(frozen=True, slots=True)
class Field:
    """A record's field."""

    name: str
    type: "Type"


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its fields in declaration order."""

    fields: tuple[Field, ...]
    declared: TypeName | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.declared is not None:
            return str(self.declared)
        return f"record {{ {', '.join(f'{f.name}: {f.type}' for f in self.fields)} }}"


@dataclass(frozen=True, slots=True)
class Case:
    """A variant's case."""

    name: str
    payload: "Type | None"

    def __str__(self) -> str:
        return self.name if self.payload is None else f"{self.name}({self.payload})"


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant: its cases in declaration order, which are their discriminants."""

    cases: tuple[Case, ...]
    declared: TypeName | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.declared is not None:
            return str(self.declared)
        return f"variant {{ {', '.join(map(str, self.cases))} }}"


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum: its cases in declaration order."""

    cases: tuple[str, ...]
    declared: TypeName | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.declared is not None:
            return str(self.declared)
        return f"enum {{ {', '.join(self.cases)} }}"


@dataclass(frozen=True, slots=True)
class Flags:
    """Flags: their labels, bit 0 first; at most 32."""

    labels: tuple[str, ...]
    declared: TypeName | None = field(default=None, compare=False)

    def __str__(self) -> str:
        if self.declared is not None:
            return str(self.declared)
        return f"flags {{ {', '.join(self.labels)} }}"


@dataclass(frozen=True, slots=True)
class Opaque:
    """A type that a component may use and a flow may not hold: a stream, a future or a map.

    `text` is how it is written, for a message ("stream<u8>").
    """

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Resource:
    """What handles are of: something that lives in a component; no value is of this type.

    `owner` is the alias of the component, `interface` the one of its exports, or of its imports if
    it is `imported`, that defines the resource, and `name` the name that it has there.
    """

    owner: str
    interface: str
    name: str
    imported: bool = False
    declared: TypeName | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.name if self.declared is None else str(self.declared)


@dataclass(frozen=True, slots=True)
class Handle:
    """`own<resource>`, which is held by one at a time, or `borrow<resource>`, which is lent."""

    kind: Literal["own", "borrow"]
    resource: Resource

    def __str__(self) -> str:
        return f"{self.kind}<{self.resource}>"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The type of what could not be checked; it agrees with everything."""

    def __str__(self) -> str:
        return "_"


Type: TypeAlias = (
    Prim
    | List
    | Option
    | Result
    | Tuple
    | Record
    | Variant
    | Enum
    | Flags
    | Opaque
    | Resource
    | Handle
    | Unknown
)

BOOL = Prim("bool")
STRING = Prim("string")
CHAR = Prim("char")
UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Param:
    """A function's parameter."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class FuncType:
    """A function's parameters and its result, None where it returns nothing.

    `is_async` marks a function of WASI 0.3's kind, which may wait before it returns.
    """

    params: tuple[Param, ...]
    result: Type | None
    is_async: bool = False

    @property
    def types(self) -> tuple[Type, ...]:
        """The types of the parameters and the result."""
        result = () if self.result is None else (self.result,)
        return (*(param.type for param in self.params), *result)

    def __str__(self) -> str:
        params = ", ".join(f"{p.name}: {p.type}" for p in self.params)
        result = f" -> {self.result}" if self.result is not None else ""
        return f"{'async ' if self.is_async else ''}func({params}){result}"


def declared_name(type_: Type) -> TypeName | None:
    """Return the name that a type was declared under, if it was."""
    match type_:
        case Record() | Variant() | Enum() | Flags():
            return type_.declared
        case _:
            return None


def parts_of(type_: Type) -> tuple[Type, ...]:
    """Return the types that a type is directly made of."""
    match type_:
        case List(part) | Option(part):
            return (part,)
        case Result(ok, err):
            return tuple(side for side in (ok, err) if side is not None)
        case Tuple(items):
            return items
        case Record(fields):
            return tuple(one.type for one in fields)
        case Variant(cases):
            return tuple(case.payload for case in cases if case.payload is not None)
        case _:
            return ()


def cases_of(type_: Variant | Enum | Option | Result) -> tuple[Case, ...]:
    """Return the cases of any type that is a choice, in discriminant order."""
    match type_:
        case Variant(cases):
            return cases
        case Enum(names):
            return _without_payload(names)
        case Option(some):
            return (Case("none", None), Case("some", some))
        case Result(ok, err):
            return (Case("ok", ok), Case("err", err))


@lru_cache
def _without_payload(names: tuple[str, ...]) -> tuple[Case, ...]:
    return tuple(Case(name, None) for name in names)
