"""The few functions of wasmtime's C interface that the text door needs, called through ctypes.

Finds the shared library of the installed `wasmtime` wheel without importing that package, which
would take 40 ms; layouts and signatures are those of exactly `VERSION`, and `library` refuses any
other with `EngineUnusable`. Nothing here is safe by itself: the modules behind
`flowrt.engine.engine` alone call it.
"""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import (
    POINTER,
    c_bool,
    c_char_p,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
)

from flowrt import problems
from flowrt.target import this_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = "50.0.1"

U8 = 2
U32 = 6
U64 = 8
STRING = 12
LIST = 13
RECORD = 14
TUPLE = 15
VARIANT = 16
ENUM = 17
OPTION = 18
RESULT = 19
RESOURCE = 21
"""Kinds of values; kinds of types are numbered apart."""
TYPE_STRING = 12
TYPE_RESULT = 19

Pointer = ctypes.c_void_p


class Bytes(ctypes.Structure):
    """`wasm_byte_vec_t`: a length and where the bytes lie."""

    _fields_ = (("size", c_size_t), ("data", Pointer))


class Text(ctypes.Structure):
    """`wasm_name_t` over the bytes of a Python object, which it keeps alive; for arguments."""

    _fields_ = (("size", c_size_t), ("data", c_char_p))


class Value(ctypes.Structure):
    """`wasmtime_component_val_t`, of which those that are used are spelled out."""


class Either(ctypes.Structure):
    """`wasmtime_component_valresult_t`: which of the two, and its payload."""

    _fields_ = (("is_ok", c_bool), ("value", POINTER(Value)))


class Vector(ctypes.Structure):
    """`wasmtime_component_vallist_t`, and that of tuples: a length and values."""

    _fields_ = (("size", c_size_t), ("data", POINTER(Value)))


class Entry(ctypes.Structure):
    """`wasmtime_component_valrecord_entry_t`: a field's name and value."""


class Record(ctypes.Structure):
    """`wasmtime_component_valrecord_t`: a length and fields."""

    _fields_ = (("size", c_size_t), ("data", POINTER(Entry)))


class Variant(ctypes.Structure):
    """`wasmtime_component_valvariant_t`: a case's name, and its payload."""

    _fields_ = (("case", Bytes), ("value", POINTER(Value)))


class Names(ctypes.Structure):
    """`wasmtime_component_valflags_t`: a length and the names of the flags that are set."""

    _fields_ = (("size", c_size_t), ("data", POINTER(Bytes)))


class Payload(ctypes.Union):
    """`wasmtime_component_valunion_t`, as large as its largest member, a variant."""

    _fields_ = (
        ("u8", c_uint8),
        ("u16", c_uint16),
        ("u32", c_uint32),
        ("u64", c_uint64),
        ("text", Text),
        ("string", Bytes),
        ("vector", Vector),
        ("record", Record),
        ("variant", Variant),
        ("flags", Names),
        ("option", POINTER(Value)),
        ("result", Either),
        ("resource", Pointer),
        ("size", c_uint64 * 3),
    )


Value._fields_ = (("kind", c_uint8), ("of", Payload))
Entry._fields_ = (("name", Bytes), ("value", Value))


class Type(ctypes.Structure):
    """`wasmtime_component_valtype_t`: a kind, and for a compound type what describes it."""

    _fields_ = (("kind", c_uint8), ("of", Pointer))


class Instance(ctypes.Structure):
    """`wasmtime_component_instance_t`, opaque."""

    _fields_ = (("store", c_uint64), ("private", c_uint32))


class _FuncHead(ctypes.Structure):
    _fields_ = (("store", c_uint64), ("private", c_uint32))


class Func(ctypes.Structure):
    """`wasmtime_component_func_t`, opaque."""

    _fields_ = (("head", _FuncHead), ("private2", c_uint32), ("private3", Pointer))


_PTR_OUT = POINTER(Pointer)
_VALUE = POINTER(Value)
_TYPE = POINTER(Type)
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "wasm_byte_vec_delete": (None, (POINTER(Bytes),)),
    "wasm_config_new": (Pointer, ()),
    "wasmtime_config_concurrency_support_set": (None, (Pointer, c_bool)),
    "wasmtime_config_epoch_interruption_set": (None, (Pointer, c_bool)),
    "wasmtime_config_consume_fuel_set": (None, (Pointer, c_bool)),
    "wasmtime_config_max_wasm_stack_set": (None, (Pointer, c_size_t)),
    "wasm_engine_new_with_config": (Pointer, (Pointer,)),
    "wasm_engine_delete": (None, (Pointer,)),
    "wasmtime_engine_increment_epoch": (None, (Pointer,)),
    "wasmtime_component_new": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_component_serialize": (Pointer, (Pointer, POINTER(Bytes))),
    "wasmtime_component_deserialize": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_component_delete": (None, (Pointer,)),
    "wasmtime_component_type": (Pointer, (Pointer,)),
    "wasmtime_component_type_delete": (None, (Pointer,)),
    "wasmtime_component_type_import_count": (c_size_t, (Pointer, Pointer)),
    "wasmtime_component_get_export_index": (Pointer, (Pointer, Pointer, c_char_p, c_size_t)),
    "wasmtime_component_export_index_delete": (None, (Pointer,)),
    "wasmtime_component_linker_new": (Pointer, (Pointer,)),
    "wasmtime_component_linker_delete": (None, (Pointer,)),
    "wasmtime_component_linker_instantiate": (
        Pointer,
        (Pointer, Pointer, Pointer, POINTER(Instance)),
    ),
    "wasmtime_component_instance_get_func": (
        c_bool,
        (POINTER(Instance), Pointer, Pointer, POINTER(Func)),
    ),
    "wasmtime_component_func_type": (Pointer, (POINTER(Func), Pointer)),
    "wasmtime_component_func_type_delete": (None, (Pointer,)),
    "wasmtime_component_func_type_result": (c_bool, (Pointer, _TYPE)),
    "wasmtime_component_result_type_ok": (c_bool, (Pointer, _TYPE)),
    "wasmtime_component_result_type_err": (c_bool, (Pointer, _TYPE)),
    "wasmtime_component_valtype_delete": (None, (_TYPE,)),
    "wasmtime_component_func_call": (
        Pointer,
        (POINTER(Func), Pointer, _VALUE, c_size_t, _VALUE, c_size_t),
    ),
    "wasmtime_component_val_delete": (None, (_VALUE,)),
    "wasmtime_store_new": (Pointer, (Pointer, Pointer, Pointer)),
    "wasmtime_store_context": (Pointer, (Pointer,)),
    "wasmtime_store_limiter": (None, (Pointer, c_int64, c_int64, c_int64, c_int64, c_int64)),
    "wasmtime_store_delete": (None, (Pointer,)),
    "wasmtime_context_set_epoch_deadline": (None, (Pointer, c_uint64)),
    "wasmtime_context_set_fuel": (Pointer, (Pointer, c_uint64)),
    "wasmtime_error_message": (None, (Pointer, POINTER(Bytes))),
    "wasmtime_error_delete": (None, (Pointer,)),
}


class _Library(ctypes.CDLL):
    """The library; a function has its signature set when it is first asked for."""

    def __getattr__(self, name: str) -> ctypes._NamedFuncPointer:
        function = super().__getattr__(name)
        function.restype, function.argtypes = _SIGNATURES.get(name) or _of_more(name)
        return function


def _of_more(name: str) -> tuple[Any, tuple[Any, ...]]:
    from flowrt.engine.capi_rare import SIGNATURES  # noqa: PLC0415 - most runs need none of it

    return SIGNATURES[name]


_LOADED: dict[str, _Library] = {}


def library() -> ctypes.CDLL:
    """Return the one library, loaded at first; raises `EngineUnusable`."""
    return _LOADED.get(VERSION) or _LOADED.setdefault(VERSION, _load())


def _load() -> _Library:
    package = _package()
    _check_version(package)
    path = f"{package}/{_folder()}/{_file_name()}"
    try:
        return _Library(path)
    except OSError as error:
        raise problems.EngineUnusable(
            f"wasmtime {VERSION} for {this_target()}", str(error)
        ) from None


def copy_of(data: Bytes) -> bytes:
    """Return a copy of the bytes; no pointer is followed where there are none."""
    return ctypes.string_at(data.data, data.size) if data.size else b""


def text_of(data: Bytes) -> str:
    """Return a copy of the bytes as text; wasmtime gives UTF-8."""
    return copy_of(data).decode(errors="replace")


def _package() -> str:
    found = (finder.find_spec("wasmtime", None) for finder in sys.meta_path)
    spec = next(filter(None, found), None)
    if spec is None or spec.origin is None:
        raise problems.EngineUnusable(f"wasmtime {VERSION}", "it is not installed")
    return os.path.dirname(spec.origin)  # noqa: PTH120 - pathlib takes 4 ms to import


def _check_version(package: str) -> None:
    if os.path.isdir(f"{package}-{VERSION}.dist-info"):  # noqa: PTH112 - the same
        return
    from importlib import metadata  # noqa: PLC0415 - slow to import, needed for odd layouts only

    found = metadata.version("wasmtime")
    if found != VERSION:
        raise problems.EngineUnusable(f"wasmtime {VERSION}", f"wasmtime {found} is installed")


def _folder() -> str:
    return f"{sys.platform}-{this_target().partition('-')[0]}"


def _file_name() -> str:
    names = {"win32": "_wasmtime.dll", "darwin": "_libwasmtime.dylib"}
    return names.get(sys.platform, "_libwasmtime.so")
