//! A whole transaction in one call: a store, an instance in it, its door called with a text, and the
//! store freed. An interpreter that makes these nine calls itself spends as long on them as the engine.
//!
//! Nothing is decided here. The functions are those of the engine's C interface, which is not linked:
//! whoever uses this gives their addresses. `flowrt.engine.once` has the same layouts.

const std = @import("std");

/// A broken promise ends the process; there is nobody to tell.
pub const panic = std.debug.no_panic;

const Opaque = *anyopaque;
const Error = ?*anyopaque;

/// `wasmtime_component_instance_t`.
const Instance = extern struct { store: u64, private: u32 };

/// `wasmtime_component_func_t`.
const Func = extern struct { head: Instance, private2: u32, private3: ?*anyopaque };

/// `wasmtime_component_val_t`: a kind, and as much as the largest of values takes.
const Value = extern struct { kind: Kind, of: Payload };

const Kind = enum(u8) { number = 6, text = 12, result = 19, _ };

const Payload = extern union { number: u32, text: Text, result: Either, size: [3]u64 };

const Text = extern struct { size: usize, data: [*]const u8 };

const Either = extern struct { is_ok: bool, value: *Value };

/// What is the same for all transactions of a component: its code, its door, its bounds (below zero
/// for none) and the engine's functions, in the order in which they are called.
pub const Door = extern struct {
    engine: Opaque,
    linker: Opaque,
    component: Opaque,
    index: Opaque,
    bounded: bool,
    memory_bytes: i64,
    table_elements: i64,
    instances: i64,
    memories: i64,
    store_new: *const fn (Opaque, ?*anyopaque, ?*anyopaque) callconv(.c) Opaque,
    store_limiter: *const fn (Opaque, i64, i64, i64, i64, i64) callconv(.c) void,
    store_context: *const fn (Opaque) callconv(.c) Opaque,
    set_deadline: *const fn (Opaque, u64) callconv(.c) void,
    instantiate: *const fn (Opaque, Opaque, Opaque, *Instance) callconv(.c) Error,
    get_func: *const fn (*const Instance, Opaque, Opaque, *Func) callconv(.c) bool,
    func_call: *const fn (*const Func, Opaque, *const [2]Value, usize, *Value, usize) callconv(.c) Error,
    store_delete: *const fn (Opaque) callconv(.c) void,
    value_delete: *const fn (*Value) callconv(.c) void,
};

/// How far a transaction came: to its end, or to where something failed.
pub const Stage = enum(u32) { done, starting, no_function, calling, no_text };

/// What came of one: at its end a text, whether it is a result, and the value that holds it, to be
/// freed by `free`; else an error of the engine, if there is one.
pub const Outcome = extern struct { well: bool, text: Text, failed: Error, value: Value };

/// Runs one transaction.
pub fn once(door: *const Door, ticks: u64, entry: u32, text: [*]const u8, size: usize, outcome: *Outcome) callconv(.c) Stage {
    const store = door.store_new(door.engine, null, null);
    defer door.store_delete(store);
    if (door.bounded) door.store_limiter(store, door.memory_bytes, door.table_elements, door.instances, -1, door.memories);
    const context = door.store_context(store);
    door.set_deadline(context, ticks);
    var instance: Instance = undefined;
    outcome.failed = door.instantiate(door.linker, context, door.component, &instance);
    if (outcome.failed != null) return .starting;
    var function: Func = undefined;
    if (!door.get_func(&instance, context, door.index, &function)) return .no_function;
    const arguments = [2]Value{
        .{ .kind = .number, .of = .{ .number = entry } },
        .{ .kind = .text, .of = .{ .text = .{ .size = size, .data = text } } },
    };
    outcome.failed = door.func_call(&function, context, &arguments, arguments.len, &outcome.value, 1);
    if (outcome.failed != null) return .calling;
    if (read(outcome)) return .done;
    door.value_delete(&outcome.value);
    return .no_text;
}

fn read(outcome: *Outcome) bool {
    if (outcome.value.kind != .result) return false;
    const either = outcome.value.of.result;
    if (either.value.kind != .text) return false;
    outcome.well = either.is_ok;
    outcome.text = either.value.of.text;
    return true;
}

/// Frees what the end of a transaction left, once it was read.
pub fn free(door: *const Door, outcome: *Outcome) callconv(.c) void {
    door.value_delete(&outcome.value);
}

comptime {
    if (@import("root") == @This()) {
        @export(&once, .{ .name = "flowrt_once" });
        @export(&free, .{ .name = "flowrt_once_free" });
    }
}
