"""The component that random flows call: its binary, its signature, and two ways to call it.

`Twin` is the same functions in Python, `Real` the binary through wasmtime-py; each holds the
state of one instance. Values are as `tests.strategies` writes them.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import wasmtime
from tests.meaning import Trap
from tests.strategies import Value
from wasmtime import component as wc

from flowc.frontend import signatures
from flowc.frontend import terms as t
from flowc.frontend.signature import Component, Function
from flowc.ir.graph import Callee

ALIAS = "fix"
BINARY = bytes(wasmtime.wat2wasm(Path(__file__).with_suffix(".wat").read_text()))
COMPONENT: Component = signatures.read(BINARY, ALIAS, "fixture.wat")
FUNCTIONS = {function.name: function for function in COMPONENT.functions}
_UNIT = ()


class Twin:
    """One instance's functions, in Python; `log` holds every call, in order."""

    def __init__(self) -> None:
        self.calls = 0
        self.log: list[tuple[str, Sequence[Value]]] = []

    def callee(self, callee: Callee, args: Sequence[Value]) -> Value:
        """Call by what a graph names."""
        return self.run(callee.function, args)

    def function(self, component: str, function: Function, args: Sequence[Value]) -> Value:
        """Call by what a typed tree names."""
        assert component == ALIAS
        return self.run(function.name, args)

    def run(self, name: str, args: Sequence[Value]) -> Value:
        """Call by name."""
        self.log.append((name, args))
        match name, args:
            case "half", [13]:
                raise Trap
            case "half", [n]:
                return n // 2
            case "count", []:
                self.calls = (self.calls + 1) % 2**32
                return self.calls
            case "tick", [by]:
                self.calls = (self.calls + by) % 2**32
                return _UNIT
            case "echo", [text]:
                return text
            case "check", [n]:
                return ("ok", n) if n >= 0 else ("err", "negative")
            case _:
                return self.plain(name, args)

    def plain(self, name: str, args: Sequence[Value]) -> Value:
        """Call a function without state or faults."""
        match name, args:
            case "swap", [pair]:
                return {"first": pair["second"], "second": pair["first"]}
            case "pick", [from_, at]:
                return ("some", from_[at]) if at < len(from_) else None
            case "scale", [x, by]:
                return x * by
            case "weigh", [(case, payload)]:
                if case == "label":
                    return len(payload.encode())
                return 0 if case == "dot" else 1 + (payload > 1)
            case "turn", [colour]:
                return {"red": "green", "green": "blue", "blue": "red"}[colour]
            case "flip", [marks]:
                return frozenset(("bold", "wide", "new")) - marks
            case "wrap", [char, bool_, n]:
                return (n, bool_, char)
            case "blend", [x, y]:
                return (x + y + 128) % 256 - 128
            case "back", [bytes_]:
                return bytes_[::-1]
            case "repeat", [text, times]:
                return [text] * (times % 4)
        raise AssertionError(name)


@cache
def _compiled() -> tuple[wasmtime.Engine, wc.Component]:
    engine = wasmtime.Engine()
    return engine, wc.Component(engine, BINARY)


class Real:
    """One instance of the binary."""

    def __init__(self) -> None:
        engine, compiled = _compiled()
        self.store = wasmtime.Store(engine)
        self.instance = wc.Linker(engine).instantiate(self.store, compiled)

    def function(self, component: str, function: Function, args: Sequence[Value]) -> Value:
        """Call by what a typed tree names."""
        assert component == ALIAS
        outer = None
        if function.interface:
            outer = self.instance.get_export_index(self.store, function.interface)
        index = self.instance.get_export_index(self.store, function.name, outer)
        assert index is not None
        called = self.instance.get_func(self.store, index)
        assert called is not None
        params = (param.type for param in function.type.params)
        try:
            given = called(self.store, *map(_to_host, params, args))
        except wasmtime.WasmtimeError as error:
            if "wasm trap: wasm `unreachable`" not in str(error):
                raise
            raise Trap from error
        called.post_return(self.store)
        result = function.type.result
        return _UNIT if result is None else _from_host(result, given)


def _to_host(type_: t.Type, value: Value) -> Any:
    """Return a value as wasmtime-py wants it, for the types that the fixture takes."""
    match type_:
        case t.Record():
            record = wc.Record()
            vars(record).update(value)
            return record
        case t.Variant():
            return value[1]  # its payloads are of different Python types, so it has no tags
        case t.Flags():
            return set(value)
        case _:
            return value


def _from_host(type_: t.Type, given: Any) -> Value:
    match type_:
        case t.Record(fields):
            return {field.name: vars(given)[field.name] for field in fields}
        case t.Option():
            return None if given is None else ("some", given)
        case t.Result():
            return ("err" if isinstance(given, str) else "ok", given)
        case t.Flags():
            return frozenset(given)
        case _:
            return given
