//! Folders and files that are ours and closed to others, since what is kept in them is run. No link is
//! followed, and a file is put in place whole or not at all. Each system has its own way to say so, in
//! `private_linux.zig`, `private_macos.zig` and `private_windows.zig`.

const std = @import("std");
const system = switch (@import("builtin").os.tag) {
    .macos => @import("private_macos.zig"),
    .windows => @import("private_windows.zig"),
    else => @import("private_linux.zig"),
};

pub const Folder = system.Folder;
pub const File = system.File;
pub const memory = system.memory;
/// Rights that others must not have.
pub const others = 0o077;
pub const others_write = 0o022;

/// What finds a variable of the environment.
pub const Lookup = *const fn ([]const u8) ?[]const u8;

/// A folder of flowc's caches, chosen as `flowc/cache.py` does it; null where there is to be none.
pub fn cache(comptime name: []const u8, variable: Lookup) ?[:0]const u8 {
    const chosen = variable("FLOWC_CACHE") orelse "";
    if (std.mem.eql(u8, chosen, "off")) return null;
    return if (chosen.len > 0) joined(chosen, "/" ++ name) else usual_cache(name, variable);
}

/// The same, where nobody has chosen.
pub fn usual_cache(comptime name: []const u8, variable: Lookup) ?[:0]const u8 {
    return joined(system.caches(variable) orelse return null, "/" ++ name);
}

/// The folder of what flowc has to remember.
pub fn state(variable: Lookup) ?[:0]const u8 {
    return system.state(variable);
}

pub fn joined(one: []const u8, other: []const u8) ?[:0]const u8 {
    return std.fmt.allocPrintSentinel(memory, "{s}{s}", .{ one, other }, 0) catch null;
}

/// A folder that is ours and nobody else's, made if need be; null where there can be none.
pub fn folder(path: [:0]const u8) ?Folder {
    return opened_folder(path) orelse {
        for (path[1..], 1..) |byte, at| if (byte == '/' or byte == '\\') system.make_folder(joined(path[0..at], "") orelse return null);
        system.make_folder(path);
        return opened_folder(path);
    };
}

/// The same, where it is there already.
pub fn opened_folder(path: [:0]const u8) ?Folder {
    return system.open_folder(path, others);
}

/// A file of ours on which others have none of the rights that are denied them; null for any other.
pub fn opened(in: Folder, name: [:0]const u8, denied: u16) ?File {
    return system.open(in, name, denied);
}

/// Bytes that anything kept has at most: code, and its seal.
const most = 1 << 30 | 1 << 12;

/// All that is in a file, which is closed; null where that is more than is ever kept.
pub fn read_all(file: File) ?[]const u8 {
    defer system.close(file);
    const size = size_of(file);
    if (size > most) return null;
    const data = memory.alloc(u8, @intCast(size)) catch return null;
    var filled: usize = 0;
    while (filled < data.len) {
        const count = system.read(file, data[filled..]) orelse return null;
        if (count == 0) return null;
        filled += count;
    }
    return data;
}

pub const size_of = system.size_of;
pub const write_all = system.write_all;
pub const close = system.close;

/// Put a file in place at once: whoever reads it meanwhile sees the old or the new one.
pub fn write(in: Folder, name: [:0]const u8, parts: []const []const u8, mode: u16) bool {
    const temporary = written(in, parts, mode) orelse return false;
    if (system.replace(in, temporary, name)) return true;
    system.remove(in, temporary);
    return false;
}

/// Write a file unless there is one of its name.
pub fn write_first(in: Folder, name: [:0]const u8, data: []const u8, mode: u16) void {
    const temporary = written(in, &.{data}, mode) orelse return;
    if (!system.place(in, temporary, name)) system.remove(in, temporary);
}

/// Write a new file; return its name.
fn written(in: Folder, parts: []const []const u8, mode: u16) ?[:0]const u8 {
    const name = std.fmt.allocPrintSentinel(memory, ".{x}", .{random(8) orelse return null}, 0) catch return null;
    const file = system.create(in, name, mode) orelse return null;
    const whole = for (parts) |part| {
        if (!system.write_all(file, part)) break false;
    } else true;
    close(file);
    if (whole) return name;
    system.remove(in, name);
    return null;
}

pub fn random(comptime size: usize) ?[size]u8 {
    var made: [size]u8 = undefined;
    return if (system.fill_random(&made)) made else null;
}
