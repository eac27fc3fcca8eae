"""Calls one component through wasmtime: values in the door's JSON form go in and come out.

Conversion follows the function's own types, since wasmtime-py leaves the tag out of a variant
whose cases' Python classes differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wasmtime import Engine, Store
from wasmtime import component as wc

if TYPE_CHECKING:
    from pathlib import Path

ENGINE = Engine()


class Interface:
    """One exported interface of a component, in an instance of its own with so much memory."""

    def __init__(self, path: Path, name: str, memory: int = 1 << 32) -> None:
        self._store = Store(ENGINE)
        self._store.set_limits(memory_size=memory)
        compiled = wc.Component.from_file(ENGINE, str(path))
        self._instance = wc.Linker(ENGINE).instantiate(self._store, compiled)
        self._index = self._instance.get_export_index(self._store, name)
        assert self._index is not None, f"{path} exports no {name}"
        self._functions: dict[str, tuple[wc.Func, wc.FuncType]] = {}

    def call(self, name: str, *arguments: Any) -> Any:
        func, kind = self._functions.get(name) or self._find(name)
        types = [type_ for _, type_ in kind.params]
        values = [lower(type_, value) for type_, value in zip(types, arguments, strict=True)]
        assert kind.result is not None
        return lift(kind.result, func(self._store, *values))

    def _find(self, name: str) -> tuple[wc.Func, wc.FuncType]:
        index = self._instance.get_export_index(self._store, name, self._index)
        func = None if index is None else self._instance.get_func(self._store, index)
        assert func is not None, f"no function {name}"
        self._functions[name] = (func, func.type(self._store))
        return self._functions[name]


def lower(type_: wc.ValType, value: Any) -> Any:
    """JSON form to wasmtime-py's; only the kinds that the samples take as arguments."""
    match type_:
        case wc.RecordType():
            record = wc.Record()
            for name, field in type_.fields:
                setattr(record, name, lower(field, value.get(name)))
            return record
        case wc.OptionType():
            return None if value is None else lower(type_.payload, value)
        case wc.VariantType():
            (tag, payload), *_ = value.items()
            case = dict(type_.cases)[tag]
            made = None if case is None else lower(case, payload)
            return wc.Variant(tag, made) if _tagged(type_.cases) else made
        case wc.TupleType():
            return tuple(lower(t, v) for t, v in zip(type_.elements, value, strict=True))
        case wc.ListType():
            return [lower(type_.element, item) for item in value]
        case wc.F64():
            return float(value)
        case _:
            return value


def lift(type_: wc.ValType, value: Any) -> Any:
    """wasmtime-py's form to JSON."""
    match type_:
        case wc.RecordType():
            return {name: lift(field, getattr(value, name)) for name, field in type_.fields}
        case wc.OptionType():
            return None if value is None else lift(type_.payload, value)
        case wc.ResultType():
            return _case([("ok", type_.ok), ("err", type_.err)], value, bare=False)
        case wc.VariantType():
            return _case(type_.cases, value, bare=True)
        case wc.FlagsType():
            return [label for label in type_.names if label in value]
        case wc.TupleType():
            return [lift(t, v) for t, v in zip(type_.elements, value, strict=True)]
        case wc.ListType():
            return [lift(type_.element, item) for item in value]
        case _:
            return value


def _case(cases: list[tuple[str, wc.ValType | None]], value: Any, *, bare: bool) -> Any:
    tag, payload = (value.tag, value.payload) if _tagged(cases) else (_tag(cases, value), value)
    type_ = dict(cases)[tag]
    if type_ is None:
        return tag if bare else {tag: None}
    return {tag: lift(type_, payload)}


def _tag(cases: list[tuple[str, wc.ValType | None]], value: Any) -> str:
    return next(tag for tag, type_ in cases if _may_be(type_, value))


def _may_be(type_: wc.ValType | None, value: Any) -> bool:
    """None stands for a case without payload: wasmtime-py calls its class `object`."""
    classes = _classes(type_)
    if value is None:
        return object in classes
    return isinstance(value, tuple(classes - {object}))


def _tagged(cases: list[tuple[str, wc.ValType | None]]) -> bool:
    classes = [_classes(type_) for _, type_ in cases]
    return len(set().union(*classes)) < sum(map(len, classes))


def _classes(type_: wc.ValType | None) -> set[type]:
    found: set[type] = set()
    if type_ is None:
        return {object}
    type_.add_classes(found)
    return found
