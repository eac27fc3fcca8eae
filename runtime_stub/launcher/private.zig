//! Folders and files on Linux that are ours and closed to others, by the system's calls alone: what is
//! kept in them is run. No link is followed, and a file is put in place whole or not at all.

const std = @import("std");
const linux = std.os.linux;

pub const Folder = i32;
pub const memory = std.heap.page_allocator;
pub const others = 0o077;
pub const others_write = 0o022;
const regular = 0o100000;
const folder_kind = 0o040000;

/// What a system call gave; null where it failed.
pub fn done(result: usize) ?i32 {
    return if (linux.errno(result) == .SUCCESS) @truncate(@as(isize, @bitCast(result))) else null;
}

pub fn joined(one: []const u8, other: []const u8) ?[:0]const u8 {
    return std.fmt.allocPrintSentinel(memory, "{s}{s}", .{ one, other }, 0) catch null;
}

/// A folder of flowc's: in the place that was chosen, or below the user's own or the usual one.
pub fn place(chosen: []const u8, home: []const u8, comptime usual: []const u8, comptime name: []const u8) ?[:0]const u8 {
    if (std.mem.startsWith(u8, chosen, "/")) return joined(chosen, "/flowc" ++ name);
    return if (std.mem.startsWith(u8, home, "/")) joined(home, "/" ++ usual ++ "/flowc" ++ name) else null;
}

/// A folder that is ours and nobody else's, made if need be; null where there can be none.
pub fn folder(path: [:0]const u8) ?i32 {
    return opened_folder(path) orelse {
        make_folders(path);
        return opened_folder(path);
    };
}

/// The same, where it is there already.
pub fn opened_folder(path: [:0]const u8) ?i32 {
    const file = done(linux.open(path, .{ .DIRECTORY = true, .NOFOLLOW = true, .CLOEXEC = true }, 0)) orelse return null;
    if (is_ours(file, folder_kind, others)) return file;
    _ = linux.close(file);
    return null;
}

/// Make a folder and those around it, the outermost first.
fn make_folders(path: [:0]const u8) void {
    for (path[1..], 1..) |byte, at| if (byte == '/') {
        const outer = memory.dupeSentinel(u8, path[0..at], 0) catch return;
        _ = linux.mkdirat(linux.AT.FDCWD, outer, 0o700);
    };
    _ = linux.mkdirat(linux.AT.FDCWD, path, 0o700);
}

/// A file of ours on which others have none of the rights that are denied them; null for any other.
pub fn opened(in: i32, name: [:0]const u8, denied: u16) ?i32 {
    const file = done(linux.openat(in, name, .{ .NOFOLLOW = true, .CLOEXEC = true }, 0)) orelse return null;
    if (is_ours(file, regular, denied)) return file;
    _ = linux.close(file);
    return null;
}

/// Put a file in place at once: whoever reads it meanwhile sees the old or the new one.
pub fn write(in: i32, name: [:0]const u8, parts: []const []const u8, mode: linux.mode_t) bool {
    const temporary = written(in, parts, mode) orelse return false;
    if (done(linux.renameat(in, temporary, in, name)) != null) return true;
    _ = linux.unlinkat(in, temporary, 0);
    return false;
}

/// Write a file unless there is one of its name.
pub fn write_first(in: i32, name: [:0]const u8, data: []const u8, mode: linux.mode_t) void {
    const temporary = written(in, &.{data}, mode) orelse return;
    _ = linux.linkat(in, temporary, in, name, 0);
    _ = linux.unlinkat(in, temporary, 0);
}

/// Write a new file; return its name.
fn written(in: i32, parts: []const []const u8, mode: linux.mode_t) ?[:0]const u8 {
    const name = std.fmt.allocPrintSentinel(memory, ".{x}", .{random(8) orelse return null}, 0) catch return null;
    const file = done(linux.openat(in, name, .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true }, mode)) orelse return null;
    defer _ = linux.close(file);
    for (parts) |part| if (!write_all(file, part)) {
        _ = linux.unlinkat(in, name, 0);
        return null;
    };
    return name;
}

pub fn random(comptime size: usize) ?[size]u8 {
    var made: [size]u8 = undefined;
    return if (linux.getrandom(&made, size, 0) == size) made else null;
}

pub fn write_all(file: i32, data: []const u8) bool {
    var rest = data;
    while (rest.len > 0) {
        const count = done(linux.write(file, rest.ptr, @min(rest.len, 1 << 30))) orelse return false;
        rest = rest[@intCast(count)..];
    }
    return true;
}

/// All that is in a file.
pub fn read_all(file: i32) ?[]const u8 {
    const data = memory.alloc(u8, size_of(file)) catch return null;
    var read: usize = 0;
    while (read < data.len) {
        const count = done(linux.read(file, data[read..].ptr, @min(data.len - read, 1 << 30))) orelse return null;
        if (count == 0) return null;
        read += @intCast(count);
    }
    return data;
}

pub fn size_of(file: i32) u64 {
    return if (status(file)) |found| found.size else 0;
}

fn status(file: i32) ?linux.Statx {
    var found: linux.Statx = undefined;
    return if (done(linux.statx(file, "", linux.AT.EMPTY_PATH, linux.STATX.BASIC_STATS, &found)) != null) found else null;
}

/// Whether an open file is of a kind, ours, and has none of the rights that others must not have.
fn is_ours(file: i32, kind: u16, denied: u16) bool {
    const found = status(file) orelse return false;
    return found.mode & 0o170000 == kind and found.uid == linux.geteuid() and found.mode & denied == 0;
}
