//! What a run used, counted for its audit: calls of the system's functions, requests and connections by
//! the right that allows them, files and variables by their names. `Count` of
//! `flowrt/engine/system/standins.py`, shared by all threads.

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
/// Requests and connections that a rule allows, by the rule; and those that none does, by the capability.
pub var reached: Table = .{};
pub var refused: Table = .{};
/// What was done with each file; and why files were not used, by their names where they are there, else
/// by the granted folder.
pub var files: Files = .{};
pub var missed: Files = .{};
pub var variables: Table = .{};
/// The interfaces of which every call is counted.
pub var seen: Table = .{};

const most_files = 10_000;
/// What stands for files of which there are too many.
const other_files = "...";

var lock: os.Lock = .{};

pub const Table = struct {
    counts: std.HashMapUnmanaged(Key, u64, Key.Context, 80) = .empty,

    const Key = struct {
        of: []const u8,
        name: []const u8,

        const Context = struct {
            pub fn hash(_: Context, key: Key) u64 {
                return std.hash.Wyhash.hash(std.hash.Wyhash.hash(0, key.of), key.name);
            }

            pub fn eql(_: Context, one: Key, other: Key) bool {
                return std.mem.eql(u8, one.name, other.name) and std.mem.eql(u8, one.of, other.of);
            }
        };
    };

    /// Count once more, if anything is counted.
    pub fn add(self: *Table, of: []const u8, name: []const u8) void {
        if (!is_on) return;
        lock.take();
        defer lock.give_back();
        self.count(of, name);
    }

    fn count(self: *Table, of: []const u8, name: []const u8) void {
        const found = self.counts.getOrPut(memory, .{ .of = of, .name = name }) catch say.no_memory();
        if (!found.found_existing) {
            found.key_ptr.* = .{ .of = kept(of), .name = kept(name) };
            found.value_ptr.* = 0;
        }
        found.value_ptr.* += 1;
    }

    pub fn has(self: *const Table, of: []const u8, name: []const u8) bool {
        return self.counts.contains(.{ .of = of, .name = name });
    }

    /// The rows, by what they are of, and then by name.
    pub fn sorted(self: *const Table) []const Row {
        var rows: std.ArrayList(Row) = .empty;
        var each = self.counts.iterator();
        while (each.next()) |one| rows.append(memory, .{ .of = one.key_ptr.of, .name = one.key_ptr.name, .count = one.value_ptr.* }) catch say.no_memory();
        std.mem.sort(Row, rows.items, {}, comes_first);
        return rows.items;
    }
};

/// Uses of files, or misses; the files beyond so many are not told apart.
pub const Files = struct {
    names: std.StringHashMapUnmanaged(void) = .empty,
    table: Table = .{},

    pub fn add(self: *Files, name: []const u8, uses: []const []const u8) void {
        lock.take();
        defer lock.give_back();
        const told = self.known(name) orelse other_files;
        for (uses) |use| self.table.count(told, use);
    }

    fn known(self: *Files, name: []const u8) ?[]const u8 {
        if (self.names.getKey(name)) |found| return found;
        if (self.names.count() == most_files) return null;
        const made = kept(name);
        self.names.put(memory, made, {}) catch say.no_memory();
        return made;
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
