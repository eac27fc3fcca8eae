//! Linux and macOS, as far as they are alike: by the C library, whose functions and constants stand in
//! a file for each.

const std = @import("std");
pub const c = switch (@import("builtin").os.tag) {
    .macos => @import("macos.zig"),
    else => @import("linux.zig"),
};
const libraries = @import("posix_library.zig");
const say = @import("say.zig");

pub const File = c_int;
pub const stdin: File = 0;
pub const stdout: File = 1;
pub const stderr: File = 2;

pub fn open(path: []const u8) ?File {
    return opened(path, 0);
}

fn opened(path: []const u8, flags: c_int) ?File {
    const file = c.lib.open(say.name(path), flags | c.cloexec);
    return if (file < 0) null else file;
}

pub fn is_folder(path: []const u8) bool {
    const file = opened(path, c.directory) orelse return false;
    _ = c.lib.close(file);
    return true;
}

/// A folder that stays open, where the system can show what is open; null where it cannot.
pub fn hold_folder(path: []const u8) ?File {
    if (!is_folder("/proc/self/fd")) return null;
    return opened(path, c.directory | c.path_only);
}

/// Whether an open folder was removed.
pub fn is_removed(folder: File) bool {
    return if (c.status(folder)) |found| found.links == 0 else true;
}

/// Where a path leads, links and all; as far as it leads anywhere.
pub fn real_path(path: []const u8) []const u8 {
    if (c.lib.realpath(say.name(path), null)) |found| {
        defer c.lib.free(found);
        return say.text("{s}", .{std.mem.span(found)});
    }
    const outer = std.fs.path.dirnamePosix(path) orelse if (std.mem.eql(u8, path, "/")) return path else ".";
    return say.text("{s}/{s}", .{ std.mem.trimEnd(u8, real_path(outer), "/"), std.fs.path.basenamePosix(path) });
}

/// Whether a path leads to anything, of which a link is one.
pub fn is_there(path: [:0]const u8) bool {
    const no_link = 22;
    var target: [1]u8 = undefined;
    if (std.mem.findScalar(u8, path, 0) != null) return false;
    return c.lib.readlink(path, &target, target.len) >= 0 or c.errno() == no_link;
}

/// Open a file to write behind what it has; it is made if it is not there.
pub fn append(path: []const u8) ?File {
    const everybody = 0o666;
    const file = c.lib.open(say.name(path), c.append_or_make | c.cloexec, @as(c_uint, everybody));
    return if (file < 0) null else file;
}

/// How many bytes were read; none at the end, null where the system refused.
pub fn read(file: File, space: []u8) ?usize {
    const count = c.lib.read(file, space.ptr, space.len);
    return if (count < 0) null else @intCast(count);
}

pub fn write_all(file: File, data: []const u8) bool {
    var done: usize = 0;
    while (done < data.len) {
        const count = c.lib.write(file, data.ptr + done, data.len - done);
        if (count <= 0) return false;
        done += @intCast(count);
    }
    return true;
}

pub fn is_terminal(file: File) bool {
    return c.lib.isatty(file) != 0;
}

/// Whether it is a device that is read byte by byte, some of which have no end.
pub fn is_device(file: File) bool {
    return (c.status(file) orelse return false).mode & kind_of_file == 0o020000;
}

/// Whether two names led to one file.
pub fn is_same(file: File, other: File) bool {
    const one, const two = .{ c.status(file) orelse return false, c.status(other) orelse return false };
    return one.mode & kind_of_file == regular and std.mem.eql(u64, &one.id, &two.id);
}

/// Whether it is a file, a pipe or a socket, rather than a terminal, a device or closed.
pub fn carries_text(file: File) bool {
    return switch ((c.status(file) orelse return false).mode & kind_of_file) {
        regular, 0o010000, 0o140000 => true,
        else => false,
    };
}

/// Have the first three files be open: what is opened later would be taken for stdin, stdout or stderr. Those
/// that were closed can be neither read nor written, as before.
pub fn open_streams() void {
    while (true) {
        const file = c.lib.open("/", c.path_only | c.directory);
        if (file > stderr) _ = c.lib.close(file);
        if (file < 0 or file > stderr) return;
    }
}

/// Whether the system said last that a file is not open.
pub fn is_closed() bool {
    const no_file = 9;
    return c.errno() == no_file;
}

/// What the system said last, in words.
pub fn failure() []const u8 {
    return std.mem.span(c.lib.strerror(c.errno()));
}

/// Whether a write failed because nobody reads any more.
pub fn reader_is_gone() bool {
    const no_reader = 32;
    return c.errno() == no_reader;
}

pub fn exit(code: u8) noreturn {
    c.lib._exit(code);
}

/// A reader who goes away is told by `write`; an interrupt ends the process at once, as shells expect
/// it, unless whoever started it has it ignored.
pub fn heed_signals() void {
    const broken_pipe = 13;
    const interrupt = 2;
    const ignored = 1;
    _ = c.lib.signal(broken_pipe, ignored);
    if (c.lib.signal(interrupt, @intFromPtr(&interrupted)) == ignored) _ = c.lib.signal(interrupt, ignored);
}

fn interrupted(_: c_int) callconv(.c) void {
    exit(130);
}

/// Seconds since 1970.
pub fn today() i64 {
    return c.lib.time(null);
}

/// The time since 1970.
pub fn wall_clock() Moment {
    var found: Moment = undefined;
    _ = c.lib.clock_gettime(0, &found);
    return found;
}

pub const Moment = extern struct { seconds: i64, nanoseconds: i64 };

/// Seconds since some moment, by a clock that nobody sets.
pub fn now() f64 {
    var found: Moment = undefined;
    _ = c.lib.clock_gettime(c.monotonic, &found);
    return @as(f64, @floatFromInt(found.seconds)) + @as(f64, @floatFromInt(found.nanoseconds)) / 1e9;
}

/// Wait for at most a second.
pub fn sleep(seconds: f64) void {
    _ = c.lib.usleep(@intFromFloat(@min(seconds, 1) * 1e6));
}

pub const Thread = c_ulong;
pub const Work = *const fn (?*anyopaque) callconv(.c) ?*anyopaque;

/// Begin a thread; null where there can be none.
pub fn start(work: Work, data: ?*anyopaque) ?Thread {
    var thread: Thread = undefined;
    return if (c.lib.pthread_create(&thread, null, work, data) == 0) thread else null;
}

pub fn join(thread: Thread) void {
    _ = c.lib.pthread_join(thread, null);
}

/// What only one thread has at a time.
pub const Lock = struct {
    mutex: [64]u8 align(16) = c.free_mutex,

    pub fn take(self: *Lock) void {
        _ = c.lib.pthread_mutex_lock(&self.mutex);
    }

    pub fn give_back(self: *Lock) void {
        _ = c.lib.pthread_mutex_unlock(&self.mutex);
    }
};

/// A place for a pointer that is each thread's own; when a thread ends it is to be forgotten.
pub const Local = c.Local;
pub const Forget = *const fn (?*anyopaque) callconv(.c) void;

pub fn new_local(forget: Forget) ?Local {
    var made: Local = undefined;
    return if (c.lib.pthread_key_create(&made, forget) == 0) made else null;
}

pub fn local(key: Local) ?*anyopaque {
    return c.lib.pthread_getspecific(key);
}

pub fn set_local(key: Local, value: *anyopaque) void {
    _ = c.lib.pthread_setspecific(key, value);
}

/// Read an address of IPv6; false where a text spells none.
pub fn read_ipv6(text: [:0]const u8, address: *[16]u8) bool {
    return c.lib.inet_pton(c.internet_v6, text, address) == 1;
}

pub fn processors() usize {
    return @intCast(@max(1, c.lib.sysconf(c.processors_online)));
}

/// The environment: `NAME=VALUE` each.
pub const Variables = struct {
    rest: [*:null]const ?[*:0]const u8,

    pub fn next(self: *Variables) ?[]const u8 {
        const one = self.rest[0] orelse return null;
        self.rest += 1;
        return std.mem.span(one);
    }
};

pub fn variables() Variables {
    return .{ .rest = c.environment() };
}

pub fn is_named(name: []const u8, other: []const u8) bool {
    return std.mem.eql(u8, name, other);
}

/// A program's name, of what it was started by.
pub fn program_name(path: []const u8) []const u8 {
    return std.fs.path.basenamePosix(path);
}

pub fn alloc(size: usize, alignment: usize) ?[*]u8 {
    var found: ?*anyopaque = null;
    return if (c.lib.posix_memalign(&found, @max(alignment, @sizeOf(usize)), size) == 0) @ptrCast(found) else null;
}

pub fn free(data: [*]u8) void {
    c.lib.free(data);
}

pub fn close(file: File) void {
    _ = c.lib.close(file);
}

pub const file_of = c.file_of;
pub const program_path = c.program_path;
pub const can_cover = c.can_cover;
pub const cover = c.cover;

/// The path by which an open file can be opened once more.
pub fn path_of(file: File) [:0]const u8 {
    return say.name(say.text("/proc/self/fd/{d}", .{file}));
}

/// What an open file is, and who may do what with it; on which device it has which number.
pub const Status = struct { mode: u16, owner: u32, links: u32, size: u64, id: [2]u64 };
const kind_of_file = 0o170000;
pub const regular = 0o100000;

pub const Library = libraries.Library;
pub const engine_function = libraries.engine_function;
pub const shared_engines = c.shared_engines;
pub const engine_suffix = c.engine_suffix;
pub const pages = c.pages;
pub const Cache = c.Cache;
