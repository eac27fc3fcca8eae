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
const os = @import("os.zig").os;
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const Api = capi.Api;
const Code = components.Code;
const Error = failures.Error;

const OfBytes = *const fn (capi.Object, [*]const u8, usize, *?capi.Object) callconv(.c) capi.Failure;
const OfFile = *const fn (capi.Object, [*:0]const u8, *?capi.Object) callconv(.c) capi.Failure;
/// Bytes of native code from which on it is loaded of a file.
const worth_a_file = 1 << 20;

pub const name = "wasmtime";
pub const target = @tagName(builtin.cpu.arch) ++ "-" ++ @tagName(builtin.os.tag);
const cpu = if (builtin.cpu.arch == .x86_64) "x86-64-v2" else "baseline";
const most_stack = 512 << 10;
/// How long an epoch lasts; a system may sleep longer.
pub const period_ms = 5;
pub const period = @as(f64, period_ms) / 1000;

/// Native code, and a file in memory that has it, if there is one.
pub const Native = struct { bytes: []const u8, file: ?os.File = null };
/// The code of a core module, which begins `at` this byte of the component.
pub const Apart = struct { digest: []const u8, native: Native, at: u64 };

/// A file in memory with large native code, which the engine maps; null where it is to be given the bytes.
pub fn file_of(native: []const u8) ?os.File {
    return if (native.len >= worth_a_file) os.file_of(native) else null;
}

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
        return self.linked(try self.given(self.api.wasmtime_component_new, component));
    }

    /// Load native code, and the modules it imports. The bytes must have been verified: those of
    /// another maker can do anything.
    pub fn load(self: Engine, native: Native, apart: []const Apart) Error!Code {
        const api = self.api;
        const component = try self.loaded(api.wasmtime_component_deserialize, api.wasmtime_component_deserialize_file, native);
        const made = self.linked(component);
        const root = api.wasmtime_component_linker_root(made.linker);
        defer api.wasmtime_component_linker_instance_delete(root);
        for (apart) |one| {
            const module = try self.loaded(api.wasmtime_module_deserialize, api.wasmtime_module_deserialize_file, one.native);
            defer api.wasmtime_module_delete(module); // the linker has its own hold of it
            const import = say.text("m{s}", .{one.digest});
            try self.check(api.wasmtime_component_linker_instance_add_module(root, import.ptr, import.len, module));
        }
        return made;
    }

    /// Load code by a function that takes bytes, or by one that takes a file: of a file the engine
    /// copies nothing, and large code goes into one in memory at half of what its own copies take.
    fn loaded(self: Engine, of_bytes: OfBytes, of_file: OfFile, native: Native) Error!capi.Object {
        if (native.file orelse file_of(native.bytes)) |file| {
            defer os.close(file);
            var object: ?capi.Object = null;
            if (self.check(of_file(self.pointer, os.path_of(file), &object))) |_| return object.? else |_| {}
        }
        return self.given(of_bytes, native.bytes);
    }

    fn given(self: Engine, of_bytes: OfBytes, data: []const u8) Error!capi.Object {
        var object: ?capi.Object = null;
        try self.check(of_bytes(self.pointer, data.ptr, data.len, &object));
        return object.?;
    }

    fn linked(self: Engine, component: capi.Object) Code {
        return .{ .engine = self, .pointer = component, .linker = self.api.wasmtime_component_linker_new(self.pointer) };
    }

    pub fn check(self: Engine, failure: capi.Failure) Error!void {
        if (failure) |one| return failures.taken(self.api, one);
    }
};
