//! What stands between components and the engine's HTTP client: requests go to granted hosts alone.
//! `flowrt/engine/system/guard.py` says the same, and more; both put `guard.wasm` beside the components.

const std = @import("std");
const capi = @import("capi.zig");
const codes = @import("code.zig");
const components = @import("component.zig");
const failures = @import("failure.zig");
const hosts = @import("hosts.zig");
const meters = @import("meter");
const os = @import("os.zig").os;
const say = @import("say.zig");
const standins = @import("standin.zig");
const store_relays = @import("store_relay.zig");
const used = @import("used.zig");
const watched = @import("watched.zig");

/// Core instances and memories that a guard takes of a store.
pub const instances = 2;
pub const memories = 1;

const interface = "wasi:http/outgoing-handler";
const function = "handle";
/// Seconds that the engine waits for anything where nothing is said, and that are never too few.
const longest = 600.0;
const least = 0.001;

const Function = enum { target, send, refuse };

/// What guards the instances of one component. It lives as long as the program.
pub const Guard = struct {
    code: components.Code,
    rules: []const hosts.Rule,
    indices: std.enums.EnumArray(Function, capi.Object),

    /// Answer `handle` for a component that was given the engine's WASI.
    pub fn link(code: components.Code, rules: []const hosts.Rule) failures.Error!*const Guard {
        const api = code.engine.api;
        const own, _ = try codes.compiled(code.engine, @embedFile("guard"));
        try code.engine.check(api.wasmtime_component_linker_add_wasip2(own.linker));
        try code.engine.check(api.wasmtime_component_linker_add_wasi_http(own.linker));
        const self = say.memory.create(Guard) catch say.no_memory();
        self.* = .{ .code = own, .rules = rules, .indices = undefined };
        for (std.enums.values(Function)) |one| self.indices.set(one, try own.exported(@tagName(one)));
        api.wasmtime_component_linker_allow_shadowing(code.linker, true);
        const root = api.wasmtime_component_linker_root(code.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        for (code.imports()) |import| {
            const name = import.name;
            if (std.mem.startsWith(u8, name, "wasi:http/")) used.seen.add("", name); // all requests pass the guard
            if (!std.mem.startsWith(u8, name, interface ++ "@")) continue;
            var instance: ?capi.Object = null;
            try code.engine.check(api.wasmtime_component_linker_instance_add_instance(root, name.ptr, name.len, &instance));
            defer api.wasmtime_component_linker_instance_delete(instance.?);
            try code.engine.check(api.wasmtime_component_linker_instance_add_func(instance.?, function.ptr, function.len, handle, @constCast(api), null));
        }
        return self;
    }

    /// Put a guard into a new store, which has to be gone before what it gives is.
    pub fn enter(self: *const Guard, post: *Post, context: capi.Object) failures.Error!void {
        const engine = self.code.engine;
        post.guard = self;
        var instance: capi.Instance = undefined;
        try self.code.instantiate(context, &post.meter, &instance);
        for (std.enums.values(Function)) |one| {
            const found = engine.api.wasmtime_component_instance_get_func(&instance, context, self.indices.get(one), post.functions.getPtr(one));
            if (!found) return failures.not_there(@tagName(one));
        }
    }

    /// Whether a rule allows to go there; either is counted.
    fn allows(self: *const Guard, target: capi.Value) bool {
        const rule = self.rule_for(target) orelse {
            used.refused.add("", "http");
            return false;
        };
        used.reached.add("", rule.text);
        return true;
    }

    fn rule_for(self: *const Guard, target: capi.Value) ?*const hosts.Rule {
        const found = target.of.option orelse return null;
        const port, const authority = found.of.vector.data.?[0..2].*;
        const host = hosts.of(authority.of.string.slice(), port.of.u16) orelse return null;
        for (self.rules) |*rule| if (rule.covers(&host)) return rule;
        return null;
    }
};

/// What a store has beside its components: its guard, when its transaction is over by `os.now`, what it has
/// taken of fixed values, and what its relays have, where there are some.
pub const Post = struct {
    guard: *const Guard = undefined,
    state: standins.State = .{},
    functions: std.enums.EnumArray(Function, capi.Func) = undefined,
    meter: meters.Meter = .{ .each = std.math.maxInt(u64), .all = std.math.maxInt(u64) },
    until: ?f64 = null,
    relays: std.enums.EnumArray(watched.Package, ?store_relays.StoreRelay) = .initFill(null),

    /// That of the store that calls.
    pub fn of(api: *const capi.Api, context: capi.Object) *Post {
        return @ptrCast(@alignCast(api.wasmtime_context_get_data(context).?));
    }

    /// Free what it has of a store that is gone.
    pub fn close(self: *Post) void {
        for (&self.relays.values) |*relay| if (relay.*) |*one| one.close();
    }

    /// Nanoseconds that anything may take from now.
    fn left(self: *const Post) u64 {
        const seconds = if (self.until) |until| until - os.now() else longest;
        return @intFromFloat(std.math.clamp(seconds, least, longest) * 1e9);
    }
};

fn handle(data: ?capi.Object, context: capi.Object, _: ?capi.Object, given: [*]const capi.Value, _: usize, results: [*]capi.Value, _: usize) callconv(.c) capi.Failure {
    const api: *const capi.Api = @ptrCast(@alignCast(data.?));
    const post: *const Post = .of(api, context);
    var target = std.mem.zeroes(capi.Value);
    if (api.wasmtime_component_func_call(post.functions.getPtrConst(.target), context, given, 1, &target, 1)) |failure| return failure;
    const allowed = post.guard.allows(target);
    api.wasmtime_component_val_delete(&target);
    const passed = [3]capi.Value{ given[0], given[1], .{ .kind = capi.kind_u64, .of = .{ .u64 = post.left() } } };
    const next: Function = if (allowed) .send else .refuse;
    return api.wasmtime_component_func_call(post.functions.getPtrConst(next), context, &passed, if (allowed) 3 else 2, &results[0], 1);
}
