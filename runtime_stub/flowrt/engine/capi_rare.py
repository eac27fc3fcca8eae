"""The rest of wasmtime's C interface: what most runs need nothing of.

What components import and call, what stands in traps, and how engines are set up otherwise. As in
`capi`, layouts and signatures are those of exactly one version.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_bool, c_char_p, c_size_t, c_uint8, c_uint32, c_uint64

from flowrt.engine.capi import (
    Bytes,
    Pointer,
    Record,
    Value,
    Vector,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Pointers(ctypes.Structure):
    """`wasm_frame_vec_t`: a length and an array of pointers."""

    _fields_ = (("size", c_size_t), ("data", POINTER(Pointer)))


class Item(ctypes.Structure):
    """`wasmtime_component_item_t`: a kind of import or export, and what describes it."""

    _fields_ = (("kind", c_uint8), ("of", c_uint64 * 2))


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
_VALUE = POINTER(Value)
_TEXTS = POINTER(c_char_p)
_POOL: dict[str, tuple[object, tuple[object, ...]]] = {
    f"wasmtime_pooling_allocation_config_{name}_set": (None, (Pointer, kind))
    for kind, names in (
        (
            c_uint32,
            (
                "total_component_instances", "total_core_instances", "total_memories",
                "total_tables", "max_core_instances_per_component", "max_memories_per_component",
                "max_tables_per_component", "total_stacks",
            ),
        ),
        (c_size_t, ("table_elements", "linear_memory_keep_resident", "table_keep_resident")),
    )
    for name in names
}  # fmt: skip
SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "wasmtime_component_deserialize_file": (Pointer, (Pointer, c_char_p, _PTR_OUT)),
    "wasmtime_module_deserialize_file": (Pointer, (Pointer, c_char_p, _PTR_OUT)),
    "wasmtime_config_memory_init_cow_set": (None, (Pointer, c_bool)),
    "wasmtime_config_host_memory_creator_set": (None, (Pointer, POINTER(Creator))),
    "wasmtime_config_target_set": (Pointer, (Pointer, c_char_p)),
    "wasmtime_config_cranelift_flag_enable": (None, (Pointer, c_char_p)),
    "wasmtime_module_new": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_module_serialize": (Pointer, (Pointer, POINTER(Bytes))),
    "wasmtime_module_deserialize": (Pointer, (Pointer, c_char_p, c_size_t, _PTR_OUT)),
    "wasmtime_module_delete": (None, (Pointer,)),
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
    "wasmtime_component_val_new": (_VALUE, (_VALUE,)),
    "wasmtime_component_resource_type_new_host": (Pointer, (c_uint32,)),
    "wasmtime_component_resource_type_delete": (None, (Pointer,)),
    "wasmtime_component_resource_host_new": (Pointer, (c_bool, c_uint32, c_uint32)),
    "wasmtime_component_resource_host_rep": (c_uint32, (Pointer,)),
    "wasmtime_component_resource_host_delete": (None, (Pointer,)),
    "wasmtime_component_resource_host_to_any": (Pointer, (Pointer, Pointer, _PTR_OUT)),
    "wasmtime_component_resource_any_to_host": (Pointer, (Pointer, Pointer, _PTR_OUT)),
    "wasmtime_component_resource_any_drop": (Pointer, (Pointer, Pointer)),
    "wasmtime_component_resource_any_delete": (None, (Pointer,)),
    "wasmtime_store_epoch_deadline_callback": (None, (Pointer, WATCH, Pointer, FINALIZER)),
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
    "wasmtime_error_wasm_trace": (None, (Pointer, POINTER(Pointers))),
    "wasm_frame_module_offset": (c_size_t, (Pointer,)),
    "wasmtime_frame_func_name": (POINTER(Bytes), (Pointer,)),
    "wasmtime_frame_module_name": (POINTER(Bytes), (Pointer,)),
    "wasm_frame_vec_delete": (None, (POINTER(Pointers),)),
    "wasmtime_pooling_allocation_config_new": (Pointer, ()),
    "wasmtime_pooling_allocation_config_delete": (None, (Pointer,)),
    "wasmtime_pooling_allocation_strategy_set": (None, (Pointer, Pointer)),
    **_POOL,
}
