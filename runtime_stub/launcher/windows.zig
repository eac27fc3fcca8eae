//! Windows, by kernel32: what `posix.zig` is for the others. Here are the process, its threads, clocks,
//! memory and environment; files and consoles, and the engine's library, have their own.

const std = @import("std");
const calls = @import("windows_calls.zig");
const files = @import("windows_files.zig");
const libraries = @import("windows_library.zig");
const say = @import("say.zig");
const start_ = @import("windows_start.zig");
const lib = &calls.lib;

pub const File = files.File;
pub const stdin = files.stdin;
pub const stdout = files.stdout;
pub const stderr = files.stderr;
pub const open = files.open;
pub const append = files.append;
pub const is_folder = files.is_folder;
pub const is_there = files.is_there;
pub const hold_folder = files.hold_folder;
pub const is_removed = files.is_removed;
pub const open_streams = files.open_streams;
pub const is_closed = files.is_closed;
pub const real_path = files.real_path;
pub const is_device = files.is_device;
pub const is_same = files.is_same;
pub const read = files.read;
pub const write_all = files.write_all;
pub const is_terminal = files.is_terminal;
pub const carries_text = files.carries_text;
pub const failure = files.failure;
pub const reader_is_gone = files.reader_is_gone;

pub const Library = libraries.Library;
pub const engine_function = libraries.engine_function;
pub const shared_engines = libraries.shared_engines;
pub const engine_suffix = libraries.engine_suffix;
pub const pages = libraries.pages;

pub fn exit(code: u8) noreturn {
    const this_process = -1;
    while (true) _ = lib.TerminateProcess(this_process, code);
}

/// An interrupt ends the process at once, unless whoever started it has it ignored, which the system
/// sees to.
pub fn heed_signals() void {
    _ = lib.SetConsoleCtrlHandler(&interrupted, 1);
}

fn interrupted(_: u32) callconv(.winapi) c_int {
    exit(130);
}

/// Seconds since 1970.
pub fn today() i64 {
    return wall_clock().seconds;
}

pub const Moment = struct { seconds: i64, nanoseconds: i64 };

/// The time since 1970.
pub fn wall_clock() Moment {
    const from_1601_to_1970 = 11_644_473_600;
    const each_second = 10_000_000;
    var since_1601: u64 = 0;
    lib.GetSystemTimeAsFileTime(&since_1601);
    const seconds: i64 = @intCast(since_1601 / each_second);
    return .{ .seconds = seconds - from_1601_to_1970, .nanoseconds = @intCast(since_1601 % each_second * 100) };
}

/// Seconds since some moment, by a clock that nobody sets.
pub fn now() f64 {
    var count: u64 = 0;
    var each_second: u64 = 1;
    _ = lib.QueryPerformanceCounter(&count);
    _ = lib.QueryPerformanceFrequency(&each_second);
    return @as(f64, @floatFromInt(count)) / @as(f64, @floatFromInt(each_second));
}

/// Wait for at most a second.
pub fn sleep(seconds: f64) void {
    lib.Sleep(@intFromFloat(@ceil(@min(seconds, 1) * 1000)));
}

pub const Thread = *anyopaque;
pub const Work = calls.Work;

/// Begin a thread; null where there can be none.
pub fn start(work: Work, data: ?*anyopaque) ?Thread {
    return lib.CreateThread(null, 0, work, data, 0, null);
}

pub fn join(thread: Thread) void {
    const for_ever = std.math.maxInt(u32);
    _ = lib.WaitForSingleObject(thread, for_ever);
    _ = lib.CloseHandle(@bitCast(@intFromPtr(thread)));
}

/// What only one thread has at a time.
pub const Lock = struct {
    word: usize = 0,

    pub fn take(self: *Lock) void {
        lib.AcquireSRWLockExclusive(&self.word);
    }

    pub fn give_back(self: *Lock) void {
        lib.ReleaseSRWLockExclusive(&self.word);
    }
};

/// A place for a pointer that is each thread's own; when a thread ends it is to be forgotten.
pub const Local = u32;
pub const Forget = calls.Forget;

pub fn new_local(forget: Forget) ?Local {
    const none = std.math.maxInt(u32);
    const made = lib.FlsAlloc(forget);
    return if (made == none) null else made;
}

pub fn local(key: Local) ?*anyopaque {
    return lib.FlsGetValue(key);
}

pub fn set_local(key: Local, value: *anyopaque) void {
    _ = lib.FlsSetValue(key, value);
}

/// Read an address of IPv6; false where a text spells none.
pub fn read_ipv6(text: [:0]const u8, address: *[16]u8) bool {
    const internet_v6 = 23;
    const Read = *const fn (c_int, [*:0]const u8, *anyopaque) callconv(.winapi) c_int;
    const found = start_.function_of(start_.module("ws2_32.dll"), "inet_pton") orelse return false;
    return @as(Read, @ptrCast(@alignCast(found)))(internet_v6, text, address) == 1;
}

pub fn processors() usize {
    const all_groups = 0xffff;
    return @max(1, lib.GetActiveProcessorCount(all_groups));
}

/// The environment: `NAME=VALUE` each.
pub const Variables = struct {
    rest: [*:0]const u16,

    pub fn next(self: *Variables) ?[]const u8 {
        const one = std.mem.span(self.rest);
        if (one.len == 0) return null;
        self.rest += one.len + 1;
        return files.narrow(one);
    }
};

pub fn variables() Variables {
    return .{ .rest = lib.GetEnvironmentStringsW() };
}

/// Names of variables are the same in large letters and small ones.
pub fn is_named(name: []const u8, other: []const u8) bool {
    return std.ascii.eqlIgnoreCase(name, other);
}

/// A program's name, of what it was started by.
pub fn program_name(path: []const u8) []const u8 {
    const file = std.fs.path.basenameWindows(path);
    return if (std.ascii.endsWithIgnoreCase(file, ".exe")) file[0 .. file.len - 4] else file;
}

/// Nothing of ours is aligned to more than the system's heap gives.
pub fn alloc(size: usize, alignment: usize) ?[*]u8 {
    const given = 16;
    return if (alignment <= given) @ptrCast(lib.HeapAlloc(lib.GetProcessHeap(), 0, size)) else null;
}

pub fn free(data: [*]u8) void {
    _ = lib.HeapFree(lib.GetProcessHeap(), 0, data);
}

/// There are no files in memory, as Linux has them.
pub fn file_of(_: []const u8, _: []const u8) ?File {
    return null;
}

pub const program_path = "";
pub const can_cover = false;

pub fn cover(_: [*]u8, _: []const u8) bool {
    return false;
}

pub fn path_of(_: File) [:0]const u8 {
    unreachable;
}

pub fn close(_: File) void {}
