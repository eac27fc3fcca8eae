//! What stands between components and some of the engine's interfaces: each call is looked at first, and
//! passed on by a component that runs beside. `flowrt/engine/system/relay.py` says the same, and more.

const std = @import("std");
const capi = @import("capi.zig");
const codes = @import("code.zig");
const components = @import("component.zig");
const failures = @import("failure.zig");
const guards = @import("guard.zig");
const say = @import("say.zig");
const store_relays = @import("store_relay.zig");
const used = @import("used.zig");
const watched = @import("watched.zig");

/// Core instances and memories that a relay takes of a store.
pub const instances = 2;
pub const memories = 1;

/// The relays of one component, where it has need of them.
pub const Relays = std.enums.EnumArray(watched.Package, ?*const Relay);

/// A function that components call; it lives as long as the program.
const Answer = struct { relay: *const Relay, interface: []const u8, function: store_relays.Function };

/// What relays the calls of one component's instances. It lives as long as the program.
pub const Relay = struct {
    code: components.Code,
    /// What each store's watch is at first.
    fresh: watched.Watch,

    /// Answer a component that was given the engine's WASI; null where it calls nothing of this.
    pub fn link(code: components.Code, fresh: watched.Watch) failures.Error!?*const Relay {
        const imports = code.imports();
        const is_asked = for (imports) |import| {
            if (fresh.kinds().resources_of(import.name) != null and import.functions.len > 0) break true;
        } else false;
        if (!is_asked) return null;
        const api = code.engine.api;
        const own, _ = try codes.compiled(code.engine, std.meta.activeTag(fresh).component());
        try code.engine.check(api.wasmtime_component_linker_add_wasip2(own.linker));
        const self = say.memory.create(Relay) catch say.no_memory();
        self.* = .{ .code = own, .fresh = fresh };
        api.wasmtime_component_linker_allow_shadowing(code.linker, true);
        const root = api.wasmtime_component_linker_root(code.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        const package = say.text("wasi:{t}/", .{fresh});
        for (imports) |import| {
            try self.define(root, import);
            // What is not relayed of them gives handles, and does nothing.
            if (std.mem.startsWith(u8, import.name, package)) used.seen.add("", import.name);
        }
        return self;
    }

    fn define(self: *const Relay, root: capi.Object, import: components.Import) failures.Error!void {
        const kinds = self.fresh.kinds();
        const resources = kinds.resources_of(import.name) orelse return;
        const engine = self.code.engine;
        var instance: ?capi.Object = null;
        try engine.check(engine.api.wasmtime_component_linker_instance_add_instance(root, import.name.ptr, import.name.len, &instance));
        defer engine.api.wasmtime_component_linker_instance_delete(instance.?);
        for (resources) |resource| {
            const kind = engine.api.wasmtime_component_resource_type_new_host(@backingInt(resource));
            defer engine.api.wasmtime_component_resource_type_delete(kind);
            const name = @tagName(resource);
            try engine.check(engine.api.wasmtime_component_linker_instance_add_resource(instance.?, name.ptr, name.len, kind, dropped, @constCast(self), null));
        }
        for (import.functions) |label| {
            const one = say.memory.create(Answer) catch say.no_memory();
            const function: store_relays.Function = .{ .label = label, .index = try self.code.exported(plain(label)), .subjects = kinds.subjects_of(label), .gives = kinds.gives.get(label) orelse &.{} };
            one.* = .{ .relay = self, .interface = import.name, .function = function };
            try engine.check(engine.api.wasmtime_component_linker_instance_add_func(instance.?, label.ptr, label.len, called, one, null));
        }
    }

    /// Put a relay into a new store, which has to be gone before what it gives is.
    pub fn enter(self: *const Relay, post: *guards.Post, context: capi.Object) failures.Error!void {
        const slot = post.relays.getPtr(self.fresh);
        slot.* = .{ .api = self.code.engine.api, .watch = self.fresh };
        try self.code.instantiate(context, &slot.*.?.meter, &slot.*.?.instance);
    }

    /// What the store that calls has of this.
    fn of(self: *const Relay, context: capi.Object) *store_relays.StoreRelay {
        return &guards.Post.of(self.code.engine.api, context).relays.getPtr(self.fresh).*.?;
    }
};

fn called(data: ?capi.Object, context: capi.Object, _: ?capi.Object, given: [*]const capi.Value, count: usize, results: [*]capi.Value, _: usize) callconv(.c) capi.Failure {
    const answer: *const Answer = @ptrCast(@alignCast(data.?));
    used.calls.add(answer.interface, answer.function.label);
    return answer.relay.of(context).called(context, answer.function, given[0..count], &results[0]);
}

fn dropped(data: ?capi.Object, context: capi.Object, number: u32) callconv(.c) capi.Failure {
    const relay: *const Relay = @ptrCast(@alignCast(data.?));
    return relay.of(context).drop(context, number);
}

/// What a relay exports a function as: `tcp-socket-accept` for a method.
fn plain(label: []const u8) []const u8 {
    const name = say.memory.dupe(u8, label[if (std.mem.findScalar(u8, label, ']')) |at| at + 1 else 0..]) catch say.no_memory();
    std.mem.replaceScalar(u8, name, '.', '-');
    return name;
}
