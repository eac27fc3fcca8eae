//! Memories that are counted, where a run has bounds for them: the engine has them made by `meter.zig`.

const std = @import("std");
const capi = @import("capi.zig");
const headers = @import("header.zig");
const meters = @import("meter");
const os = @import("os.zig").os;
const say = @import("say.zig");

const unbounded = std.math.maxInt(u64);

/// What makes the memories, for one instance at a time.
var maker: meters.Maker = undefined;
var making: os.Lock = .{};

/// Have the engine that is configured make its memories so.
pub fn configure(api: *const capi.Api, config: capi.Object) void {
    maker = .{ .fail = api.wasmtime_error_new, .meter = undefined };
    api.wasmtime_config_host_memory_creator_set(config, &.{ .env = &maker, .make = &meters.make });
    api.wasmtime_config_memory_init_cow_set(config, false);
}

/// Count what is made by this meter, until it is done.
pub fn begin(meter: *meters.Meter) void {
    making.take();
    maker.meter = meter;
}

pub fn done() void {
    making.give_back();
}

pub fn meter_of(limits: headers.Limits) meters.Meter {
    return .{ .each = limits.memory_bytes orelse unbounded, .all = limits.total_memory_bytes orelse unbounded };
}

/// Which bound memory was refused by, in words; null where none was.
pub fn spent(meter: *const meters.Meter) ?[]const u8 {
    return switch (meter.met) {
        .none => null,
        .each => say.text("a memory would have {s} bytes; `memory_bytes` allows {s}", .{ grouped(meter.wanted), grouped(meter.each) }),
        .all => say.text("all memories together would have {s} bytes; `total_memory_bytes` allows {s}", .{ grouped(meter.wanted), grouped(meter.all) }),
        .system => say.text("the system has no {s} bytes of memory", .{grouped(meter.wanted)}),
    };
}

/// A number with a comma before each three digits from the end.
fn grouped(number: u64) []const u8 {
    if (number < 1000) return say.text("{d}", .{number});
    return say.text("{s},{d:0>3}", .{ grouped(number / 1000), number % 1000 });
}
