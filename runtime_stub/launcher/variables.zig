//! Variables of the environment, by their names.

const std = @import("std");
const os = @import("os.zig").os;

pub const Variable = struct { name: []const u8, value: []const u8 };

pub const Each = struct {
    pairs: os.Variables,

    pub fn next(self: *Each) ?Variable {
        while (self.pairs.next()) |pair| {
            const name, const value = std.mem.cutScalar(u8, pair, '=') orelse continue;
            if (name.len > 0) return .{ .name = name, .value = value };
        }
        return null;
    }
};

pub fn every() Each {
    return .{ .pairs = os.variables() };
}

pub fn get(name: []const u8) ?[]const u8 {
    var each = every();
    while (each.next()) |one| if (os.is_named(one.name, name)) return one.value;
    return null;
}
