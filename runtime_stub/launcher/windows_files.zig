//! Files and consoles on Windows.
//!
//! Text is UTF-8 inside. The system takes and gives UTF-16, and so does a console; files and pipes carry
//! the bytes as they are, lines ending in a line feed.

const std = @import("std");
const say = @import("say.zig");
const lib = &@import("windows_calls.zig").lib;

/// A handle, or one of the three below, which the system knows by these numbers.
pub const File = isize;
pub const stdin: File = -10;
pub const stdout: File = -11;
pub const stderr: File = -12;

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

/// Open a file to write behind what it has; it is made if it is not there.
pub fn append(path: []const u8) ?File {
    const behind_the_end = 4;
    const shared_with_all = 7;
    const made_if_need_be = 4;
    const found = lib.CreateFileW(wide(path) orelse return null, behind_the_end, shared_with_all, null, made_if_need_be, 0, 0);
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

pub fn narrow(text: []const u16) []const u8 {
    return std.unicode.wtf16LeToWtf8Alloc(say.memory, text) catch say.no_memory();
}

pub fn is_folder(path: []const u8) bool {
    const found = lib.GetFileAttributesW(wide(path) orelse return false);
    const folder = 0x10;
    return found != std.math.maxInt(u32) and found & folder != 0;
}

/// No path shows what is open here.
pub fn hold_folder(_: []const u8) ?File {
    return null;
}

pub fn is_removed(_: File) bool {
    return false;
}

/// Handles of files that are opened are never those of the streams.
pub fn open_streams() void {}

/// Whether the system said last that a file is not open.
pub fn is_closed() bool {
    const no_handle = 6;
    return lib.GetLastError() == no_handle;
}

/// Where a path leads, links and all; as far as it leads anywhere.
pub fn real_path(path: []const u8) []const u8 {
    if (final_path(path)) |found| return found;
    const outer = std.fs.path.dirnameWindows(path) orelse if (std.fs.path.isAbsoluteWindows(path)) return path else ".";
    return say.text("{s}\\{s}", .{ std.mem.trimEnd(u8, real_path(outer), "\\"), std.fs.path.basenameWindows(path) });
}

fn final_path(path: []const u8) ?[]const u8 {
    const look_only, const shared_with_all, const existing, const also_folders = .{ 0, 7, 3, 0x02000000 };
    const found = lib.CreateFileW(wide(path) orelse return null, look_only, shared_with_all, null, existing, also_folders, 0);
    if (found == -1) return null;
    defer _ = lib.CloseHandle(found);
    var name: [1 << 15]u16 = undefined;
    const size = lib.GetFinalPathNameByHandleW(found, &name, name.len, 0);
    if (size == 0 or size >= name.len) return null;
    const whole = narrow(name[0..size]);
    return if (std.mem.startsWith(u8, whole, "\\\\?\\UNC\\")) whole else std.mem.cutPrefix(u8, whole, "\\\\?\\") orelse whole;
}

/// Whether a path leads to anything, of which a link is one.
pub fn is_there(path: [:0]const u8) bool {
    if (std.mem.findScalar(u8, path, 0) != null) return false;
    return lib.GetFileAttributesW(wide(path) orelse return false) != std.math.maxInt(u32);
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

/// Whether it is a device that is read byte by byte, some of which have no end.
pub fn is_device(file: File) bool {
    const character = 2;
    return lib.GetFileType(handle(file)) == character;
}

/// Whether two names led to one file.
pub fn is_same(file: File, other: File) bool {
    var names: [2][1 << 15]u16 = undefined;
    const size = lib.GetFinalPathNameByHandleW(file, &names[0], names[0].len, 0);
    const is_known = size > 0 and size < names[0].len and size == lib.GetFinalPathNameByHandleW(other, &names[1], names[1].len, 0);
    return is_known and std.mem.eql(u16, names[0][0..size], names[1][0..size]);
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
