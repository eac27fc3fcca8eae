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


class Pointers(ctypes.Structure):
    """`wasm_frame_vec_t`: a length and an array of pointers."""

    _fields_ = (("size", c_size_t), ("data", POINTER(Pointer)))


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


class Item(ctypes.Structure):
    """`wasmtime_component_item_t`: a kind of import or export, and what describes it."""

    _fields_ = (("kind", c_uint8), ("of", c_uint64 * 2))


class Instance(ctypes.Structure):
    """`wasmtime_component_instance_t`, opaque."""

    _fields_ = (("store", c_uint64), ("private", c_uint32))


class _FuncHead(ctypes.Structure):
    _fields_ = (("store", c_uint64), ("private", c_uint32))


class Func(ctypes.Structure):
    """`wasmtime_component_func_t`, opaque."""

    _fields_ = (("head", _FuncHead), ("private2", c_uint32), ("private3", Pointer))


class Creator(ctypes.Structure):
    """`wasmtime_memory_creator_t`: a function that makes memories, and what it is given first."""

    _fields_ = (("env", Pointer), ("make", Pointer), ("finalizer", Pointer))


WRITER = ctypes.CFUNCTYPE(ctypes.c_ssize_t, Pointer, Pointer, c_size_t)
"""A function that takes some output of a component's and says how much of it was written."""
FINALIZER = ctypes.CFUNCTYPE(None, Pointer)
ANSWER = ctypes.CFUNCTYPE(
    Pointer, Pointer, Pointer, Pointer, POINTER(Value), c_size_t, POINTER(Value), c_size_t
)
"""A function that components call: it gives results, or an error."""
DROPPED = ctypes.CFUNCTYPE(Pointer, Pointer, Pointer, c_uint32)
"""A function that is called with the number of a resource that is dropped; it may give an error."""
WATCH = ctypes.CFUNCTYPE(Pointer, Pointer, Pointer, POINTER(c_uint64), POINTER(c_uint8))
"""A function that is called at an epoch's deadline: it sets the next one, or gives an error."""

_PTR_OUT = POINTER(Pointer)
_TEXTS = POINTER(c_char_p)
_VALUE = POINTER(Value)
_TYPE = POINTER(Type)
_POOL: dict[str, tuple[object, tuple[object, ...]]] = {
    f"wasmtime_pooling_allocation_config_{name}_set": (None, (Pointer, kind))
    for kind, names in (
        (
            c_uint32,
            (
                "total_component_instances", "total_core_instances", "total_memories",
                "total_tables", "max_core_instances_per_component", "max_memories_per_component",
                "max_tables_per_component",
            ),
        ),
        (c_size_t, ("table_elements", "linear_memory_keep_resident", "table_keep_resident")),
    )
    for name in names
}  # fmt: skip
_SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "wasm_byte_vec_delete": (None, (POINTER(Bytes),)),
    "wasm_config_new": (Pointer, ()),
    "wasmtime_config_concurrency_support_set": (None, (Pointer, c_bool)),
    "wasmtime_config_epoch_interruption_set": (None, (Pointer, c_bool)),
    "wasmtime_config_consume_fuel_set": (None, (Pointer, c_bool)),
    "wasmtime_config_max_wasm_stack_set": (None, (Pointer, c_size_t)),
    "wasmtime_config_memory_init_cow_set": (None, (Pointer, c_bool)),
    "wasmtime_config_host_memory_creator_set": (None, (Pointer, POINTER(Creator))),
    "wasmtime_config_target_set": (Pointer, (Pointer, c_char_p)),
    "wasmtime_config_cranelift_flag_enable": (None, (Pointer, c_char_p)),
    "wasm_engine_new_with_config": (Pointer, (Pointer,)),
    "wasm_engine_delete": (None, (Pointer,)),
    "wasmtime_engine_increment_epoch": (None, (Pointer,)),
    "wasmtime_component_new": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_component_serialize": (Pointer, (Pointer, POINTER(Bytes))),
    "wasmtime_component_deserialize": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_component_delete": (None, (Pointer,)),
    "wasmtime_module_new": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_module_serialize": (Pointer, (Pointer, POINTER(Bytes))),
    "wasmtime_module_deserialize": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_module_delete": (None, (Pointer,)),
    "wasmtime_component_type": (Pointer, (Pointer,)),
    "wasmtime_component_type_delete": (None, (Pointer,)),
    "wasmtime_component_type_import_count": (c_size_t, (Pointer, Pointer)),
    "wasmtime_component_type_import_nth": (
        c_bool,
        (Pointer, Pointer, c_size_t, POINTER(Pointer), POINTER(c_size_t), _PTR_OUT),
    ),
    "wasmtime_component_instance_type_export_count": (c_size_t, (Pointer, Pointer)),
    "wasmtime_component_instance_type_export_nth": (
        c_bool,
        (Pointer, Pointer, c_size_t, POINTER(Pointer), POINTER(c_size_t), _PTR_OUT),
    ),
    "wasmtime_component_extern_type": (None, (Pointer, POINTER(Item))),
    "wasmtime_component_item_delete": (None, (POINTER(Item),)),
    "wasmtime_component_extern_delete": (None, (Pointer,)),
    "wasmtime_component_get_export_index": (Pointer, (Pointer, Pointer, c_char_p, c_size_t)),
    "wasmtime_component_export_index_delete": (None, (Pointer,)),
    "wasmtime_component_linker_new": (Pointer, (Pointer,)),
    "wasmtime_component_linker_add_wasip2": (Pointer, (Pointer,)),
    "wasmtime_component_linker_add_wasi_http": (Pointer, (Pointer,)),
    "wasmtime_component_linker_allow_shadowing": (None, (Pointer, c_bool)),
    "wasmtime_component_linker_instance_add_instance": (
        Pointer,
        (Pointer, c_char_p, c_size_t, _PTR_OUT),
    ),
    "wasmtime_component_linker_instance_add_func": (
        Pointer,
        (Pointer, c_char_p, c_size_t, ANSWER, Pointer, FINALIZER),
    ),
    "wasmtime_component_linker_instance_add_resource": (
        Pointer,
        (Pointer, c_char_p, c_size_t, Pointer, DROPPED, Pointer, FINALIZER),
    ),
    "wasmtime_component_vallist_new_uninit": (None, (POINTER(Vector), c_size_t)),
    "wasmtime_component_vallist_delete": (None, (POINTER(Vector),)),
    "wasmtime_component_valtuple_new_uninit": (None, (POINTER(Vector), c_size_t)),
    "wasmtime_component_valrecord_new_uninit": (None, (POINTER(Record), c_size_t)),
    "wasm_byte_vec_new": (None, (POINTER(Bytes), c_size_t, c_char_p)),
    "wasmtime_context_get_data": (Pointer, (Pointer,)),
    "wasmtime_context_set_data": (None, (Pointer, Pointer)),
    "wasmtime_component_linker_root": (Pointer, (Pointer,)),
    "wasmtime_component_linker_instance_add_module": (
        Pointer,
        (Pointer, c_char_p, c_size_t, Pointer),
    ),
    "wasmtime_component_linker_instance_delete": (None, (Pointer,)),
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
    "wasmtime_component_val_new": (_VALUE, (_VALUE,)),
    "wasmtime_component_val_delete": (None, (_VALUE,)),
    "wasmtime_component_resource_type_new_host": (Pointer, (c_uint32,)),
    "wasmtime_component_resource_type_delete": (None, (Pointer,)),
    "wasmtime_component_resource_host_new": (Pointer, (c_bool, c_uint32, c_uint32)),
    "wasmtime_component_resource_host_rep": (c_uint32, (Pointer,)),
    "wasmtime_component_resource_host_delete": (None, (Pointer,)),
    "wasmtime_component_resource_host_to_any": (Pointer, (Pointer, Pointer, _PTR_OUT)),
    "wasmtime_component_resource_any_to_host": (Pointer, (Pointer, Pointer, _PTR_OUT)),
    "wasmtime_component_resource_any_drop": (Pointer, (Pointer, Pointer)),
    "wasmtime_component_resource_any_delete": (None, (Pointer,)),
    "wasmtime_store_new": (Pointer, (Pointer, Pointer, Pointer)),
    "wasmtime_store_context": (Pointer, (Pointer,)),
    "wasmtime_store_limiter": (None, (Pointer, c_int64, c_int64, c_int64, c_int64, c_int64)),
    "wasmtime_store_delete": (None, (Pointer,)),
    "wasmtime_store_epoch_deadline_callback": (None, (Pointer, WATCH, Pointer, FINALIZER)),
    "wasmtime_context_set_epoch_deadline": (None, (Pointer, c_uint64)),
    "wasmtime_context_set_fuel": (Pointer, (Pointer, c_uint64)),
    "wasi_config_new": (Pointer, ()),
    "wasi_config_delete": (None, (Pointer,)),
    "wasi_config_set_env": (c_bool, (Pointer, c_size_t, _TEXTS, _TEXTS)),
    "wasi_config_preopen_dir": (c_bool, (Pointer, c_char_p, c_char_p, c_bool)),
    "wasi_config_inherit_network": (None, (Pointer,)),
    "wasi_config_allow_ip_name_lookup": (None, (Pointer, c_bool)),
    "wasi_config_inherit_stderr": (None, (Pointer,)),
    "wasi_config_set_stdout_custom": (None, (Pointer, WRITER, Pointer, FINALIZER)),
    "wasi_config_set_stderr_custom": (None, (Pointer, WRITER, Pointer, FINALIZER)),
    "wasmtime_context_set_wasi": (Pointer, (Pointer, Pointer)),
    "wasmtime_context_set_wasi_http": (None, (Pointer,)),
    "wasmtime_error_new": (Pointer, (c_char_p,)),
    "wasmtime_error_message": (None, (Pointer, POINTER(Bytes))),
    "wasmtime_error_wasm_trace": (None, (Pointer, POINTER(Pointers))),
    "wasmtime_error_delete": (None, (Pointer,)),
    "wasm_frame_module_offset": (c_size_t, (Pointer,)),
    "wasmtime_frame_func_name": (POINTER(Bytes), (Pointer,)),
    "wasmtime_frame_module_name": (POINTER(Bytes), (Pointer,)),
    "wasm_frame_vec_delete": (None, (POINTER(Pointers),)),
    "wasmtime_pooling_allocation_config_new": (Pointer, ()),
    "wasmtime_pooling_allocation_config_delete": (None, (Pointer,)),
    "wasmtime_pooling_allocation_strategy_set": (None, (Pointer, Pointer)),
    **_POOL,
}


class _Library(ctypes.CDLL):
    """The library; a function has its signature set when it is first asked for."""

    def __getattr__(self, name: str) -> ctypes._NamedFuncPointer:
        function = super().__getattr__(name)
        function.restype, function.argtypes = _SIGNATURES[name]
        return function


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
