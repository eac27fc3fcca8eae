//! How long work may go on: until a deadline, or until nobody wants its result any more; as
//! `flowrt/run/scope.py` has it. Times are seconds by `os.now`.

const std = @import("std");
const os = @import("os.zig").os;

const slice = 0.05;

pub const Scope = struct {
    deadline: f64 = std.math.inf(f64),
    /// The branch that this is work of, and those around it.
    branch: ?*const Branch = null,

    pub fn lasting(wall_ms: ?u64) Scope {
        const bound = wall_ms orelse return .{};
        return .{ .deadline = os.now() + @as(f64, @floatFromInt(bound)) / 1000 };
    }

    /// One that ends after so many seconds, and not after this one.
    pub fn within(self: Scope, seconds: ?f64) Scope {
        const bound = seconds orelse return self;
        return .{ .deadline = @min(self.deadline, os.now() + bound), .branch = self.branch };
    }

    pub fn is_over(self: Scope) bool {
        return os.now() >= self.deadline or !self.is_wanted();
    }

    fn is_wanted(self: Scope) bool {
        var around = self.branch;
        while (around) |one| : (around = one.outer) {
            if (one.place > one.failed.load(.acquire)) return false;
        }
        return true;
    }

    /// Milliseconds that are left; null where there is no bound.
    pub fn left_ms(self: Scope) ?u64 {
        if (self.deadline == std.math.inf(f64)) return null;
        return @intFromFloat(@ceil(@max(0, self.deadline - os.now()) * 1000));
    }

    /// Wait, no longer than this lasts.
    pub fn pause(self: Scope, seconds: f64) void {
        const until = @min(self.deadline, os.now() + seconds);
        while (self.is_wanted()) {
            const left = until - os.now();
            if (left <= 0) return;
            const piece: f64 = if (self.branch != null) slice else 1;
            os.sleep(@min(left, piece));
        }
    }
};

/// One of several branches; it is no longer wanted once one before it has failed.
pub const Branch = struct {
    place: usize,
    failed: *const std.atomic.Value(usize),
    outer: ?*const Branch,
};
