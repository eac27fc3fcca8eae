//! Private folders and files on macOS, by the C library.

const std = @import("std");
const macos = @import("macos.zig");
const posix = @import("posix.zig");
const Lookup = @import("private.zig").Lookup;
const joined = @import("private.zig").joined;
const lib = macos.lib;

pub const Folder = c_int;
pub const File = c_int;
pub const memory = @import("heap.zig").allocator;
const no_links = 0x100;
const no_waiting = 0x4;
const folder_kind = 0o040000;

pub fn caches(variable: Lookup) ?[]const u8 {
    return library(variable, "Caches");
}

pub fn state(variable: Lookup) ?[:0]const u8 {
    return library(variable, "Application Support");
}

/// flowc's folder in one of the user's library.
fn library(variable: Lookup, comptime name: []const u8) ?[:0]const u8 {
    const home = variable("HOME") orelse "";
    return if (std.mem.startsWith(u8, home, "/")) joined(home, "/Library/" ++ name ++ "/flowc") else null;
}

pub fn make_folder(path: [:0]const u8) void {
    _ = lib.mkdir(path, 0o700);
}

pub fn open_folder(path: [:0]const u8, denied: u16) ?Folder {
    return ours(lib.open(path, macos.directory | no_links | macos.cloexec), folder_kind, denied);
}

/// Nobody is waited for: a pipe of that name might never have anything to say.
pub fn open(in: Folder, name: [:0]const u8, denied: u16) ?File {
    return ours(lib.openat(in, name, no_links | no_waiting | macos.cloexec), posix.regular, denied);
}

/// An open file, if it is of a kind, ours, and has none of the rights that others must not have.
fn ours(file: c_int, kind: u16, denied: u16) ?File {
    if (file < 0) return null;
    if (macos.status(file)) |found| {
        if (found.mode & 0o170000 == kind and found.owner == lib.geteuid() and found.mode & denied == 0) return file;
    }
    close(file);
    return null;
}

pub fn size_of(file: File) u64 {
    return if (macos.status(file)) |found| found.size else 0;
}

pub const read = posix.read;
pub const write_all = posix.write_all;
pub const close = posix.close;

pub fn create(in: Folder, name: [:0]const u8, mode: u16) ?File {
    const write_only_new = 0x0001 | 0x0200 | 0x0800;
    const file = lib.openat(in, name, write_only_new | macos.cloexec, @as(c_uint, mode));
    return if (file < 0) null else file;
}

/// Put one file in another's place.
pub fn replace(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    return lib.renameat(in, from, in, to) == 0;
}

/// Put a file where there is none; whether its first name is gone by that.
pub fn place(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    _ = lib.linkat(in, from, in, to, 0);
    return false;
}

pub fn remove(in: Folder, name: [:0]const u8) void {
    _ = lib.unlinkat(in, name, 0);
}

pub fn fill_random(space: []u8) bool {
    return lib.getentropy(space.ptr, space.len) == 0;
}
