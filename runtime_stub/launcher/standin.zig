//! One function of the system that is answered here, for `standins.zig`: its value, made as the engine
//! takes it.

const std = @import("std");
const capi = @import("capi.zig");
const guards = @import("guard.zig");
const os = @import("os.zig").os;
const private = @import("private.zig");
const used = @import("used.zig");
const wasi = @import("wasi.zig");

const millisecond = 1_000_000;
/// As many random bytes as the engine itself gives at once.
const most_bytes = 64 << 20;

/// What one instance has taken of fixed values.
pub const State = struct { looks: u64 = 0, drawn: u64 = 0 };

pub const Value = enum { time, fine, look, step, wait, bytes, number, pair, real_time, finest, passed, one, variables, no_words, nowhere };

/// What a function gives, and whose it is; it lives as long as the program.
pub const Answer = struct { api: *const capi.Api, value: Value, system: *const wasi.System, interface: []const u8, function: []const u8 };

pub fn answer(data: ?capi.Object, context: capi.Object, _: ?capi.Object, given: [*]const capi.Value, _: usize, results: [*]capi.Value, _: usize) callconv(.c) capi.Failure {
    const self: *const Answer = @ptrCast(@alignCast(data.?));
    const state = &guards.Post.of(self.api, context).state;
    const result = &results[0];
    used.calls.add(self.interface, self.function);
    switch (self.value) {
        .time => moment(self.api, result, self.system.fixed.clock.?, 0),
        .fine => moment(self.api, result, 0, millisecond),
        .finest => moment(self.api, result, 0, 1),
        .real_time => {
            const now = os.wall_clock();
            moment(self.api, result, @intCast(now.seconds), @intCast(now.nanoseconds));
        },
        .step => put(result, millisecond),
        .one => put(result, 1),
        .passed => put(result, @intFromFloat(os.now() * 1e9)),
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
        .variables => variables(self, result),
        .no_words => list(self.api, result, 0),
        .nowhere => result.* = .{ .kind = capi.kind_option, .of = .{ .option = null } },
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

fn list(api: *const capi.Api, result: *capi.Value, size: usize) void {
    result.kind = capi.kind_list;
    api.wasmtime_component_vallist_new_uninit(&result.of.vector, size);
}

/// Write names and values of the environment, and count the names.
fn variables(self: *const Answer, result: *capi.Value) void {
    const given = self.system.given_variables();
    list(self.api, result, given.len);
    for (given, 0..) |one, i| {
        const pair = &result.of.vector.data.?[i];
        pair.kind = capi.kind_tuple;
        self.api.wasmtime_component_valtuple_new_uninit(&pair.of.vector, 2);
        for ([_][]const u8{ one.name, one.value }, pair.of.vector.data.?[0..2]) |text, *part| {
            part.kind = capi.kind_string;
            self.api.wasm_byte_vec_new(&part.of.string, text.len, text.ptr);
        }
        used.variables.add("", one.name);
    }
}

fn bytes(self: *const Answer, state: *State, result: *capi.Value, size: usize) void {
    list(self.api, result, size);
    if (size == 0) return;
    var source: Source = .of(self, state);
    for (result.of.vector.data.?[0..size]) |*one| one.* = .{ .kind = capi.kind_u8, .of = .{ .u8 = source.next() } };
}

fn number(self: *const Answer, state: *State) u64 {
    var drawn: [8]u8 = undefined;
    var source: Source = .of(self, state);
    for (&drawn) |*one| one.* = source.next();
    return std.mem.readInt(u64, &drawn, .little);
}

/// Where random bytes come from: a seed, or the system.
const Source = union(enum) {
    seed: Stream,
    system: struct { block: [32]u8 = undefined, left: usize = 0 },

    fn of(self: *const Answer, state: *State) Source {
        return if (self.system.fixed.random) |seed| .{ .seed = .{ .seed = seed, .state = state } } else .{ .system = .{} };
    }

    fn next(self: *Source) u8 {
        switch (self.*) {
            .seed => |*stream| return stream.next(),
            .system => |*drawn| {
                if (drawn.left == 0) drawn.* = .{ .block = private.random(32) orelse @panic("the system has no random bytes"), .left = 32 };
                drawn.left -= 1;
                return drawn.block[drawn.left];
            },
        }
    }
};

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
