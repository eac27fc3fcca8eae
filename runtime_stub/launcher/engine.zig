//! The WebAssembly engine, set up, and verified bytes made code by it: `flowrt/engine/engine.py`. Code is what
//! `component.zig` has, instances are what `live.zig` has; what the engine says no to is `error.Engine`.

const std = @import("std");
const builtin = @import("builtin");
const capi = @import("capi.zig");
const components = @import("component.zig");
const counting = @import("counting.zig");
const failures = @import("failure.zig");
const headers = @import("header.zig");
const here = @import("here.zig").here;
const loading = @import("loading.zig");
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const Api = capi.Api;
const Code = components.Code;
const Error = failures.Error;

pub const name = "wasmtime";
pub const target = @tagName(builtin.cpu.arch) ++ "-" ++ @tagName(builtin.os.tag);
const cpu = if (builtin.cpu.arch == .x86_64) "x86-64-v2" else "baseline";
const most_stack = 512 << 10;
/// How long an epoch lasts; a system may sleep longer.
pub const period_ms = 5;
pub const period = @as(f64, period_ms) / 1000;

/// The native code of a core module, which begins `at` this byte of the component.
pub const Apart = struct { digest: []const u8, native: []const u8, at: u64 };

/// What of an engine depends on limits: whether it counts instructions, and bytes of memory.
pub const Setup = struct { fuel: bool, metered: bool };

/// What native code must have been made by to be loaded here; FORMAT 5.4.
pub fn fingerprint(setup: Setup) [64]u8 {
    const parts = say.text("[\"flowpack engine 1\",\"{s}\",\"{s}\",{{\"concurrency\":false,\"consume_fuel\":{},\"cpu\":\"" ++ cpu ++ "\",\"epoch_interruption\":true{s}}},\"{s}\"]", .{ name, capi.version, setup.fuel, if (setup.metered) ",\"memory_init_cow\":false" else "", target });
    return sha256.hex(sha256.hash(parts));
}

pub const Engine = struct {
    api: *const Api,
    pointer: capi.Object,
    setup: Setup,

    pub fn new(api: *const Api, setup: Setup, limits: headers.Limits) Engine {
        const config = api.wasm_config_new();
        api.wasmtime_config_concurrency_support_set(config, false);
        api.wasmtime_config_epoch_interruption_set(config, true);
        api.wasmtime_config_consume_fuel_set(config, setup.fuel);
        api.wasmtime_config_max_wasm_stack_set(config, @min(limits.stack_bytes orelse most_stack, most_stack));
        if (setup.metered) counting.configure(api, config);
        return .{ .api = api, .pointer = api.wasm_engine_new_with_config(config), .setup = setup };
    }

    pub fn tick(self: Engine) void {
        self.api.wasmtime_engine_increment_epoch(self.pointer);
    }

    pub fn compile(self: Engine, component: []const u8) Error!Code {
        if (!std.mem.startsWith(u8, component, "\x00asm")) {
            here().cause = "the bytes are not WebAssembly";
            return error.Engine;
        }
        var object: ?capi.Object = null;
        try self.check(self.api.wasmtime_component_new(self.pointer, component.ptr, component.len, &object));
        return self.linked(object.?);
    }

    /// Load native code, and the modules it imports. The bytes must have been verified: those of
    /// another maker can do anything.
    pub fn load(self: Engine, native: []const u8, apart: []const Apart) Error!Code {
        const api = self.api;
        const pieces = say.memory.alloc(loading.Piece, apart.len + 1) catch say.no_memory();
        defer say.memory.free(pieces);
        pieces[0] = .{ .kind = .component, .bytes = native };
        for (pieces[1..], apart) |*piece, one| piece.* = .{ .kind = .module, .bytes = one.native };
        loading.load(self, pieces);
        for (pieces) |piece| try self.check(piece.failure);
        const made = self.linked(pieces[0].object.?);
        const root = api.wasmtime_component_linker_root(made.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        for (pieces[1..], apart) |piece, one| {
            defer api.wasmtime_module_delete(piece.object.?); // the linker has its own hold of it
            const import = say.text("m{s}", .{one.digest});
            try self.check(api.wasmtime_component_linker_instance_add_module(root, import.ptr, import.len, piece.object.?));
        }
        return made;
    }

    fn linked(self: Engine, component: capi.Object) Code {
        return .{ .engine = self, .pointer = component, .linker = self.api.wasmtime_component_linker_new(self.pointer) };
    }

    pub fn check(self: Engine, failure: capi.Failure) Error!void {
        if (failure) |one| return failures.taken(self.api, one);
    }
};
