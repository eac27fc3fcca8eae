//! A component that the engine has compiled or loaded: what it imports, what it is linked to, what it exports.

const std = @import("std");
const capi = @import("capi.zig");
const counting = @import("counting.zig");
const engines = @import("engine.zig");
const failures = @import("failure.zig");
const guards = @import("guard.zig");
const meters = @import("meter");
const relays = @import("relay.zig");
const say = @import("say.zig");
const standins = @import("standins.zig");
const wasi = @import("wasi.zig");
const Api = capi.Api;
const Engine = engines.Engine;
const Error = failures.Error;

/// What a component imports: an instance with these functions, or something else without any.
pub const Import = struct {
    name: []const u8,
    functions: []const []const u8,

    /// Whether it is a module that is compiled apart: `m` and its digest.
    pub fn is_module(self: Import) bool {
        return self.name.len == 65 and self.name[0] == 'm' and std.mem.findScalar(u8, self.name, ':') == null;
    }
};

/// One of several imports or exports, as the engine describes them.
const Item = struct {
    handle: ?capi.Object,
    type: capi.Item,
    name: []const u8,

    fn of(engine: Engine, get: *const fn (capi.Object, capi.Object, usize, *[*]const u8, *usize, *?capi.Object) callconv(.c) bool, kind: capi.Object, nth: usize) Item {
        var found: Item = undefined;
        var text: [*]const u8 = undefined;
        var size: usize = 0;
        _ = get(kind, engine.pointer, nth, &text, &size, &found.handle);
        engine.api.wasmtime_component_extern_type(found.handle, &found.type);
        found.name = say.text("{s}", .{text[0..size]});
        return found;
    }

    fn close(self: *Item, api: *const Api) void {
        api.wasmtime_component_item_delete(&self.type);
        api.wasmtime_component_extern_delete(self.handle);
    }
};

/// A compiled component, ready to be instantiated any number of times.
pub const Code = struct {
    engine: Engine,
    pointer: capi.Object,
    linker: capi.Object,
    system: ?wasi.System = null,
    guard: ?*const guards.Guard = null,
    relays: relays.Relays = .initFill(null),

    /// What the component imports; modules that `load` provided are among it.
    pub fn imports(self: Code) []const Import {
        const api = self.engine.api;
        const kind = api.wasmtime_component_type(self.pointer);
        defer api.wasmtime_component_type_delete(kind);
        const count = api.wasmtime_component_type_import_count(kind, self.engine.pointer);
        const found = say.memory.alloc(Import, count) catch say.no_memory();
        for (found, 0..) |*one, nth| {
            var item: Item = .of(self.engine, api.wasmtime_component_type_import_nth, kind, nth);
            defer item.close(api);
            one.* = .{ .name = item.name, .functions = if (item.type.kind == capi.item_instance) self.functions(item.type.of[0]) else &.{} };
        }
        return found;
    }

    fn functions(self: Code, instance: capi.Object) []const []const u8 {
        const api = self.engine.api;
        var found: std.ArrayList([]const u8) = .empty;
        for (0..api.wasmtime_component_instance_type_export_count(instance, self.engine.pointer)) |nth| {
            var item: Item = .of(self.engine, api.wasmtime_component_instance_type_export_nth, instance, nth);
            defer item.close(api);
            if (item.type.kind == capi.item_function) found.append(say.memory, item.name) catch say.no_memory();
        }
        return found.items;
    }

    pub fn link(self: *Code, system: wasi.System) (Error || say.Error)!void {
        try self.engine.check(self.engine.api.wasmtime_component_linker_add_wasip2(self.linker));
        if (system.http) try self.engine.check(self.engine.api.wasmtime_component_linker_add_wasi_http(self.linker));
        self.system = system;
        if (system.is_answered_here()) try standins.link(self.*, system);
        if (system.rules.len > 0) self.guard = try guards.Guard.link(self.*, system.rules);
        if (system.targets.len > 0) self.relays.set(.sockets, try .link(self.*, .{ .sockets = .{ .api = self.engine.api, .rules = system.targets } }));
        if (system.watches_files()) self.relays.set(.filesystem, try .link(self.*, .{ .filesystem = .{ .folders = system.folders } }));
    }

    pub fn has_relays(self: Code) bool {
        for (self.relays.values) |relay| if (relay != null) return true;
        return false;
    }

    /// The index of a function that an exported instance has.
    pub fn export_of(self: Code, instance: []const u8, function: []const u8) Error!capi.Object {
        const find = self.engine.api.wasmtime_component_get_export_index;
        const outer = find(self.pointer, null, instance.ptr, instance.len) orelse return failures.not_there(instance);
        return find(self.pointer, outer, function.ptr, function.len) orelse failures.not_there(function);
    }

    /// The code as bytes for `Engine.load`.
    pub fn serialized(self: Code) Error![]const u8 {
        var data: capi.Bytes = .{};
        try self.engine.check(self.engine.api.wasmtime_component_serialize(self.pointer, &data));
        return data.slice();
    }

    /// The index of a function that is exported by itself.
    pub fn exported(self: Code, function: []const u8) Error!capi.Object {
        const found = self.engine.api.wasmtime_component_get_export_index(self.pointer, null, function.ptr, function.len);
        return found orelse failures.not_there(function);
    }

    /// Make an instance in a store, whose memories are counted by a meter.
    pub fn instantiate(self: Code, context: capi.Object, meter: *meters.Meter, instance: *capi.Instance) Error!void {
        try self.engine.check(self.instantiate_into(context, meter, instance));
    }

    pub fn instantiate_into(self: Code, context: capi.Object, meter: *meters.Meter, instance: *capi.Instance) capi.Failure {
        if (self.engine.setup.metered) counting.begin(meter);
        defer if (self.engine.setup.metered) counting.done();
        return self.engine.api.wasmtime_component_linker_instantiate(self.linker, context, self.pointer, instance);
    }
};
