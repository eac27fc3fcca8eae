//! The engine's library on Windows, and pages for its memories.

const std = @import("std");
const files = @import("windows_files.zig");
const say = @import("say.zig");
const start = @import("windows_start.zig");
const variables = @import("variables.zig");
const lib = &@import("windows_calls.zig").lib;

/// A library that was opened to be looked at, and is loaded as it was then: while it is open it can be
/// neither written to nor renamed nor removed, nor can the folders around it.
pub const Library = struct {
    file: files.File,

    /// One that is there; null where there is none.
    pub fn open(path: []const u8) ?Library {
        const read_access = 0x80000000;
        const shared_with_readers = 1;
        const existing = 3;
        const file = lib.CreateFileW(files.wide(path) orelse return null, read_access, shared_with_readers, null, existing, 0, 0);
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
        return files.failure();
    }

    pub fn close(self: Library) void {
        _ = lib.CloseHandle(self.file);
    }
};

/// Where the library lies that was loaded; without one the engine is the program.
var engine: ?usize = null;

pub fn engine_function(name: [:0]const u8) ?*anyopaque {
    return start.function_of(engine orelse start.program, name);
}

/// Where engines lie that executables share: the user's, then everybody's.
pub fn shared_engines() []const []const u8 {
    var found: std.ArrayList([]const u8) = .empty;
    for ([_][]const u8{ "LOCALAPPDATA", "ProgramFiles" }) |name| {
        const folder = variables.get(name) orelse continue;
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
