//! What a thread has to say: the problem that ended its work, and what the engine said last.

const std = @import("std");
const c = @import("c.zig");
const engines = @import("engine.zig");
const say = @import("say.zig");

pub const Here = struct {
    problem: say.Problem = undefined,
    /// What the engine said last, in its words, and where code was when it trapped.
    cause: []const u8 = "",
    frames: []const engines.Frame = &.{},
    /// Which bound memory was refused by, in words.
    spent: ?[]const u8 = null,
};

var key: ?c_uint = null;
var first: Here = .{};

/// This thread's. Threads are told apart by the C library: the launcher has no storage of its own
/// that is each thread's.
pub fn here() *Here {
    const known = key orelse return &first;
    if (c.lib.pthread_getspecific(known)) |found| return @ptrCast(@alignCast(found));
    const made = @import("heap.zig").allocator.create(Here) catch say.no_memory();
    made.* = .{};
    _ = c.lib.pthread_setspecific(known, made);
    return made;
}

/// To be called before there is a second thread that has anything to say.
pub fn tell_threads_apart() void {
    if (key != null) return;
    var made: c_uint = undefined;
    if (c.lib.pthread_key_create(&made, &forget) != 0) say.no_memory();
    _ = c.lib.pthread_setspecific(made, &first);
    key = made;
}

fn forget(data: ?*anyopaque) callconv(.c) void {
    const self: *Here = @ptrCast(@alignCast(data.?));
    if (self != &first) @import("heap.zig").allocator.destroy(self);
}
