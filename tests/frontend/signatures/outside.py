"""A component's outside in a form that two readers can agree on: ours and wasmtime's reflection.

Names of types and of resources are left out, as wasmtime keeps none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wasmtime import Engine, WasmtimeError
from wasmtime import _ffi as ffi
from wasmtime import component as wc
from wasmtime.component._types import ComponentExtern

from flowc.frontend import signature
from flowc.frontend.terms import (
    Case,
    Enum,
    Field,
    Flags,
    FuncType,
    Handle,
    List,
    Opaque,
    Option,
    Param,
    Prim,
    Record,
    Resource,
    Result,
    Tuple,
    Type,
    Variant,
)

ENGINE = Engine()
PRIMS: dict[type, Type] = {
    wc.Bool: Prim("bool"),
    wc.Char: Prim("char"),
    wc.String: Prim("string"),
    wc.U8: Prim("u8"),
    wc.U16: Prim("u16"),
    wc.U32: Prim("u32"),
    wc.U64: Prim("u64"),
    wc.S8: Prim("s8"),
    wc.S16: Prim("s16"),
    wc.S32: Prim("s32"),
    wc.S64: Prim("s64"),
    wc.F32: Prim("f32"),
    wc.F64: Prim("f64"),
    wc.OwnType: Opaque("own"),
    wc.BorrowType: Opaque("borrow"),
    wc.StreamType: Opaque("stream"),
    wc.FutureType: Opaque("future"),
    wc.ErrorContext: Opaque("error-context"),
    wc.ResourceType: Opaque("resource"),
}
HEADS = ("own", "borrow", "stream", "future", "error-context")


Key = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """Functions and types by interface and name."""

    functions: dict[Key, FuncType]
    types: dict[Key, Type]


@dataclass(frozen=True)
class Outside:
    """What is exported and what is imported; `imports` are the names of the latter."""

    exported: Side
    imported: Side
    imports: frozenset[str]


def by_wasmtime(data: bytes) -> Outside | None:
    """Reflect on a component, None where wasmtime refuses it."""
    try:
        component = wc.Component(ENGINE, data)
    except WasmtimeError:
        return None
    exports, imports = component.type.exports(ENGINE), component.type.imports(ENGINE)
    return Outside(_side(exports), _side(imports), frozenset(imports))


def _side(externs: Mapping[str, ComponentExtern]) -> Side:
    seen = Side({}, {})
    for name, extern in externs.items():
        item = extern.ty
        if isinstance(item, wc.ComponentInstanceType):
            for inner, of_inner in item.exports(ENGINE).items():
                _add(seen, (name, inner), of_inner.ty)
        else:
            _add(seen, ("", name), item)
    return seen


def _add(seen: Side, key: Key, item: object) -> None:
    if isinstance(item, wc.FuncType):
        seen.functions[key] = _function(item)
    elif isinstance(item, (wc.ComponentInstanceType, wc.ComponentType, wc.ModuleType)):
        return
    else:
        seen.types[key] = _type(item)


def _function(item: wc.FuncType) -> FuncType:
    params = tuple(Param(name, _type(type_)) for name, type_ in item.params)
    is_async = bool(ffi.wasmtime_component_func_type_async(item.ptr()))
    return FuncType(params, _maybe(item.result), is_async)


def _maybe(item: object) -> Type | None:
    return None if item is None else _type(item)


def _type(item: object) -> Type:
    match item:
        case wc.ListType():
            return List(_type(item.element))
        case wc.OptionType():
            return Option(_type(item.payload))
        case wc.ResultType():
            return Result(_maybe(item.ok), _maybe(item.err))
        case wc.TupleType():
            return Tuple(tuple(map(_type, item.elements)))
        case wc.RecordType():
            return Record(tuple(Field(name, _type(type_)) for name, type_ in item.fields))
        case wc.VariantType():
            return Variant(tuple(Case(name, _maybe(type_)) for name, type_ in item.cases))
        case wc.EnumType():
            return Enum(tuple(item.names))
        case wc.FlagsType():
            return Flags(tuple(item.names))
        case _:
            return PRIMS[type(item)]


def differences(ours: signature.Component, theirs: Outside | None) -> list[str]:
    """Say where our reading and wasmtime's differ.

    Wasmtime lists no import of a type that is defined by what it equals.
    """
    if theirs is None:
        return ["wasmtime refuses the component"]
    imports = ours.imports
    imported = _ours(
        (f for one in imports for f in one.functions), (t for one in imports for t in one.types)
    )
    equal = imported.types.keys() - theirs.imported.types.keys()
    for key in [key for key in equal if not key[0]]:
        del imported.types[key]
    missing = sorted(theirs.imports - {one.name for one in imports})
    return [
        *_sides("exported", _ours(ours.functions, ours.types), theirs.exported),
        *_sides("imported", imported, theirs.imported),
        *(f"import {name}: wasmtime alone has it" for name in missing),
    ]


def _ours(functions: Iterable[signature.Function], types: Iterable[signature.Declared]) -> Side:
    return Side(
        {(f.interface, f.name): _plain_function(f.type) for f in functions},
        {(d.interface, d.name): _plain(d.type) for d in types},
    )


def _sides(which: str, ours: Side, theirs: Side) -> list[str]:
    return [
        *_unlike(f"{which} function", ours.functions, theirs.functions),
        *_unlike(f"{which} type", ours.types, theirs.types),
    ]


def _unlike(
    what: str, ours: Mapping[tuple[str, str], object], theirs: Mapping[tuple[str, str], object]
) -> list[str]:
    keys = sorted(ours.keys() | theirs.keys())
    return [
        f"{what} {key}: {ours.get(key)}, wasmtime says {theirs.get(key)}"
        for key in keys
        if ours.get(key) != theirs.get(key)
    ]


def _plain_function(type_: FuncType) -> FuncType:
    params = tuple(Param(p.name, _plain(p.type)) for p in type_.params)
    return replace(type_, params=params, result=_plain_maybe(type_.result))


def _plain_maybe(type_: Type | None) -> Type | None:
    return None if type_ is None else _plain(type_)


def _plain(type_: Type) -> Type:
    match type_:
        case Handle(kind):
            return Opaque(kind)
        case Resource():
            return Opaque("resource")
        case Opaque(text):
            head = text.split("<")[0]
            return Opaque(head if head in HEADS else "resource")
        case List(element):
            return List(_plain(element))
        case Option(some):
            return Option(_plain(some))
        case Result(ok, err):
            return Result(_plain_maybe(ok), _plain_maybe(err))
        case Tuple(items):
            return Tuple(tuple(map(_plain, items)))
        case Record(fields):
            return Record(tuple(Field(f.name, _plain(f.type)) for f in fields))
        case Variant(cases):
            return Variant(tuple(Case(c.name, _plain_maybe(c.payload)) for c in cases))
        case _:
            return type_
