//! Folders and files on macOS that are ours and closed to others, as `private.zig` has them on Linux: what
//! is kept in them is run. No link is followed, and a file is put in place whole or not at all.

const std = @import("std");
const macos = @import("macos.zig");
const posix = @import("posix.zig");
const say = @import("say.zig");
const variables = @import("variables.zig");
const lib = macos.lib;

pub const Folder = c_int;
pub const others = 0o077;
pub const others_write = 0o022;
const no_links = 0x100;
const folder_kind = 0o040000;
const regular = 0o100000;

pub fn joined(one: []const u8, other: []const u8) ?[:0]const u8 {
    return say.name(say.text("{s}{s}", .{ one, other }));
}

/// A folder of flowc's in the user's library.
pub fn place(comptime name: []const u8) ?[:0]const u8 {
    const home = variables.get("HOME") orelse return null;
    return if (std.mem.startsWith(u8, home, "/")) joined(home, "/Library/" ++ name) else null;
}

/// A folder that is ours and nobody else's, made if need be; null where there can be none.
pub fn folder(path: [:0]const u8) ?Folder {
    return opened_folder(path) orelse {
        for (path[1..], 1..) |byte, at| if (byte == '/') {
            _ = lib.mkdir(say.name(path[0..at]), 0o700);
        };
        _ = lib.mkdir(path, 0o700);
        return opened_folder(path);
    };
}

/// The same, where it is there already.
pub fn opened_folder(path: [:0]const u8) ?Folder {
    return ours(lib.open(path, macos.directory | no_links | macos.cloexec), folder_kind, others);
}

/// A file of ours on which others have none of the rights that are denied them; null for any other.
pub fn opened(in: Folder, name: [:0]const u8, denied: u16) ?c_int {
    return ours(lib.openat(in, name, no_links | macos.cloexec), regular, denied);
}

fn ours(file: c_int, kind: u16, denied: u16) ?c_int {
    if (file < 0) return null;
    if (macos.status(file)) |found| {
        if (found.mode & 0o170000 == kind and found.owner == lib.geteuid() and found.mode & denied == 0) return file;
    }
    _ = lib.close(file);
    return null;
}

/// All that is in a file.
pub fn read_all(file: c_int) ?[]const u8 {
    const size = (macos.status(file) orelse return null).size;
    const data = say.memory.alloc(u8, size) catch return null;
    var read: usize = 0;
    while (read < data.len) {
        const count = posix.read(file, data[read..]) orelse return null;
        if (count == 0) return null;
        read += count;
    }
    return data;
}

/// Put a file in place at once: whoever reads it meanwhile sees the old or the new one.
pub fn write(in: Folder, name: [:0]const u8, parts: []const []const u8, mode: u16) bool {
    const temporary = written(in, parts, mode) orelse return false;
    if (lib.renameat(in, temporary, in, name) == 0) return true;
    _ = lib.unlinkat(in, temporary, 0);
    return false;
}

/// Write a file unless there is one of its name.
pub fn write_first(in: Folder, name: [:0]const u8, data: []const u8, mode: u16) void {
    const temporary = written(in, &.{data}, mode) orelse return;
    _ = lib.linkat(in, temporary, in, name, 0);
    _ = lib.unlinkat(in, temporary, 0);
}

/// Write a new file; return its name.
fn written(in: Folder, parts: []const []const u8, mode: u16) ?[:0]const u8 {
    const name = say.name(say.text(".{x}", .{random(8) orelse return null}));
    const write_only_new = 0x0001 | 0x0200 | 0x0800;
    const file = lib.openat(in, name, write_only_new | macos.cloexec, @as(c_uint, mode));
    if (file < 0) return null;
    defer _ = lib.close(file);
    for (parts) |part| if (!posix.write_all(file, part)) {
        _ = lib.unlinkat(in, name, 0);
        return null;
    };
    return name;
}

pub fn random(comptime size: usize) ?[size]u8 {
    var made: [size]u8 = undefined;
    return if (lib.getentropy(&made, size) == 0) made else null;
}
