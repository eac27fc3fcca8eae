//! The functions of the C library on Linux that the launcher calls, and their constants.
//!
//! The launcher is part of a program that the dynamic linker has loaded together with that library,
//! and is itself linked with nothing: `linux_start.zig` finds the functions by their names.

const std = @import("std");
const builtin = @import("builtin");
const linux = std.os.linux;
const posix = @import("posix.zig");
const say = @import("say.zig");
const variables = @import("variables.zig");

pub const Lookup = *const fn (?*anyopaque, [*:0]const u8) callconv(.c) ?*anyopaque;
pub const Main = *const fn (c_int, [*]const [*:0]const u8) callconv(.c) c_int;
const Plain = *const fn () callconv(.c) void;

pub const Functions = struct {
    __libc_start_main: *const fn (Main, c_int, [*]const [*:0]const u8, Plain, ?Plain, ?Plain, *anyopaque) callconv(.c) noreturn,
    dlsym: Lookup,
    dlopen: *const fn ([*:0]const u8, c_int) callconv(.c) ?*anyopaque,
    dlerror: *const fn () callconv(.c) ?[*:0]const u8,
    open: *const fn ([*:0]const u8, c_int, ...) callconv(.c) c_int,
    close: *const fn (c_int) callconv(.c) c_int,
    read: *const fn (c_int, [*]u8, usize) callconv(.c) isize,
    write: *const fn (c_int, [*]const u8, usize) callconv(.c) isize,
    readlink: *const fn ([*:0]const u8, [*]u8, usize) callconv(.c) isize,
    realpath: *const fn ([*:0]const u8, ?[*]u8) callconv(.c) ?[*:0]u8,
    statx: *const fn (c_int, [*:0]const u8, c_int, c_uint, *Statx) callconv(.c) c_int,
    mmap: *const fn (?*anyopaque, usize, c_int, c_int, c_int, i64) callconv(.c) *anyopaque,
    munmap: *const fn (*anyopaque, usize) callconv(.c) c_int,
    geteuid: *const fn () callconv(.c) u32,
    posix_memalign: *const fn (*?*anyopaque, usize, usize) callconv(.c) c_int,
    free: *const fn (?*anyopaque) callconv(.c) void,
    time: *const fn (?*i64) callconv(.c) i64,
    usleep: *const fn (c_uint) callconv(.c) c_int,
    pthread_create: *const fn (*posix.Thread, ?*anyopaque, posix.Work, ?*anyopaque) callconv(.c) c_int,
    clock_gettime: *const fn (c_int, *posix.Moment) callconv(.c) c_int,
    isatty: *const fn (c_int) callconv(.c) c_int,
    signal: *const fn (c_int, usize) callconv(.c) usize,
    pthread_mutex_lock: *const fn (*anyopaque) callconv(.c) c_int,
    pthread_mutex_unlock: *const fn (*anyopaque) callconv(.c) c_int,
    pthread_key_create: *const fn (*posix.Local, posix.Forget) callconv(.c) c_int,
    pthread_getspecific: *const fn (posix.Local) callconv(.c) ?*anyopaque,
    pthread_setspecific: *const fn (posix.Local, ?*const anyopaque) callconv(.c) c_int,
    pthread_join: *const fn (posix.Thread, ?*?*anyopaque) callconv(.c) c_int,
    inet_pton: *const fn (c_int, [*:0]const u8, *anyopaque) callconv(.c) c_int,
    sysconf: *const fn (c_int) callconv(.c) c_long,
    strerror: *const fn (c_int) callconv(.c) [*:0]const u8,
    __errno_location: *const fn () callconv(.c) *c_int,
    _exit: *const fn (c_int) callconv(.c) noreturn,
    environ: *[*:null]?[*:0]const u8,
};

pub var lib: Functions = undefined;

pub const Local = c_uint;
pub const cloexec = 0o2000000;
/// To write only, behind the end, of a file that is made if need be.
pub const append_or_make = 0o1 | 0o2000 | 0o100;
pub const directory = if (builtin.cpu.arch == .aarch64) 0o40000 else 0o200000;
pub const path_only = 0o10000000;
pub const monotonic = 1;
pub const internet_v6 = 10;
pub const processors_online = 84;
/// As PTHREAD_MUTEX_INITIALIZER, and no smaller than the largest.
pub const free_mutex: [64]u8 = @splat(0);

pub fn errno() c_int {
    return lib.__errno_location().*;
}

pub fn environment() [*:null]const ?[*:0]const u8 {
    return lib.environ.*;
}

/// `struct statx`, as the kernel has it.
const Statx = extern struct {
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
    _blocks_and_times: [11]u64,
    device: u64,
    _rest: [14]u64,
};

pub fn status(fd: c_int) ?posix.Status {
    var found: Statx = undefined;
    const empty_path = 0x1000;
    const basic = 0x7ff;
    if (lib.statx(fd, "", empty_path, basic, &found) != 0) return null;
    return .{ .mode = found.mode, .owner = found.owner, .links = found.links, .size = found.size, .id = .{ found.device, found.inode } };
}

/// A file in memory that has these bytes, with zeros for a part of them, and can have no others; null where there
/// can be none.
pub fn file_of(data: []const u8, hole: []const u8) ?c_int {
    const sealable = linux.MFD.CLOEXEC | linux.MFD.ALLOW_SEALING;
    const made = linux.memfd_create("flowc", sealable);
    if (linux.errno(made) != .SUCCESS) return null;
    const file: c_int = @intCast(made);
    const add_seals = 1033;
    const every_seal = 1 | 2 | 4 | 8;
    if (is_written(file, data, hole) and linux.errno(linux.fcntl(file, add_seals, every_seal)) == .SUCCESS) return file;
    posix.close(file);
    return null;
}

fn is_written(file: c_int, data: []const u8, hole: []const u8) bool {
    const at = if (hole.len > 0) @intFromPtr(hole.ptr) - @intFromPtr(data.ptr) else data.len;
    const after = at + hole.len;
    return linux.errno(linux.ftruncate(file, @intCast(data.len))) == .SUCCESS and
        posix.write_all(file, data[0..at]) and
        linux.errno(linux.lseek(file, @intCast(after), linux.SEEK.SET)) == .SUCCESS and
        posix.write_all(file, data[after..]);
}

/// The program's own file.
pub const program_path = "/proc/self/exe";
/// Whether machine code may be mapped over other memory; an aarch64 has marks of its own for some of its pages.
pub const can_cover = builtin.cpu.arch == .x86_64;

/// Map machine code, which lies in the program, over other memory; the file has it where the memory has it.
pub fn cover(place: [*]u8, code: []const u8) bool {
    const file = lib.open(program_path, cloexec);
    if (file < 0) return false;
    defer posix.close(file);
    const start = @import("linux_start.zig");
    const at = @intFromPtr(code.ptr) - start.program;
    const mapped = linux.mmap(place, code.len, .{ .READ = true, .EXEC = true }, .{ .TYPE = .PRIVATE, .FIXED = true }, file, @intCast(at));
    return linux.errno(mapped) == .SUCCESS;
}

/// What `dlsym` looks for functions in that are in the program.
pub const program_handle: ?*anyopaque = null;

/// The name of an open file, by which nothing else can be put in its place.
pub fn pinned(_: []const u8, fd: c_int) [:0]const u8 {
    return posix.path_of(fd);
}

/// Where engines lie that executables share: the user's, then everybody's.
pub fn shared_engines() []const []const u8 {
    const home = variables.get("HOME") orelse "";
    const data = variables.get("XDG_DATA_HOME") orelse "";
    const users = if (std.mem.startsWith(u8, data, "/")) say.text("{s}/flowrt/engines", .{data}) else if (std.mem.startsWith(u8, home, "/")) say.text("{s}/.local/share/flowrt/engines", .{home}) else "";
    return say.memory.dupe([]const u8, &.{ users, "/usr/local/lib/flowrt/engines", "/usr/lib/flowrt/engines" }) catch say.no_memory();
}

pub const engine_suffix = ".so";

/// The program's own part of `meter.zig` is as it is; there is no cache, as the engine is the program.
pub const pages = {};
pub const Cache = void;
