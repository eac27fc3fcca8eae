//! Private folders and files on Windows. They lie below the user's local data, which the system opens to the
//! user, itself and its administrators; while a file is open here nobody can write to it.

const files = @import("windows_files.zig");
const say = @import("say.zig");
const start = @import("windows_start.zig");
const Library = @import("windows_library.zig").Library;
const Lookup = @import("private.zig").Lookup;
const joined = @import("private.zig").joined;
const lib = &@import("windows_calls.zig").lib;

pub const Folder = []const u8;
pub const File = files.File;
pub const memory = @import("heap.zig").allocator;

pub fn caches(variable: Lookup) ?[]const u8 {
    const local = variable("LOCALAPPDATA") orelse return null;
    return if (local.len > 0) joined(local, "/flowc") else null;
}

pub fn state(variable: Lookup) ?[:0]const u8 {
    return joined(caches(variable) orelse return null, "/state");
}

pub fn make_folder(path: [:0]const u8) void {
    _ = lib.CreateDirectoryW(files.wide(path) orelse return, null);
}

pub fn open_folder(path: [:0]const u8, _: u16) ?Folder {
    return if (files.is_folder(path)) path else null;
}

pub fn open(in: Folder, name: [:0]const u8, _: u16) ?File {
    return (Library.open(inner(in, name)) orelse return null).file;
}

fn inner(in: Folder, name: []const u8) []const u8 {
    return say.text("{s}/{s}", .{ in, name });
}

pub fn size_of(file: File) u64 {
    var size: u64 = 0;
    return if (lib.GetFileSizeEx(file, &size) != 0) size else 0;
}

pub const read = files.read;
pub const write_all = files.write_all;

pub fn close(file: File) void {
    _ = lib.CloseHandle(file);
}

pub fn create(in: Folder, name: [:0]const u8, _: u16) ?File {
    const write_access = 0x40000000;
    const only_new = 1;
    const file = lib.CreateFileW(files.wide(inner(in, name)) orelse return null, write_access, 0, null, only_new, 0, 0);
    return if (file == -1) null else file;
}

/// Put one file in another's place.
pub fn replace(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    const replacing = 1;
    return moved(in, from, to, replacing);
}

/// Put a file where there is none; whether its first name is gone by that.
pub fn place(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    return moved(in, from, to, 0);
}

fn moved(in: Folder, from: []const u8, to: []const u8, how: u32) bool {
    const old, const new = .{ files.wide(inner(in, from)) orelse return false, files.wide(inner(in, to)) orelse return false };
    return lib.MoveFileExW(old, new, how) != 0;
}

pub fn remove(in: Folder, name: [:0]const u8) void {
    _ = lib.DeleteFileW(files.wide(inner(in, name)) orelse return);
}

pub fn fill_random(space: []u8) bool {
    const Random = *const fn (?*anyopaque, [*]u8, u32, u32) callconv(.winapi) i32;
    const of_the_system = 2;
    const found = start.function_of(start.module("bcrypt.dll"), "BCryptGenRandom") orelse return false;
    return @as(Random, @ptrCast(@alignCast(found)))(null, space.ptr, @intCast(space.len), of_the_system) == 0;
}
