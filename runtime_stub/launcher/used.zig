//! What a run used, counted for its audit: calls of the system's functions, requests by the right that
//! allows them, variables by their names. `Count` of `flowrt/engine/system/standins.py`, shared by all threads.

const std = @import("std");
const os = @import("os.zig").os;
const say = @import("say.zig");
/// Memory that lasts as long as the program.
const memory = @import("heap.zig").allocator;

/// How often something was met: a name, and of what it is.
pub const Row = struct { of: []const u8, name: []const u8, count: u64 };

/// Whether anything is counted.
pub var is_on = false;
pub var calls: Table = .{};
/// Requests that a rule allows, by the rule; and those that none does, by the capability.
pub var reached: Table = .{};
pub var refused: Table = .{};
pub var variables: Table = .{};
/// The interfaces of which every call is counted.
pub var seen: Table = .{};

var lock: os.Lock = .{};

pub const Table = struct {
    rows: std.ArrayList(Row) = .empty,

    /// Count once more, if anything is counted.
    pub fn add(self: *Table, of: []const u8, name: []const u8) void {
        if (!is_on) return;
        lock.take();
        defer lock.give_back();
        for (self.rows.items) |*row| if (std.mem.eql(u8, row.of, of) and std.mem.eql(u8, row.name, name)) {
            row.count += 1;
            return;
        };
        self.rows.append(memory, .{ .of = kept(of), .name = kept(name), .count = 1 }) catch say.no_memory();
    }

    pub fn has(self: *const Table, name: []const u8) bool {
        for (self.rows.items) |row| if (std.mem.eql(u8, row.name, name)) return true;
        return false;
    }

    /// The rows, by what they are of, and then by name.
    pub fn sorted(self: *const Table) []const Row {
        std.mem.sort(Row, self.rows.items, {}, comes_first);
        return self.rows.items;
    }
};

fn kept(text: []const u8) []const u8 {
    return memory.dupe(u8, text) catch say.no_memory();
}

fn comes_first(_: void, one: Row, other: Row) bool {
    return switch (std.mem.order(u8, one.of, other.of)) {
        .lt => true,
        .gt => false,
        .eq => std.mem.lessThan(u8, one.name, other.name),
    };
}
