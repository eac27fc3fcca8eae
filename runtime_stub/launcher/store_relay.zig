//! What one store has of a relay, and how a call goes through it: the resources that components have are
//! numbers; behind each is the engine's own. `flowrt/engine/system/store_relay.py` says the same.

const std = @import("std");
const capi = @import("capi.zig");
const heap = @import("heap.zig");
const meters = @import("meter");
const say = @import("say.zig");
const watched = @import("watched.zig");

/// A function that is relayed: where the relay has it, and which resources it takes and gives.
pub const Function = struct { label: []const u8, index: capi.Object, subjects: []const usize, gives: []const watched.Resource };

pub const StoreRelay = struct {
    api: *const capi.Api,
    watch: watched.Watch,
    instance: capi.Instance = undefined,
    meter: meters.Meter = .{ .each = std.math.maxInt(u64), .all = std.math.maxInt(u64) },
    /// The engine's handle of each resource that is not dropped yet, by its number.
    behind: std.AutoHashMapUnmanaged(u32, capi.Object) = .empty,
    last: u32 = 0,
    /// What the engine refused a call for, which ends it.
    failure: capi.Failure = null,

    /// Free what a store had that is gone.
    pub fn close(self: *StoreRelay) void {
        var handles = self.behind.valueIterator();
        while (handles.next()) |handle| self.api.wasmtime_component_resource_any_delete(handle.*);
        self.behind.deinit(heap.allocator);
        self.watch.close();
    }

    /// Make a call, or answer it with a refusal.
    pub fn called(self: *StoreRelay, context: capi.Object, function: Function, given: []const capi.Value, result: *capi.Value) capi.Failure {
        self.relayed(context, function, given, result) catch return self.failure;
        return null;
    }

    fn relayed(self: *StoreRelay, context: capi.Object, function: Function, given: []const capi.Value, result: *capi.Value) Problem!void {
        var all: [watched.most_parameters]capi.Value = undefined;
        @memcpy(all[0..given.len], given);
        var call: watched.Call = .{ .label = function.label, .given = all[0..given.len] };
        for (function.subjects, 0..) |at, nth| call.subjects[nth] = try self.number_of(context, &call.given[at]);
        const is_refused = self.watch.refuses(call);
        const failure = if (is_refused) refuse(self.api, result) else self.pass(context, function, call.given, result);
        try self.give_back(context, function, given);
        try self.well(failure);
        if (is_refused) return;
        call.made = self.last + 1;
        _ = try self.take(context, function.gives, result, 0);
        self.watch.learns(call, result);
    }

    fn pass(self: *const StoreRelay, context: capi.Object, function: Function, given: []const capi.Value, result: *capi.Value) capi.Failure {
        var found: capi.Func = undefined;
        _ = self.api.wasmtime_component_instance_get_func(&self.instance, context, function.index, &found);
        return self.api.wasmtime_component_func_call(&found, context, given.ptr, given.len, result, 1);
    }

    /// The number of a resource that was lent, in whose place the engine's own is put.
    fn number_of(self: *StoreRelay, context: capi.Object, lent: *capi.Value) Problem!u32 {
        var found: capi.Object = undefined;
        try self.well(self.api.wasmtime_component_resource_any_to_host(context, lent.of.resource, &found));
        defer self.api.wasmtime_component_resource_host_delete(found);
        const number = self.api.wasmtime_component_resource_host_rep(found);
        lent.of.resource = self.behind.get(number).?;
        return number;
    }

    /// Drop what was lent besides resources of ours, as the engine sees to it that all is.
    fn give_back(self: *StoreRelay, context: capi.Object, function: Function, given: []const capi.Value) Problem!void {
        for (given, 0..) |*one, at| {
            if (one.kind != capi.kind_resource or std.mem.findScalar(usize, function.subjects, at) != null) continue;
            try self.well(self.api.wasmtime_component_resource_any_drop(context, one.of.resource));
        }
    }

    /// Put numbers in the place of the resources in a value that a call gave, the first of which is the
    /// `nth` of all; return how many there were up to its end.
    fn take(self: *StoreRelay, context: capi.Object, gives: []const watched.Resource, value: *capi.Value, nth: usize) Problem!usize {
        var count = nth;
        if (gives.len > count) switch (value.kind) {
            capi.kind_resource => {
                try self.put(context, gives[count], value);
                count += 1;
            },
            capi.kind_result => if (value.of.result.is_ok) return self.take(context, gives, value.of.result.value, count),
            capi.kind_tuple => for (value.of.vector.items()) |*item| {
                count = try self.take(context, gives, item, count);
            },
            capi.kind_list => for (value.of.vector.items()) |*item| {
                _ = try self.take(context, gives, item, 0);
            },
            else => {},
        };
        return count;
    }

    fn put(self: *StoreRelay, context: capi.Object, resource: watched.Resource, slot: *capi.Value) Problem!void {
        self.last += 1;
        self.behind.put(heap.allocator, self.last, slot.of.resource) catch say.no_memory();
        const made = self.api.wasmtime_component_resource_host_new(true, self.last, @backingInt(resource));
        defer self.api.wasmtime_component_resource_host_delete(made);
        try self.well(self.api.wasmtime_component_resource_host_to_any(context, made, &slot.of.resource));
    }

    /// Drop what stands behind a number.
    pub fn drop(self: *StoreRelay, context: capi.Object, number: u32) capi.Failure {
        self.watch.dropped(number);
        const handle = self.behind.fetchRemove(number).?.value;
        defer self.api.wasmtime_component_resource_any_delete(handle);
        return self.api.wasmtime_component_resource_any_drop(context, handle);
    }

    fn well(self: *StoreRelay, failure: capi.Failure) Problem!void {
        if (failure == null) return;
        self.failure = failure;
        return error.Engine;
    }
};

const Problem = error{Engine};

fn refuse(api: *const capi.Api, result: *capi.Value) capi.Failure {
    const code = "access-denied";
    var problem: capi.Value = .{ .kind = capi.kind_enum, .of = .{ .string = .{} } };
    api.wasm_byte_vec_new(&problem.of.string, code.len, code);
    result.* = .{ .kind = capi.kind_result, .of = .{ .result = .{ .is_ok = false, .value = api.wasmtime_component_val_new(&problem) } } };
    return null;
}
