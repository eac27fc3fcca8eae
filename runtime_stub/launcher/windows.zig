//! Windows, by kernel32: what `posix.zig` is for the others.
//!
//! Text is UTF-8 inside. The system takes and gives UTF-16, and so does a console; files and pipes carry
//! the bytes as they are, lines ending in a line feed.

const std = @import("std");
const environment = @import("variables.zig");
const say = @import("say.zig");
const start_ = @import("windows_start.zig");

/// A handle, or one of the three below, which the system knows by these numbers.
pub const File = isize;
pub const stdin: File = -10;
pub const stdout: File = -11;
pub const stderr: File = -12;

pub const Functions = struct {
    GetCommandLineW: *const fn () callconv(.winapi) [*:0]const u16,
    GetEnvironmentStringsW: *const fn () callconv(.winapi) [*:0]const u16,
    GetStdHandle: *const fn (i32) callconv(.winapi) isize,
    CreateFileW: *const fn ([*:0]const u16, u32, u32, ?*anyopaque, u32, u32, isize) callconv(.winapi) isize,
    ReadFile: *const fn (isize, [*]u8, u32, *u32, ?*anyopaque) callconv(.winapi) c_int,
    WriteFile: *const fn (isize, [*]const u8, u32, *u32, ?*anyopaque) callconv(.winapi) c_int,
    ReadConsoleW: *const fn (isize, [*]u16, u32, *u32, ?*anyopaque) callconv(.winapi) c_int,
    WriteConsoleW: *const fn (isize, [*]const u16, u32, *u32, ?*anyopaque) callconv(.winapi) c_int,
    GetConsoleMode: *const fn (isize, *u32) callconv(.winapi) c_int,
    SetConsoleCtrlHandler: *const fn (?*const fn (u32) callconv(.winapi) c_int, c_int) callconv(.winapi) c_int,
    GetFileType: *const fn (isize) callconv(.winapi) u32,
    GetFileAttributesW: *const fn ([*:0]const u16) callconv(.winapi) u32,
    GetLastError: *const fn () callconv(.winapi) u32,
    SetLastError: *const fn (u32) callconv(.winapi) void,
    FormatMessageW: *const fn (u32, ?*anyopaque, u32, u32, [*]u16, u32, ?*anyopaque) callconv(.winapi) u32,
    TerminateProcess: *const fn (isize, u32) callconv(.winapi) c_int,
    GetSystemTimeAsFileTime: *const fn (*u64) callconv(.winapi) void,
    QueryPerformanceCounter: *const fn (*u64) callconv(.winapi) c_int,
    QueryPerformanceFrequency: *const fn (*u64) callconv(.winapi) c_int,
    Sleep: *const fn (u32) callconv(.winapi) void,
    CreateThread: *const fn (?*anyopaque, usize, Work, ?*anyopaque, u32, ?*u32) callconv(.winapi) ?*anyopaque,
    WaitForSingleObject: *const fn (*anyopaque, u32) callconv(.winapi) u32,
    CloseHandle: *const fn (isize) callconv(.winapi) c_int,
    AcquireSRWLockExclusive: *const fn (*usize) callconv(.winapi) void,
    ReleaseSRWLockExclusive: *const fn (*usize) callconv(.winapi) void,
    FlsAlloc: *const fn (Forget) callconv(.winapi) u32,
    FlsGetValue: *const fn (u32) callconv(.winapi) ?*anyopaque,
    FlsSetValue: *const fn (u32, ?*anyopaque) callconv(.winapi) c_int,
    GetActiveProcessorCount: *const fn (u16) callconv(.winapi) u32,
    GetProcessHeap: *const fn () callconv(.winapi) *anyopaque,
    HeapAlloc: *const fn (*anyopaque, u32, usize) callconv(.winapi) ?*anyopaque,
    HeapFree: *const fn (*anyopaque, u32, *anyopaque) callconv(.winapi) c_int,
    CreateDirectoryW: *const fn ([*:0]const u16, ?*anyopaque) callconv(.winapi) c_int,
    MoveFileExW: *const fn ([*:0]const u16, [*:0]const u16, u32) callconv(.winapi) c_int,
    DeleteFileW: *const fn ([*:0]const u16) callconv(.winapi) c_int,
    GetFileSizeEx: *const fn (isize, *u64) callconv(.winapi) c_int,
    CreateFileMappingW: *const fn (isize, ?*anyopaque, u32, u32, u32, ?[*:0]const u16) callconv(.winapi) ?*anyopaque,
    MapViewOfFile: *const fn (*anyopaque, u32, u32, u32, usize) callconv(.winapi) ?[*]const u8,
    UnmapViewOfFile: *const fn (*const anyopaque) callconv(.winapi) c_int,
    GetFinalPathNameByHandleW: *const fn (isize, [*]u16, u32, u32) callconv(.winapi) u32,
    LoadLibraryExW: *const fn ([*:0]const u16, ?*anyopaque, u32) callconv(.winapi) ?*anyopaque,
    VirtualAlloc: *const fn (?*anyopaque, usize, u32, u32) callconv(.winapi) ?*anyopaque,
    VirtualFree: *const fn (*anyopaque, usize, u32) callconv(.winapi) c_int,
};

pub var lib: Functions = undefined;

fn handle(file: File) isize {
    return if (file <= stdin and file >= stderr) lib.GetStdHandle(@intCast(file)) else file;
}

pub fn open(path: []const u8) ?File {
    const name = wide(path) orelse return null;
    const read_access = 0x80000000;
    const shared_with_all = 7;
    const existing = 3;
    const found = lib.CreateFileW(name, read_access, shared_with_all, null, existing, 0, 0);
    return if (found == -1) null else found;
}

/// A name as the system takes it.
pub fn wide(text: []const u8) ?[:0]const u16 {
    return std.unicode.wtf8ToWtf16LeAllocZ(say.memory, text) catch |failed| {
        if (failed == error.OutOfMemory) say.no_memory();
        const invalid_name = 123;
        lib.SetLastError(invalid_name);
        return null;
    };
}

fn narrow(text: []const u16) []const u8 {
    return std.unicode.wtf16LeToWtf8Alloc(say.memory, text) catch say.no_memory();
}

pub fn is_folder(path: []const u8) bool {
    const found = lib.GetFileAttributesW(wide(path) orelse return false);
    const folder = 0x10;
    return found != std.math.maxInt(u32) and found & folder != 0;
}

/// How many bytes were read; none at the end, null where the system refused.
pub fn read(file: File, space: []u8) ?usize {
    if (is_terminal(file)) return read_console(file, space);
    var count: u32 = 0;
    if (lib.ReadFile(handle(file), space.ptr, @intCast(@min(space.len, 1 << 30)), &count, null) != 0) return count;
    return if (is_gone()) 0 else null;
}

/// Half of a character that a console gave; the other half comes with the next piece.
var half: ?u16 = null;

fn read_console(file: File, space: []u8) ?usize {
    var units: [2048]u16 = undefined;
    const held: usize = @intFromBool(half != null);
    if (half) |unit| units[0] = unit;
    half = null;
    var count: u32 = 0;
    const most = @min(units.len, space.len / 3) - held;
    if (lib.ReadConsoleW(handle(file), units[held..].ptr, @intCast(most), &count, null) == 0) return null;
    var found = units[0 .. held + count];
    const end_of_text = 0x1a;
    if (found.len == 0 or found[0] == end_of_text) return 0;
    if (count > 0 and std.unicode.utf16IsHighSurrogate(found[found.len - 1])) {
        half = found[found.len - 1];
        found.len -= 1;
        if (found.len == 0) return read_console(file, space);
    }
    return std.unicode.wtf16LeToWtf8(space, found);
}

pub fn write_all(file: File, data: []const u8) bool {
    if (is_terminal(file) and std.unicode.utf8ValidateSlice(data)) return write_console(file, data);
    var done: usize = 0;
    while (done < data.len) {
        var count: u32 = 0;
        const most: u32 = @intCast(@min(data.len - done, 1 << 30));
        if (lib.WriteFile(handle(file), data.ptr + done, most, &count, null) == 0) return false;
        done += count;
    }
    return true;
}

/// Write text to a console, whole characters at a time.
fn write_console(file: File, text: []const u8) bool {
    var units: [2048]u16 = undefined;
    var rest = text;
    while (rest.len > 0) {
        var size = @min(units.len, rest.len);
        while (size < rest.len and rest[size] & 0xc0 == 0x80) size -= 1;
        const count = std.unicode.utf8ToUtf16Le(&units, rest[0..size]) catch unreachable;
        var written: u32 = 0;
        if (lib.WriteConsoleW(handle(file), &units, @intCast(count), &written, null) == 0) return false;
        rest = rest[size..];
    }
    return true;
}

pub fn is_terminal(file: File) bool {
    var mode: u32 = undefined;
    return lib.GetConsoleMode(handle(file), &mode) != 0;
}

/// Whether it is a file or a pipe, rather than a console, a device or closed.
pub fn carries_text(file: File) bool {
    const disk = 1;
    const pipe = 3;
    const kind = lib.GetFileType(handle(file));
    return kind == disk or kind == pipe;
}

/// What the system said last, in words.
pub fn failure() []const u8 {
    const code = lib.GetLastError();
    const from_system_without_inserts = 0x1200;
    const english = 0x409;
    var units: [512]u16 = undefined;
    for ([_]u32{ english, 0 }) |language| {
        const count = lib.FormatMessageW(from_system_without_inserts, null, code, language, &units, units.len, null);
        if (count > 0) return std.mem.trim(u8, narrow(units[0..count]), " .\r\n");
    }
    return say.text("error {d}", .{code});
}

/// Whether a write failed because nobody reads any more.
pub fn reader_is_gone() bool {
    return is_gone();
}

/// Whether the other end of a pipe was closed.
fn is_gone() bool {
    const broken_pipe = 109;
    const no_data = 232;
    const not_connected = 233;
    return switch (lib.GetLastError()) {
        broken_pipe, no_data, not_connected => true,
        else => false,
    };
}

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
    const from_1601_to_1970 = 11_644_473_600;
    var since_1601: u64 = 0;
    lib.GetSystemTimeAsFileTime(&since_1601);
    return @as(i64, @intCast(since_1601 / 10_000_000)) - from_1601_to_1970;
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
pub const Work = *const fn (?*anyopaque) callconv(.c) ?*anyopaque;

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
pub const Forget = *const fn (?*anyopaque) callconv(.c) void;

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
        return narrow(one);
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
pub fn file_of(_: []const u8) ?File {
    return null;
}

pub fn path_of(_: File) [:0]const u8 {
    unreachable;
}

pub fn close(_: File) void {}

/// A library that was opened to be looked at, and is loaded as it was then: while it is open it can be
/// neither written to nor renamed nor removed, nor can the folders around it.
pub const Library = struct {
    file: File,

    /// One that is there; null where there is none.
    pub fn open(path: []const u8) ?Library {
        const read_access = 0x80000000;
        const shared_with_readers = 1;
        const existing = 3;
        const file = lib.CreateFileW(wide(path) orelse return null, read_access, shared_with_readers, null, existing, 0, 0);
        return if (file == -1) null else .{ .file = file };
    }

    pub fn is_ours(_: Library) bool {
        return true; // whoever could change it cannot while it is open
    }

    /// Its bytes, to be given back.
    pub fn map(self: Library) ?[]const u8 {
        const readable = 2;
        const read_access = 4;
        var size: u64 = 0;
        if (lib.GetFileSizeEx(self.file, &size) == 0 or size == 0) return null;
        const mapping = lib.CreateFileMappingW(self.file, null, readable, 0, 0, null) orelse return null;
        defer _ = lib.CloseHandle(@bitCast(@intFromPtr(mapping)));
        return (lib.MapViewOfFile(mapping, read_access, 0, 0, 0) orelse return null)[0..size];
    }

    pub fn unmap(data: []const u8) void {
        _ = lib.UnmapViewOfFile(data.ptr);
    }

    /// Load it by the name that the system has for what is open; what it needs is the system's own.
    pub fn load(self: Library) bool {
        var name: [4096]u16 = undefined;
        const only_from_system = 0x800;
        const size = lib.GetFinalPathNameByHandleW(self.file, &name, name.len - 1, 0);
        if (size == 0 or size >= name.len) return false;
        name[size] = 0;
        engine = @intFromPtr(lib.LoadLibraryExW(name[0..size :0], null, only_from_system) orelse return false);
        return true;
    }

    /// Why it could not be loaded.
    pub fn reason() []const u8 {
        return failure();
    }

    pub fn close(self: Library) void {
        _ = lib.CloseHandle(self.file);
    }
};

/// Where the library lies that was loaded; without one the engine is the program.
var engine: ?usize = null;

pub fn engine_function(name: [:0]const u8) ?*anyopaque {
    return start_.function_of(engine orelse start_.program, name);
}

/// Where engines lie that executables share: the user's, then everybody's.
pub fn shared_engines() []const []const u8 {
    var found: std.ArrayList([]const u8) = .empty;
    for ([_][]const u8{ "LOCALAPPDATA", "ProgramFiles" }) |name| {
        const folder = environment.get(name) orelse continue;
        if (folder.len > 0) found.append(say.memory, say.text("{s}\\flowrt\\engines", .{folder})) catch say.no_memory();
    }
    return found.items;
}

pub const engine_suffix = ".dll";

/// Pages of memory, for the engine's counted memories.
pub const pages = struct {
    const no_access = 1;
    const read_and_write = 4;
    const commit = 0x1000;
    const reserve = 0x2000;
    const release = 0x8000;

    /// Set a range aside, in which nothing can be read or written.
    pub fn map(size: usize) ?usize {
        return @intFromPtr(lib.VirtualAlloc(null, size, reserve, no_access) orelse return null);
    }

    /// Let the first bytes of a range be read and written.
    pub fn open(at: usize, size: usize) bool {
        return size == 0 or lib.VirtualAlloc(@ptrFromInt(at), size, commit, read_and_write) != null;
    }

    pub fn unmap(at: usize, _: usize) void {
        _ = lib.VirtualFree(@ptrFromInt(at), 0, release);
    }
};
