//! The functions of wasmtime's C interface that the text door needs, found by name in the
//! program. Layouts are those of exactly `version`; `flowrt/engine/capi.py` has the same.

const std = @import("std");
const meters = @import("meter");
const os = @import("os.zig").os;
const say = @import("say.zig");
const tables = @import("table.zig");

pub const version = "50.0.1";

pub const Object = *anyopaque;
pub const Failure = ?*anyopaque;

pub const Bytes = extern struct {
    size: usize = 0,
    data: ?[*]u8 = null,

    pub fn slice(self: Bytes) []const u8 {
        return if (self.size > 0) self.data.?[0..self.size] else "";
    }
};

pub const Frames = extern struct { size: usize = 0, data: ?[*]Object = null };
pub const Either = extern struct { is_ok: bool, value: *Value };
pub const Vector = extern struct {
    size: usize,
    data: ?[*]Value,

    pub fn items(self: Vector) []Value {
        return if (self.size > 0) self.data.?[0..self.size] else &.{};
    }
};
/// The names of flags that are set.
pub const Names = extern struct {
    size: usize,
    data: ?[*]Bytes,

    pub fn items(self: Names) []const Bytes {
        return if (self.size > 0) self.data.?[0..self.size] else &.{};
    }
};
pub const Entry = extern struct { name: Bytes, value: Value };
pub const Record = extern struct { size: usize, data: ?[*]Entry };
pub const Variant = extern struct { case: Bytes, value: ?*Value };
pub const Payload = extern union { u8: u8, u16: u16, u32: u32, u64: u64, string: Bytes, vector: Vector, record: Record, variant: Variant, flags: Names, option: ?*Value, result: Either, resource: Object, size: [3]u64 };
pub const Value = extern struct { kind: u8, of: Payload };
pub const Type = extern struct { kind: u8, of: ?Object };
pub const Instance = extern struct { store: u64, private: u32 };
pub const Func = extern struct { head: Instance, private2: u32, private3: ?Object };

/// `wasmtime_component_item_t`: a kind of import or export, and what describes it.
pub const Item = extern struct { kind: u8, of: [2]Object };

pub const kind_u8 = 2;
pub const kind_u32 = 6;
pub const kind_u64 = 8;
pub const kind_string = 12;
pub const kind_list = 13;
pub const kind_record = 14;
pub const kind_tuple = 15;
pub const kind_enum = 17;
pub const kind_option = 18;
pub const kind_result = 19;
pub const kind_resource = 21;
pub const item_instance = 1;
pub const item_function = 3;

/// `wasmtime_memory_creator_t`.
pub const Creator = extern struct { env: *meters.Maker, make: @TypeOf(&meters.make), finalizer: ?Object = null };

/// A function that components call: it gives results, or an error.
pub const Answer = *const fn (?Object, Object, ?Object, [*]const Value, usize, [*]Value, usize) callconv(.c) Failure;

/// A function that is called with the number of a resource that is dropped.
pub const Dropped = *const fn (?Object, Object, u32) callconv(.c) Failure;

pub const Writer = *const fn (?Object, [*]const u8, usize) callconv(.c) isize;

pub const Api = struct {
    wasm_byte_vec_delete: *const fn (*Bytes) callconv(.c) void,
    wasm_byte_vec_new: *const fn (*Bytes, usize, [*]const u8) callconv(.c) void,
    wasm_config_new: *const fn () callconv(.c) Object,
    wasmtime_config_concurrency_support_set: *const fn (Object, bool) callconv(.c) void,
    wasmtime_config_epoch_interruption_set: *const fn (Object, bool) callconv(.c) void,
    wasmtime_config_consume_fuel_set: *const fn (Object, bool) callconv(.c) void,
    wasmtime_config_max_wasm_stack_set: *const fn (Object, usize) callconv(.c) void,
    wasmtime_config_memory_init_cow_set: *const fn (Object, bool) callconv(.c) void,
    wasmtime_config_host_memory_creator_set: *const fn (Object, *const Creator) callconv(.c) void,
    wasm_engine_new_with_config: *const fn (Object) callconv(.c) Object,
    wasmtime_engine_increment_epoch: *const fn (Object) callconv(.c) void,
    wasmtime_component_new: *const fn (Object, [*]const u8, usize, *?Object) callconv(.c) Failure,
    wasmtime_component_serialize: *const fn (Object, *Bytes) callconv(.c) Failure,
    wasmtime_component_deserialize: *const fn (Object, [*]const u8, usize, *?Object) callconv(.c) Failure,
    wasmtime_module_deserialize: *const fn (Object, [*]const u8, usize, *?Object) callconv(.c) Failure,
    wasmtime_component_deserialize_file: *const fn (Object, [*:0]const u8, *?Object) callconv(.c) Failure,
    wasmtime_module_deserialize_file: *const fn (Object, [*:0]const u8, *?Object) callconv(.c) Failure,
    wasmtime_module_image_range: *const fn (Object, *[*]u8, *[*]u8) callconv(.c) void,
    wasmtime_module_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_type: *const fn (Object) callconv(.c) Object,
    wasmtime_component_type_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_type_import_count: *const fn (Object, Object) callconv(.c) usize,
    wasmtime_component_type_import_nth: *const fn (Object, Object, usize, *[*]const u8, *usize, *?Object) callconv(.c) bool,
    wasmtime_component_instance_type_export_count: *const fn (Object, Object) callconv(.c) usize,
    wasmtime_component_instance_type_export_nth: *const fn (Object, Object, usize, *[*]const u8, *usize, *?Object) callconv(.c) bool,
    wasmtime_component_extern_type: *const fn (?Object, *Item) callconv(.c) void,
    wasmtime_component_item_delete: *const fn (*Item) callconv(.c) void,
    wasmtime_component_extern_delete: *const fn (?Object) callconv(.c) void,
    wasmtime_component_get_export_index: *const fn (Object, ?Object, [*]const u8, usize) callconv(.c) ?Object,
    wasmtime_component_linker_new: *const fn (Object) callconv(.c) Object,
    wasmtime_component_linker_add_wasip2: *const fn (Object) callconv(.c) Failure,
    wasmtime_component_linker_add_wasi_http: *const fn (Object) callconv(.c) Failure,
    wasmtime_component_linker_root: *const fn (Object) callconv(.c) Object,
    wasmtime_component_linker_allow_shadowing: *const fn (Object, bool) callconv(.c) void,
    wasmtime_component_linker_instance_add_instance: *const fn (Object, [*]const u8, usize, *?Object) callconv(.c) Failure,
    wasmtime_component_linker_instance_add_func: *const fn (Object, [*]const u8, usize, Answer, ?Object, ?*const anyopaque) callconv(.c) Failure,
    wasmtime_component_linker_instance_add_resource: *const fn (Object, [*]const u8, usize, Object, Dropped, ?Object, ?*const anyopaque) callconv(.c) Failure,
    wasmtime_component_linker_instance_add_module: *const fn (Object, [*]const u8, usize, Object) callconv(.c) Failure,
    wasmtime_component_linker_instance_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_linker_instantiate: *const fn (Object, Object, Object, *Instance) callconv(.c) Failure,
    wasmtime_component_instance_get_func: *const fn (*const Instance, Object, Object, *Func) callconv(.c) bool,
    wasmtime_component_func_type: *const fn (*const Func, Object) callconv(.c) Object,
    wasmtime_component_func_type_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_func_type_result: *const fn (Object, *Type) callconv(.c) bool,
    wasmtime_component_result_type_ok: *const fn (?Object, *Type) callconv(.c) bool,
    wasmtime_component_result_type_err: *const fn (?Object, *Type) callconv(.c) bool,
    wasmtime_component_valtype_delete: *const fn (*Type) callconv(.c) void,
    wasmtime_component_func_call: *const fn (*const Func, Object, [*]const Value, usize, *Value, usize) callconv(.c) Failure,
    wasmtime_component_vallist_new_uninit: *const fn (*Vector, usize) callconv(.c) void,
    wasmtime_component_valtuple_new_uninit: *const fn (*Vector, usize) callconv(.c) void,
    wasmtime_component_valrecord_new_uninit: *const fn (*Record, usize) callconv(.c) void,
    wasmtime_component_resource_type_new_host: *const fn (u32) callconv(.c) Object,
    wasmtime_component_resource_type_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_resource_host_new: *const fn (bool, u32, u32) callconv(.c) Object,
    wasmtime_component_resource_host_rep: *const fn (Object) callconv(.c) u32,
    wasmtime_component_resource_host_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_resource_host_to_any: *const fn (Object, Object, *Object) callconv(.c) Failure,
    wasmtime_component_resource_any_to_host: *const fn (Object, Object, *Object) callconv(.c) Failure,
    wasmtime_component_resource_any_drop: *const fn (Object, Object) callconv(.c) Failure,
    wasmtime_component_resource_any_delete: *const fn (Object) callconv(.c) void,
    wasmtime_component_vallist_delete: *const fn (*Vector) callconv(.c) void,
    wasmtime_component_val_new: *const fn (*Value) callconv(.c) *Value,
    wasmtime_component_val_delete: *const fn (*Value) callconv(.c) void,
    wasmtime_store_new: *const fn (Object, ?Object, ?Object) callconv(.c) Object,
    wasmtime_store_context: *const fn (Object) callconv(.c) Object,
    wasmtime_store_limiter: *const fn (Object, i64, i64, i64, i64, i64) callconv(.c) void,
    wasmtime_store_delete: *const fn (Object) callconv(.c) void,
    wasmtime_store_epoch_deadline_callback: *const fn (Object, *const fn (Object, *anyopaque, *u64, *u8) callconv(.c) Failure, *anyopaque, ?Object) callconv(.c) void,
    wasmtime_context_set_epoch_deadline: *const fn (Object, u64) callconv(.c) void,
    wasmtime_context_set_fuel: *const fn (Object, u64) callconv(.c) Failure,
    wasi_config_new: *const fn () callconv(.c) Object,
    wasi_config_set_env: *const fn (Object, usize, [*]const [*:0]const u8, [*]const [*:0]const u8) callconv(.c) bool,
    wasi_config_preopen_dir: *const fn (Object, [*:0]const u8, [*:0]const u8, bool) callconv(.c) bool,
    wasi_config_inherit_network: *const fn (Object) callconv(.c) void,
    wasi_config_allow_ip_name_lookup: *const fn (Object, bool) callconv(.c) void,
    wasi_config_inherit_stderr: *const fn (Object) callconv(.c) void,
    wasi_config_set_stderr_custom: *const fn (Object, Writer, ?Object, ?*const anyopaque) callconv(.c) void,
    wasi_config_set_stdout_custom: *const fn (Object, Writer, ?Object, ?*const anyopaque) callconv(.c) void,
    wasmtime_context_get_data: *const fn (Object) callconv(.c) ?Object,
    wasmtime_context_set_data: *const fn (Object, ?Object) callconv(.c) void,
    wasmtime_context_set_wasi: *const fn (Object, Object) callconv(.c) Failure,
    wasmtime_context_set_wasi_http: *const fn (Object) callconv(.c) void,
    wasmtime_error_new: *const fn ([*:0]const u8) callconv(.c) Failure,
    wasmtime_error_message: *const fn (Object, *Bytes) callconv(.c) void,
    wasmtime_error_wasm_trace: *const fn (Object, *Frames) callconv(.c) void,
    wasmtime_error_delete: *const fn (Object) callconv(.c) void,
    wasm_frame_module_offset: *const fn (Object) callconv(.c) usize,
    wasmtime_frame_func_name: *const fn (Object) callconv(.c) ?*Bytes,
    wasmtime_frame_module_name: *const fn (Object) callconv(.c) ?*Bytes,
    wasm_frame_vec_delete: *const fn (*Frames) callconv(.c) void,

    pub fn of() say.Error!Api {
        var api: Api = undefined;
        const missing = tables.fill(Api, &api, Engine{}) orelse return api;
        return say.fail("R420", "", &.{ .{ .label = "expected", .text = "wasmtime " ++ version }, .{ .label = "found", .text = say.text("no {s}", .{missing}) } });
    }
};

const Engine = struct {
    pub fn find(_: Engine, name: [:0]const u8) ?*anyopaque {
        return os.engine_function(name);
    }
};
