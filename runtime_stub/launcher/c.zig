//! The few functions of the C library that the launcher calls, and their constants on Linux.
//!
//! The launcher is part of a program that the dynamic linker has loaded together with that library,
//! and is itself linked with nothing: `start.zig` finds the functions by their names.

const std = @import("std");
const builtin = @import("builtin");

pub const Lookup = *const fn (?*anyopaque, [*:0]const u8) callconv(.c) ?*anyopaque;
pub const Thread = *const fn (?*anyopaque) callconv(.c) ?*anyopaque;
pub const Main = *const fn (c_int, [*]const [*:0]const u8) callconv(.c) c_int;
const Plain = *const fn () callconv(.c) void;

pub const Functions = struct {
    __libc_start_main: *const fn (Main, c_int, [*]const [*:0]const u8, Plain, ?Plain, ?Plain, *anyopaque) callconv(.c) noreturn,
    dlsym: Lookup,
    open: *const fn ([*:0]const u8, c_int, ...) callconv(.c) c_int,
    close: *const fn (c_int) callconv(.c) c_int,
    read: *const fn (c_int, [*]u8, usize) callconv(.c) isize,
    write: *const fn (c_int, [*]const u8, usize) callconv(.c) isize,
    statx: *const fn (c_int, [*:0]const u8, c_int, c_uint, *Statx) callconv(.c) c_int,
    posix_memalign: *const fn (*?*anyopaque, usize, usize) callconv(.c) c_int,
    free: *const fn (?*anyopaque) callconv(.c) void,
    time: *const fn (?*i64) callconv(.c) i64,
    usleep: *const fn (c_uint) callconv(.c) c_int,
    pthread_create: *const fn (*c_ulong, ?*anyopaque, Thread, ?*anyopaque) callconv(.c) c_int,
    clock_gettime: *const fn (c_int, *Moment) callconv(.c) c_int,
    isatty: *const fn (c_int) callconv(.c) c_int,
    signal: *const fn (c_int, usize) callconv(.c) usize,
    pthread_mutex_lock: *const fn (*anyopaque) callconv(.c) c_int,
    pthread_mutex_unlock: *const fn (*anyopaque) callconv(.c) c_int,
    pthread_key_create: *const fn (*c_uint, *const fn (?*anyopaque) callconv(.c) void) callconv(.c) c_int,
    pthread_getspecific: *const fn (c_uint) callconv(.c) ?*anyopaque,
    pthread_setspecific: *const fn (c_uint, ?*const anyopaque) callconv(.c) c_int,
    pthread_join: *const fn (c_ulong, ?*?*anyopaque) callconv(.c) c_int,
    inet_pton: *const fn (c_int, [*:0]const u8, *anyopaque) callconv(.c) c_int,
    sysconf: *const fn (c_int) callconv(.c) c_long,
    strerror: *const fn (c_int) callconv(.c) [*:0]const u8,
    __errno_location: *const fn () callconv(.c) *c_int,
    _exit: *const fn (c_int) callconv(.c) noreturn,
    environ: *[*:null]?[*:0]const u8,
};

pub var lib: Functions = undefined;

/// Fill a table of functions; the name of one that is not there, or null.
pub fn find(comptime Table: type, table: *Table, lookup: Lookup) ?[:0]const u8 {
    inline for (comptime std.meta.fieldNames(Table)) |name| {
        @field(table, name) = @ptrCast(@alignCast(lookup(null, name) orelse return name));
    }
    return null;
}

/// `struct statx`, as the kernel has it.
pub const Statx = extern struct {
    mask: u32,
    block_size: u32,
    attributes: u64,
    links: u32,
    owner: u32,
    group: u32,
    mode: u16,
    _spare: u16,
    inode: u64,
    size: u64,
    _rest: [26]u64,
};

pub const Moment = extern struct { seconds: i64, nanoseconds: i64 };

/// Seconds since some moment, by a clock that nobody sets.
pub fn now() f64 {
    const monotonic = 1;
    var found: Moment = undefined;
    _ = lib.clock_gettime(monotonic, &found);
    return @as(f64, @floatFromInt(found.seconds)) + @as(f64, @floatFromInt(found.nanoseconds)) / 1e9;
}

pub const rdonly = 0;
pub const cloexec = 0o2000000;
pub const directory = if (builtin.cpu.arch == .aarch64) 0o40000 else 0o200000;

/// What only one thread has at a time.
pub const Lock = struct {
    mutex: [64]u8 align(16) = @splat(0), // as PTHREAD_MUTEX_INITIALIZER, and no smaller than the largest

    pub fn take(self: *Lock) void {
        _ = lib.pthread_mutex_lock(&self.mutex);
    }

    pub fn give_back(self: *Lock) void {
        _ = lib.pthread_mutex_unlock(&self.mutex);
    }
};

/// A variable of the environment.
pub fn variable(name: []const u8) ?[]const u8 {
    var at: usize = 0;
    while (lib.environ.*[at]) |pair| : (at += 1) {
        const key, const value = std.mem.cutScalar(u8, std.mem.span(pair), '=') orelse continue;
        if (std.mem.eql(u8, key, name)) return value;
    }
    return null;
}

pub fn processors() usize {
    const online = 84;
    return @intCast(@max(1, lib.sysconf(online)));
}

pub fn failure() []const u8 {
    return std.mem.span(lib.strerror(lib.__errno_location().*));
}

pub fn stat(fd: c_int) ?Statx {
    var found: Statx = undefined;
    const empty_path = 0x1000;
    const basic = 0x7ff;
    return if (lib.statx(fd, "", empty_path, basic, &found) == 0) found else null;
}

pub fn write_all(fd: c_int, data: []const u8) bool {
    var done: usize = 0;
    while (done < data.len) {
        const count = lib.write(fd, data.ptr + done, data.len - done);
        if (count <= 0) return false;
        done += @intCast(count);
    }
    return true;
}
