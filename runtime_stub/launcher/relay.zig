//! What stands between components and the engine's sockets: each call is looked at first, and passed on by
//! a component that runs beside. `flowrt/engine/system/relay.py` and `store_relay.py` say the same, and more.

const std = @import("std");
const capi = @import("capi.zig");
const components = @import("component.zig");
const failures = @import("failure.zig");
const guards = @import("guard.zig");
const heap = @import("heap.zig");
const hosts = @import("hosts.zig");
const meters = @import("meter");
const say = @import("say.zig");
const sockets = @import("sockets.zig");

/// Core instances and memories that a relay takes of a store.
pub const instances = 2;
pub const memories = 1;

/// What components have numbers of; each is the engine's own, by whose number its type is known.
const Resource = enum(u32) { @"tcp-socket" = 1, @"udp-socket", @"incoming-datagram-stream", @"outgoing-datagram-stream", @"resolve-address-stream" };
const Interface = struct { []const u8, []const Resource };
const interfaces = [_]Interface{
    .{ "wasi:sockets/tcp", &.{.@"tcp-socket"} },
    .{ "wasi:sockets/tcp-create-socket", &.{} },
    .{ "wasi:sockets/udp", &.{ .@"udp-socket", .@"incoming-datagram-stream", .@"outgoing-datagram-stream" } },
    .{ "wasi:sockets/udp-create-socket", &.{} },
    .{ "wasi:sockets/ip-name-lookup", &.{.@"resolve-address-stream"} },
};
/// Resources of a function's result, which come before any others.
const gives = std.StaticStringMap([]const Resource).initComptime(.{
    .{ "create-tcp-socket", &[_]Resource{.@"tcp-socket"} },
    .{ "[method]tcp-socket.accept", &[_]Resource{.@"tcp-socket"} },
    .{ "create-udp-socket", &[_]Resource{.@"udp-socket"} },
    .{ "[method]udp-socket.stream", &[_]Resource{ .@"incoming-datagram-stream", .@"outgoing-datagram-stream" } },
    .{ "resolve-addresses", &[_]Resource{.@"resolve-address-stream"} },
});
const most_parameters = 3;

/// A function that components call; it lives as long as the program.
const Function = struct {
    relay: *const Relay,
    index: capi.Object,
    call: sockets.Call,
    is_method: bool,
    gives: []const Resource,
};

/// What relays the calls of one component's instances. It lives as long as the program.
pub const Relay = struct {
    code: components.Code,
    rules: []const hosts.Host,

    /// Answer a component that was given the engine's WASI; null where it asks for no socket.
    pub fn link(code: components.Code, rules: []const hosts.Host) failures.Error!?*const Relay {
        const imports = code.imports();
        const is_asked = for (imports) |import| {
            if (resources_of(import.name) != null and import.functions.len > 0) break true;
        } else false;
        if (!is_asked) return null;
        const api = code.engine.api;
        const own = try code.engine.compile(@embedFile("sockets"));
        try code.engine.check(api.wasmtime_component_linker_add_wasip2(own.linker));
        const self = say.memory.create(Relay) catch say.no_memory();
        self.* = .{ .code = own, .rules = rules };
        api.wasmtime_component_linker_allow_shadowing(code.linker, true);
        const root = api.wasmtime_component_linker_root(code.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        for (imports) |import| try self.define(root, import);
        return self;
    }

    fn define(self: *const Relay, root: capi.Object, import: components.Import) failures.Error!void {
        const resources = resources_of(import.name) orelse return;
        const engine = self.code.engine;
        var instance: ?capi.Object = null;
        try engine.check(engine.api.wasmtime_component_linker_instance_add_instance(root, import.name.ptr, import.name.len, &instance));
        defer engine.api.wasmtime_component_linker_instance_delete(instance.?);
        for (resources) |resource| {
            const kind = engine.api.wasmtime_component_resource_type_new_host(@backingInt(resource));
            defer engine.api.wasmtime_component_resource_type_delete(kind);
            const name = @tagName(resource);
            try engine.check(engine.api.wasmtime_component_linker_instance_add_resource(instance.?, name.ptr, name.len, kind, dropped, @constCast(engine.api), null));
        }
        for (import.functions) |label| {
            const one = say.memory.create(Function) catch say.no_memory();
            const is_method = std.mem.startsWith(u8, label, "[method]");
            one.* = .{ .relay = self, .index = try self.code.exported(plain(label)), .call = .of(label), .is_method = is_method, .gives = gives.get(label) orelse &.{} };
            try engine.check(engine.api.wasmtime_component_linker_instance_add_func(instance.?, label.ptr, label.len, called, one, null));
        }
    }

    /// Put a relay into a new store, which has to be gone before what it gives is.
    pub fn enter(self: *const Relay, seat: *Seat, context: capi.Object) failures.Error!void {
        seat.* = .{ .watch = .{ .api = self.code.engine.api, .rules = self.rules } };
        try self.code.instantiate(context, &seat.meter, &seat.instance);
    }
};

/// What one store has of a relay.
pub const Seat = struct {
    watch: sockets.Watch,
    instance: capi.Instance = undefined,
    meter: meters.Meter = .{ .each = std.math.maxInt(u64), .all = std.math.maxInt(u64) },
    /// The engine's handle of each resource that is not dropped yet, by its number.
    behind: std.AutoHashMapUnmanaged(u32, capi.Object) = .empty,
    last: u32 = 0,
    /// What the engine refused a call for, which ends it.
    failure: capi.Failure = null,

    /// Free what a store had that is gone.
    pub fn close(self: *Seat) void {
        var handles = self.behind.valueIterator();
        while (handles.next()) |handle| self.watch.api.wasmtime_component_resource_any_delete(handle.*);
        self.behind.deinit(heap.allocator);
        self.watch.close();
    }

    /// Put numbers in the place of the resources that a call gave; return the first one.
    fn take(self: *Seat, context: capi.Object, resources: []const Resource, result: *const capi.Value) Problem!u32 {
        const api = self.watch.api;
        if (resources.len == 0 or !result.of.result.is_ok) return 0;
        const given = result.of.result.value;
        const slots: []capi.Value = if (given.kind == capi.kind_tuple) given.of.vector.data.?[0..given.of.vector.size] else given[0..1];
        const first = self.last + 1;
        for (resources, slots[0..resources.len]) |resource, *slot| {
            self.last += 1;
            self.behind.put(heap.allocator, self.last, slot.of.resource) catch say.no_memory();
            const made = api.wasmtime_component_resource_host_new(true, self.last, @backingInt(resource));
            defer api.wasmtime_component_resource_host_delete(made);
            try well(self, api.wasmtime_component_resource_host_to_any(context, made, &slot.of.resource));
        }
        return first;
    }
};

const Problem = error{Engine};

fn well(seat: *Seat, failure: capi.Failure) Problem!void {
    if (failure == null) return;
    seat.failure = failure;
    return error.Engine;
}

fn called(data: ?capi.Object, context: capi.Object, _: ?capi.Object, given: [*]const capi.Value, count: usize, results: [*]capi.Value, _: usize) callconv(.c) capi.Failure {
    const function: *const Function = @ptrCast(@alignCast(data.?));
    const seat = &guards.Post.of(function.relay.code.engine.api, context).seat;
    relayed(function, seat, context, given[0..count], &results[0]) catch return seat.failure;
    return null;
}

/// Make a call, or answer it with a refusal.
fn relayed(function: *const Function, seat: *Seat, context: capi.Object, given: []const capi.Value, result: *capi.Value) Problem!void {
    const api = seat.watch.api;
    var all: [most_parameters]capi.Value = undefined;
    const passed = all[0..given.len];
    @memcpy(passed, given);
    const subject = if (function.is_method) try number_of(seat, context, &passed[0]) else 0;
    const is_refused = seat.watch.refuses(function.call, passed);
    var failure: capi.Failure = null;
    if (is_refused) refuse(api, result) else {
        var found: capi.Func = undefined;
        _ = api.wasmtime_component_instance_get_func(&seat.instance, context, function.index, &found);
        failure = api.wasmtime_component_func_call(&found, context, passed.ptr, passed.len, result, 1);
    }
    for (given[@intFromBool(function.is_method)..]) |*one| if (one.kind == capi.kind_resource)
        try well(seat, api.wasmtime_component_resource_any_drop(context, one.of.resource));
    try well(seat, failure);
    if (is_refused) return;
    const made = try seat.take(context, function.gives, result);
    seat.watch.learns(function.call, passed, subject, made, result);
}

/// The number of a resource that was lent, in whose place the engine's own is put.
fn number_of(seat: *Seat, context: capi.Object, lent: *capi.Value) Problem!u32 {
    const api = seat.watch.api;
    var found: capi.Object = undefined;
    try well(seat, api.wasmtime_component_resource_any_to_host(context, lent.of.resource, &found));
    defer api.wasmtime_component_resource_host_delete(found);
    const number = api.wasmtime_component_resource_host_rep(found);
    lent.of.resource = seat.behind.get(number).?;
    return number;
}

fn refuse(api: *const capi.Api, result: *capi.Value) void {
    const code = "access-denied";
    var problem: capi.Value = .{ .kind = capi.kind_enum, .of = .{ .string = .{} } };
    api.wasm_byte_vec_new(&problem.of.string, code.len, code);
    result.* = .{ .kind = capi.kind_result, .of = .{ .result = .{ .is_ok = false, .value = api.wasmtime_component_val_new(&problem) } } };
}

fn dropped(data: ?capi.Object, context: capi.Object, number: u32) callconv(.c) capi.Failure {
    const api: *const capi.Api = @ptrCast(@alignCast(data.?));
    const seat = &guards.Post.of(api, context).seat;
    seat.watch.dropped(number);
    const handle = seat.behind.fetchRemove(number).?.value;
    defer api.wasmtime_component_resource_any_delete(handle);
    return api.wasmtime_component_resource_any_drop(context, handle);
}

fn resources_of(import: []const u8) ?[]const Resource {
    const name = import[0 .. std.mem.findScalar(u8, import, '@') orelse import.len];
    for (interfaces) |one| if (std.mem.eql(u8, one[0], name)) return one[1];
    return null;
}

/// What a relay exports a function as: `tcp-socket-accept` for a method.
fn plain(label: []const u8) []const u8 {
    const name = say.memory.dupe(u8, label[if (std.mem.findScalar(u8, label, ']')) |at| at + 1 else 0..]) catch say.no_memory();
    std.mem.replaceScalar(u8, name, '.', '-');
    return name;
}
