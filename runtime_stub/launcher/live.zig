//! One instance of a component in a store of its own: bounded, armed, called. `flowrt/engine/live.py`.

const std = @import("std");
const capi = @import("capi.zig");
const components = @import("component.zig");
const counting = @import("counting.zig");
const engines = @import("engine.zig");
const failures = @import("failure.zig");
const guards = @import("guard.zig");
const headers = @import("header.zig");
const heap = @import("heap.zig");
const here = @import("here.zig").here;
const meters = @import("meter");
const os = @import("os.zig").os;
const relays = @import("relay.zig");
const say = @import("say.zig");
const scopes = @import("scope.zig");
const Api = capi.Api;
const Code = components.Code;
const Error = failures.Error;

const never = 1 << 62;

pub const Answer = struct { well: bool, text: []const u8 };

/// When code is to be stopped: after so many epochs, or once a scope is over that may end at any time.
pub const Deadline = struct {
    ticks: ?u64 = null,
    scope: ?*Watched = null,
};

/// A scope that instances look at; it has to live as long as they.
pub const Watched = struct { api: *const Api, scope: scopes.Scope };

fn look(_: capi.Object, data: *anyopaque, delta: *u64, _: *u8) callconv(.c) capi.Failure {
    const watched: *const Watched = @ptrCast(@alignCast(data));
    if (watched.scope.is_over()) return watched.api.wasmtime_error_new("wasm trap: interrupt");
    delta.* = 1;
    return null;
}

/// One instance in a store of its own. After a trap it can only be closed.
pub const Live = struct {
    code: Code,
    store: capi.Object,
    context: capi.Object,
    instance: capi.Instance,
    meter: *meters.Meter,
    post: ?*guards.Post,

    pub fn start(code: Code, limits: headers.Limits, deadline: Deadline) (Error || say.Error)!Live {
        const api = code.engine.api;
        here().spent = null;
        const meter = heap.allocator.create(meters.Meter) catch say.no_memory();
        errdefer heap.allocator.destroy(meter); // after the store, whose memories count down in it
        meter.* = counting.meter_of(limits);
        const has_post = code.guard != null or code.has_relays() or (code.system != null and code.system.?.is_answered_here());
        const post: ?*guards.Post = if (has_post) heap.allocator.create(guards.Post) catch say.no_memory() else null;
        if (post) |one| one.* = .{};
        errdefer if (post) |one| gone(one); // the same
        const store = api.wasmtime_store_new(code.engine.pointer, null, null);
        errdefer api.wasmtime_store_delete(store);
        var live: Live = .{ .code = code, .store = store, .context = api.wasmtime_store_context(store), .instance = undefined, .meter = meter, .post = post };
        api.wasmtime_context_set_epoch_deadline(live.context, never);
        if (code.system) |system| try code.engine.check(try system.enter(api, live.context));
        if (post) |one| api.wasmtime_context_set_data(live.context, one);
        if (code.guard) |guard| try guard.enter(post.?, live.context);
        for (code.relays.values) |relay| if (relay) |one| try one.enter(post.?, live.context);
        live.bind(limits);
        try live.arm(limits, deadline);
        try live.checked(code.instantiate_into(live.context, meter, &live.instance));
        return live;
    }

    pub fn close(self: Live) void {
        self.code.engine.api.wasmtime_store_delete(self.store);
        heap.allocator.destroy(self.meter);
        if (self.post) |one| gone(one);
    }

    /// Bound what the instance may have; a guard and relays beside it in the store are not its own.
    fn bind(self: Live, limits: headers.Limits) void {
        const each = if (self.code.engine.setup.metered) null else limits.memory_bytes;
        var instances: u32 = if (self.code.guard == null) 0 else guards.instances;
        var memories: u32 = if (self.code.guard == null) 0 else guards.memories;
        for (self.code.relays.values) |relay| if (relay != null) {
            instances += relays.instances;
            memories += relays.memories;
        };
        self.code.engine.api.wasmtime_store_limiter(self.store, bound(each, 0), bound(limits.table_elements, 0), bound(limits.instances, instances), -1, bound(limits.memories, memories));
    }

    /// Hold that the engine had nothing to refuse; else keep what memory was refused by, too.
    fn checked(self: Live, failure: capi.Failure) Error!void {
        here().spent = if (failure != null) counting.spent(self.meter) else null;
        try self.code.engine.check(failure);
    }

    /// Set the deadline, and refill the fuel. Work that may be unwanted looks at every epoch.
    pub fn arm(self: Live, limits: headers.Limits, deadline: Deadline) Error!void {
        const engine = self.code.engine;
        if (self.post) |post| post.until = if (deadline.ticks) |ticks| os.now() + @as(f64, @floatFromInt(ticks)) * engines.period else null;
        engine.api.wasmtime_context_set_epoch_deadline(self.context, if (deadline.scope != null) 1 else deadline.ticks orelse never);
        if (deadline.scope) |scope| engine.api.wasmtime_store_epoch_deadline_callback(self.store, look, scope, null);
        if (limits.fuel) |fuel| try engine.check(engine.api.wasmtime_context_set_fuel(self.context, fuel));
    }

    pub fn function(self: Live, index: capi.Object) Error!capi.Func {
        var func: capi.Func = undefined;
        if (self.code.engine.api.wasmtime_component_instance_get_func(&self.instance, self.context, index, &func)) return func;
        here().cause = "the export is no function";
        return error.Engine;
    }

    /// Whether a function's result is of the kinds given: the engine ends the process when it has to
    /// hand out anything that it cannot.
    pub fn is_door(self: Live, index: capi.Object, kinds: []const u8) bool {
        const func = self.function(index) catch return false;
        return std.mem.eql(u8, self.result_of(&func), kinds);
    }

    fn result_of(self: Live, func: *const capi.Func) []const u8 {
        const api = self.code.engine.api;
        const kind = api.wasmtime_component_func_type(func, self.context);
        defer api.wasmtime_component_func_type_delete(kind);
        var result: capi.Type = undefined;
        if (!api.wasmtime_component_func_type_result(kind, &result)) return "";
        defer api.wasmtime_component_valtype_delete(&result);
        if (result.kind != capi.kind_result) return say.text("{c}", .{result.kind});
        return say.text("{c}{c}{c}", .{
            result.kind,
            payload(api, api.wasmtime_component_result_type_ok, result),
            payload(api, api.wasmtime_component_result_type_err, result),
        });
    }

    /// Call a door function with UTF-8 text. The answer is the engine's until the next call.
    pub fn call(self: Live, func: capi.Func, entry: u32, text: []const u8) Error!Answer {
        const engine = self.code.engine;
        const arguments = [2]capi.Value{
            .{ .kind = capi.kind_u32, .of = .{ .u32 = entry } },
            .{ .kind = capi.kind_string, .of = .{ .string = .{ .size = text.len, .data = @constCast(text.ptr) } } },
        };
        var result = std.mem.zeroes(capi.Value); // the engine frees what was there
        try self.checked(engine.api.wasmtime_component_func_call(&func, self.context, &arguments, 2, &result, 1));
        defer engine.api.wasmtime_component_val_delete(&result);
        if (result.kind == capi.kind_string) return .{ .well = true, .text = copy(result.of.string) };
        const either = result.of.result;
        return .{ .well = either.is_ok, .text = copy(either.value.of.string) };
    }
};

fn gone(post: *guards.Post) void {
    post.close();
    heap.allocator.destroy(post);
}

fn bound(limit: ?u64, beside: u32) i64 {
    return if (limit) |found| @intCast(found + beside) else -1;
}

fn copy(bytes: capi.Bytes) []const u8 {
    return say.memory.dupe(u8, bytes.slice()) catch say.no_memory();
}

fn payload(api: *const Api, get: *const fn (?capi.Object, *capi.Type) callconv(.c) bool, result: capi.Type) u8 {
    var found: capi.Type = undefined;
    if (!get(result.of, &found)) return 255;
    defer api.wasmtime_component_valtype_delete(&found);
    return found.kind;
}
