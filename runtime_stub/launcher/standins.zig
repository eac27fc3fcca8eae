//! Clocks and randomness that are fixed: the values of FORMAT 6.10, to each instance anew.
//! `flowrt/engine/standins.py` says the same.

const std = @import("std");
const capi = @import("capi.zig");
const components = @import("component.zig");
const failures = @import("failure.zig");
const fixes = @import("fixed.zig");
const guards = @import("guard.zig");
const say = @import("say.zig");

const millisecond = 1_000_000;
/// As many random bytes as the engine itself gives at once.
const most_bytes = 64 << 20;

/// What one instance has taken of fixed values.
pub const State = struct { looks: u64 = 0, drawn: u64 = 0 };

const Value = enum { time, fine, look, step, wait, bytes, number, pair };
const Function = struct { []const u8, []const u8, Value };
const of_clock = [_]Function{
    .{ "clocks/wall-clock", "now", .time },
    .{ "clocks/wall-clock", "resolution", .fine },
    .{ "clocks/monotonic-clock", "now", .look },
    .{ "clocks/monotonic-clock", "resolution", .step },
    .{ "clocks/monotonic-clock", "subscribe-duration", .wait },
    .{ "clocks/monotonic-clock", "subscribe-instant", .wait },
};
const of_random = [_]Function{
    .{ "random/random", "get-random-bytes", .bytes },
    .{ "random/random", "get-random-u64", .number },
    .{ "random/insecure", "get-insecure-random-bytes", .bytes },
    .{ "random/insecure", "get-insecure-random-u64", .number },
    .{ "random/insecure-seed", "insecure-seed", .pair },
};

/// Answer those imports of a component that are fixed, in the place of the engine.
pub fn link(code: components.Code, fixed: fixes.Fixed) (failures.Error || say.Error)!void {
    code.engine.api.wasmtime_component_linker_allow_shadowing(code.linker, true);
    const root = code.engine.api.wasmtime_component_linker_root(code.linker);
    defer code.engine.api.wasmtime_component_linker_instance_delete(root);
    for (code.imports()) |import| {
        if (import.functions.len == 0 or !std.mem.startsWith(u8, import.name, "wasi:")) continue;
        if (fixed.clock != null) try link_one(code, root, import, "clocks/", &of_clock, fixed);
        if (fixed.random != null) try link_one(code, root, import, "random/", &of_random, fixed);
    }
}

fn link_one(code: components.Code, root: capi.Object, import: components.Import, package: []const u8, known: []const Function, fixed: fixes.Fixed) (failures.Error || say.Error)!void {
    const api = code.engine.api;
    const full = import.name["wasi:".len..];
    if (!std.mem.startsWith(u8, full, package)) return;
    const interface = full[0 .. std.mem.findScalar(u8, full, '@') orelse full.len];
    for (import.functions) |name| if (find(known, interface, name) == null)
        return say.refuse("R212", "", "interfaces that can be fixed", import.name);
    var instance: ?capi.Object = null;
    try code.engine.check(api.wasmtime_component_linker_instance_add_instance(root, import.name.ptr, import.name.len, &instance));
    defer api.wasmtime_component_linker_instance_delete(instance.?);
    for (import.functions) |name| {
        const one = say.memory.create(Answer) catch say.no_memory();
        one.* = .{ .api = api, .value = find(known, interface, name).?, .fixed = fixed };
        try code.engine.check(api.wasmtime_component_linker_instance_add_func(instance.?, name.ptr, name.len, answer, one, null));
    }
}

fn find(known: []const Function, interface: []const u8, name: []const u8) ?Value {
    for (known) |one| if (std.mem.eql(u8, one[0], interface) and std.mem.eql(u8, one[1], name)) return one[2];
    return null;
}

/// What a function gives; it lives as long as the program.
const Answer = struct { api: *const capi.Api, value: Value, fixed: fixes.Fixed };

fn answer(data: ?capi.Object, context: capi.Object, _: ?capi.Object, given: [*]const capi.Value, _: usize, results: [*]capi.Value, _: usize) callconv(.c) capi.Failure {
    const self: *const Answer = @ptrCast(@alignCast(data.?));
    const state = &guards.Post.of(self.api, context).state;
    const result = &results[0];
    switch (self.value) {
        .time => moment(self.api, result, self.fixed.clock.?, 0),
        .fine => moment(self.api, result, 0, millisecond),
        .step => put(result, millisecond),
        .look => {
            put(result, state.looks * millisecond);
            state.looks += 1;
        },
        .wait => return self.api.wasmtime_error_new("the clock is fixed, and nothing waits"),
        .bytes => {
            if (given[0].of.u64 > most_bytes) return self.api.wasmtime_error_new("too many random bytes at once");
            bytes(self, state, result, @intCast(given[0].of.u64));
        },
        .number => put(result, number(self, state)),
        .pair => {
            result.kind = capi.kind_tuple;
            self.api.wasmtime_component_valtuple_new_uninit(&result.of.vector, 2);
            for (result.of.vector.data.?[0..2]) |*one| put(one, number(self, state));
        },
    }
    return null;
}

fn put(result: *capi.Value, value: u64) void {
    result.* = .{ .kind = capi.kind_u64, .of = .{ .u64 = value } };
}

/// Write a `wasi:clocks/wall-clock.datetime`.
fn moment(api: *const capi.Api, result: *capi.Value, seconds: u64, nanoseconds: u32) void {
    result.kind = capi.kind_record;
    api.wasmtime_component_valrecord_new_uninit(&result.of.record, 2);
    const fields = result.of.record.data.?;
    for ([_][]const u8{ "seconds", "nanoseconds" }, 0..) |name, i| api.wasm_byte_vec_new(&fields[i].name, name.len, name.ptr);
    put(&fields[0].value, seconds);
    fields[1].value = .{ .kind = capi.kind_u32, .of = .{ .u32 = nanoseconds } };
}

fn bytes(self: *const Answer, state: *State, result: *capi.Value, size: usize) void {
    result.kind = capi.kind_list;
    self.api.wasmtime_component_vallist_new_uninit(&result.of.vector, size);
    if (size == 0) return;
    var stream: Stream = .{ .seed = self.fixed.random.?, .state = state };
    for (result.of.vector.data.?[0..size]) |*one| one.* = .{ .kind = capi.kind_u8, .of = .{ .u8 = stream.next() } };
}

fn number(self: *const Answer, state: *State) u64 {
    var drawn: [8]u8 = undefined;
    var stream: Stream = .{ .seed = self.fixed.random.?, .state = state };
    for (&drawn) |*one| one.* = stream.next();
    return std.mem.readInt(u64, &drawn, .little);
}

/// The bytes of a seed, from where an instance has come to.
const Stream = struct {
    seed: []const u8,
    state: *State,
    block: [32]u8 = undefined,
    held: ?u64 = null,

    fn next(self: *Stream) u8 {
        const which = self.state.drawn / 32;
        if (self.held == null or self.held.? != which) self.fill(which);
        defer self.state.drawn += 1;
        return self.block[self.state.drawn % 32];
    }

    fn fill(self: *Stream, which: u64) void {
        var count: [8]u8 = undefined;
        std.mem.writeInt(u64, &count, which, .little);
        var hash: std.crypto.hash.sha2.Sha256 = .init(.{});
        for ([_][]const u8{ "flowrt random\x00", self.seed, "\x00", &count }) |part| hash.update(part);
        hash.final(&self.block);
        self.held = which;
    }
};
