"""What components are given in the engine's place: functions of ours, and components beside them.

A function that is defined here answers whatever a component asks of it. An exception that it raises
ends the transaction: lost in the engine, it would let the call go on with no answer.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from ctypes import byref
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from flowrt.engine import capi, capi_rare
from flowrt.engine.traps import check
from flowrt.rights.limits import Limits

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Callable, Iterator

    from flowrt.engine.engine import Code

    Values: TypeAlias = "ctypes._Pointer[capi.Value]"  # noqa: SLF001 - it has no other name
    Answer: TypeAlias = Callable[[int, Values, int, Values], int | None]
    """Takes a store's context, arguments, how many these are, and where results go; gives an
    error, or None."""
    Drop: TypeAlias = Callable[[int, int], int | None]
    """Takes a store's context and a resource's number; gives an error, or None."""


class Refused(Exception):  # noqa: N818 - an answer, if not the one that was asked for
    """A function gives no answer, for the reason that is its text."""


@contextmanager
def shadowed(api: ctypes.CDLL, linker: int) -> Iterator[int]:
    """Give the root of a linker, where the engine's interfaces may be defined anew."""
    api.wasmtime_component_linker_allow_shadowing(linker, True)  # noqa: FBT003 - C has no names
    root = api.wasmtime_component_linker_root(linker)
    try:
        yield root
    finally:
        api.wasmtime_component_linker_instance_delete(root)


@dataclass(frozen=True, slots=True)
class Defined:
    """An interface that is ours, while it is filled."""

    api: ctypes.CDLL
    name: str
    instance: capi.Pointer

    def define(self, label: str, answer: Answer) -> ctypes._FuncPointer:
        """Define a function; what is returned has to live as long as the linker."""

        def called(
            _: int, context: int, __: int, given: Values, count: int, results: Values, ___: int
        ) -> int | None:
            return self._ended(lambda: answer(context, given, count, results))

        text, callback = label.encode(), capi_rare.ANSWER(called)
        add = self.api.wasmtime_component_linker_instance_add_func
        free = capi_rare.FINALIZER()
        check(self.api, add(self.instance, text, len(text), callback, None, free))
        return callback

    def resource(self, name: str, kind: int, drop: Drop) -> ctypes._FuncPointer:
        """Define a type of resources that the engine knows by a number, and what drops one."""

        def dropped(_: int, context: int, number: int) -> int | None:
            return self._ended(lambda: drop(context, number))

        text, callback = name.encode(), capi_rare.DROPPED(dropped)
        made = self.api.wasmtime_component_resource_type_new_host(kind)
        try:
            add = self.api.wasmtime_component_linker_instance_add_resource
            free = capi_rare.FINALIZER()
            check(self.api, add(self.instance, text, len(text), made, callback, None, free))
        finally:
            self.api.wasmtime_component_resource_type_delete(made)
        return callback

    def _ended(self, work: Callable[[], int | None]) -> int | None:
        """Return the error that work ends with, or None."""
        try:
            return work()
        except Refused as refused:
            text = f"{refused}"
        except Exception as problem:  # noqa: BLE001 - see the module
            text = f"{self.name}: {type(problem).__name__}"
        error: int | None = self.api.wasmtime_error_new(text.encode())
        return error


@contextmanager
def interface(api: ctypes.CDLL, root: int, name: str) -> Iterator[Defined]:
    """Give an interface that has nothing in it yet."""
    data, instance = name.encode(), capi.Pointer()
    add = api.wasmtime_component_linker_instance_add_instance
    check(api, add(root, data, len(data), byref(instance)))
    try:
        yield Defined(api, name, instance)
    finally:
        api.wasmtime_component_linker_instance_delete(instance)


def put_beside(code: Code, context: int) -> tuple[capi.Instance, object]:
    """Start a component of ours in a store, beside those of the archive.

    Returns its instance, and what counts its memory, if memories are counted, which has to live as
    long.
    """
    instance, maker = capi.Instance(), code.engine.maker
    meter = None if maker is None else maker.meter(Limits())
    with nullcontext() if meter is None else meter.counting():
        instantiate = code.api.wasmtime_component_linker_instantiate
        check(code.api, instantiate(code.linker, context, code.pointer, byref(instance)))
    return instance, meter


def binary(name: str) -> bytes:
    """Return a component of ours; `runtime_stub/guard` has what each is built from."""
    with open(f"{os.path.dirname(__file__)}/{name}.wasm", "rb") as file:  # noqa: PTH120, PTH123 - pathlib is slow
        return file.read()
