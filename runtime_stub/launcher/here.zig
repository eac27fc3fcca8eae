//! What a thread has to say: the problem that ended its work, and what the engine said last.

const std = @import("std");
const os = @import("os.zig").os;
const failures = @import("failure.zig");
const say = @import("say.zig");

pub const Here = struct {
    problem: say.Problem = undefined,
    /// What the engine said last, in its words, and where code was when it trapped.
    cause: []const u8 = "",
    frames: []const failures.Frame = &.{},
    /// Which bound memory was refused by, in words.
    spent: ?[]const u8 = null,
};

var key: ?os.Local = null;
var first: Here = .{};

/// This thread's. Threads are told apart by the system: the launcher has no storage of its own
/// that is each thread's.
pub fn here() *Here {
    const known = key orelse return &first;
    if (os.local(known)) |found| return @ptrCast(@alignCast(found));
    const made = @import("heap.zig").allocator.create(Here) catch say.no_memory();
    made.* = .{};
    os.set_local(known, made);
    return made;
}

/// To be called before there is a second thread that has anything to say.
pub fn tell_threads_apart() void {
    if (key != null) return;
    const made = os.new_local(&forget) orelse say.no_memory();
    os.set_local(made, &first);
    key = made;
}

fn forget(data: ?*anyopaque) callconv(.c) void {
    const self: *Here = @ptrCast(@alignCast(data.?));
    if (self != &first) @import("heap.zig").allocator.destroy(self);
}
