//! Folders and files on Windows that are the user's own, as `private.zig` has them on Linux. They lie below
//! the user's local data, which the system opens to the user, itself and its administrators; whatever
//! is put there is put in place whole or not at all.

const std = @import("std");
const say = @import("say.zig");
const start = @import("windows_start.zig");
const variables = @import("variables.zig");
const windows = @import("windows.zig");
const lib = &windows.lib;

pub const Folder = []const u8;
pub const others = 0;
pub const others_write = 0;

pub fn joined(one: []const u8, other: []const u8) ?[:0]const u8 {
    return say.name(say.text("{s}{s}", .{ one, other }));
}

/// A folder of flowc's below the user's local data.
pub fn place(comptime name: []const u8) ?[:0]const u8 {
    const local = variables.get("LOCALAPPDATA") orelse return null;
    return if (local.len > 0) joined(local, "/flowc" ++ name) else null;
}

/// A folder, made if need be; null where there can be none.
pub fn folder(path: [:0]const u8) ?Folder {
    for (path[1..], 1..) |byte, at| if (byte == '/' or byte == '\\') make(path[0..at]);
    make(path);
    return opened_folder(path);
}

fn make(path: []const u8) void {
    _ = lib.CreateDirectoryW(windows.wide(path) orelse return, null);
}

/// The same, where it is there already.
pub fn opened_folder(path: [:0]const u8) ?Folder {
    return if (windows.is_folder(path)) path else null;
}

/// A file that nobody can write to while it is open.
pub fn opened(in: Folder, name: [:0]const u8, _: u16) ?windows.Library {
    return windows.Library.open(inner(in, name));
}

/// A copy of all that is in a file, which is closed: another can then be put in its place.
pub fn read_all(file: windows.Library) ?[]const u8 {
    defer file.close();
    const data = file.map() orelse return null;
    defer windows.Library.unmap(data);
    return say.memory.dupe(u8, data) catch null;
}

fn inner(in: Folder, name: []const u8) []const u8 {
    return say.text("{s}/{s}", .{ in, name });
}

/// Put a file in place at once: whoever reads it meanwhile sees the old or the new one.
pub fn write(in: Folder, name: [:0]const u8, parts: []const []const u8, _: u16) bool {
    const replacing = 1;
    return moved(in, name, parts, replacing);
}

/// Write a file unless there is one of its name.
pub fn write_first(in: Folder, name: [:0]const u8, data: []const u8, _: u16) void {
    _ = moved(in, name, &.{data}, 0);
}

fn moved(in: Folder, name: []const u8, parts: []const []const u8, how: u32) bool {
    const temporary = inner(in, say.text(".{x}", .{random(8) orelse return false}));
    const from, const to = .{ windows.wide(temporary) orelse return false, windows.wide(inner(in, name)) orelse return false };
    if (written(from, parts) and lib.MoveFileExW(from, to, how) != 0) return true;
    _ = lib.DeleteFileW(from);
    return false;
}

fn written(path: [:0]const u16, parts: []const []const u8) bool {
    const write_access = 0x40000000;
    const only_new = 1;
    const file = lib.CreateFileW(path, write_access, 0, null, only_new, 0, 0);
    if (file == -1) return false;
    defer _ = lib.CloseHandle(file);
    for (parts) |part| if (!windows.write_all(file, part)) return false;
    return true;
}

pub fn random(comptime size: usize) ?[size]u8 {
    const Random = *const fn (?*anyopaque, [*]u8, u32, u32) callconv(.winapi) i32;
    const of_the_system = 2;
    const found = start.function_of(start.module("bcrypt.dll"), "BCryptGenRandom") orelse return null;
    var made: [size]u8 = undefined;
    return if (@as(Random, @ptrCast(@alignCast(found)))(null, &made, size, of_the_system) == 0) made else null;
}
