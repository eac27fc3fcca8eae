//! Private folders and files on Linux, by the system's calls alone: `packed.zig` has no C library.

const std = @import("std");
const linux = std.os.linux;
const Lookup = @import("private.zig").Lookup;
const joined = @import("private.zig").joined;

pub const Folder = i32;
pub const File = i32;
pub const memory = std.heap.page_allocator;
const folder_kind = 0o040000;
const regular = 0o100000;

/// What a system call gave; null where it failed.
pub fn done(result: usize) ?i32 {
    return if (linux.errno(result) == .SUCCESS) @truncate(@as(isize, @bitCast(result))) else null;
}

pub fn caches(variable: Lookup) ?[]const u8 {
    return below(variable, "XDG_CACHE_HOME", "/.cache");
}

pub fn state(variable: Lookup) ?[:0]const u8 {
    return below(variable, "XDG_STATE_HOME", "/.local/state");
}

/// flowc's folder in the place that a variable names, or in the usual one below the user's own.
fn below(variable: Lookup, chosen: []const u8, comptime usual: []const u8) ?[:0]const u8 {
    const place_named = variable(chosen) orelse "";
    if (std.mem.startsWith(u8, place_named, "/")) return joined(place_named, "/flowc");
    const home = variable("HOME") orelse "";
    return if (std.mem.startsWith(u8, home, "/")) joined(home, usual ++ "/flowc") else null;
}

pub fn make_folder(path: [:0]const u8) void {
    _ = linux.mkdirat(linux.AT.FDCWD, path, 0o700);
}

pub fn open_folder(path: [:0]const u8, denied: u16) ?Folder {
    return ours(done(linux.open(path, .{ .DIRECTORY = true, .NOFOLLOW = true, .CLOEXEC = true }, 0)), folder_kind, denied);
}

/// Nobody is waited for: a pipe of that name might never have anything to say.
pub fn open(in: Folder, name: [:0]const u8, denied: u16) ?File {
    return ours(done(linux.openat(in, name, .{ .NOFOLLOW = true, .NONBLOCK = true, .CLOEXEC = true }, 0)), regular, denied);
}

/// An open file, if it is of a kind, ours, and has none of the rights that others must not have.
fn ours(file: ?File, kind: u16, denied: u16) ?File {
    const known = file orelse return null;
    if (status(known)) |found| {
        if (found.mode & 0o170000 == kind and found.uid == linux.geteuid() and found.mode & denied == 0) return known;
    }
    close(known);
    return null;
}

fn status(file: File) ?linux.Statx {
    var found: linux.Statx = undefined;
    return if (done(linux.statx(file, "", linux.AT.EMPTY_PATH, linux.STATX.BASIC_STATS, &found)) != null) found else null;
}

pub fn size_of(file: File) u64 {
    return if (status(file)) |found| found.size else 0;
}

pub fn read(file: File, space: []u8) ?usize {
    return @intCast(done(linux.read(file, space.ptr, @min(space.len, 1 << 30))) orelse return null);
}

pub fn create(in: Folder, name: [:0]const u8, mode: u16) ?File {
    return done(linux.openat(in, name, .{ .ACCMODE = .WRONLY, .CREAT = true, .EXCL = true, .CLOEXEC = true }, mode));
}

pub fn write_all(file: File, data: []const u8) bool {
    var rest = data;
    while (rest.len > 0) {
        const count = done(linux.write(file, rest.ptr, @min(rest.len, 1 << 30))) orelse return false;
        rest = rest[@intCast(count)..];
    }
    return true;
}

pub fn close(file: File) void {
    _ = linux.close(file);
}

/// Put one file in another's place.
pub fn replace(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    return done(linux.renameat(in, from, in, to)) != null;
}

/// Put a file where there is none; whether its first name is gone by that.
pub fn place(in: Folder, from: [:0]const u8, to: [:0]const u8) bool {
    _ = linux.linkat(in, from, in, to, 0);
    return false;
}

pub fn remove(in: Folder, name: [:0]const u8) void {
    _ = linux.unlinkat(in, name, 0);
}

pub fn fill_random(space: []u8) bool {
    return linux.getrandom(space.ptr, space.len, 0) == space.len;
}
