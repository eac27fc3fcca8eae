//! The engine's library on Linux and macOS, where it is not the program.

const std = @import("std");
const posix = @import("posix.zig");
const c = posix.c;

/// A library that was opened to be looked at, and is loaded as it was then.
pub const Library = struct {
    path: []const u8,
    file: posix.File,
    size: u64,

    /// One that is there; null where there is none.
    pub fn open(path: []const u8) ?Library {
        const file = posix.open(path) orelse return null;
        const found = c.status(file) orelse return null;
        return .{ .path = path, .file = file, .size = if (found.mode & 0o170000 == posix.regular) found.size else 0 };
    }

    /// Whether nobody else can change it, but for the system's owner.
    pub fn is_ours(self: Library) bool {
        const found = c.status(self.file) orelse return false;
        return (found.owner == 0 or found.owner == c.lib.geteuid()) and found.mode & 0o022 == 0;
    }

    /// Its bytes, to be given back.
    pub fn map(self: Library) ?[]const u8 {
        const readable = 1;
        const private = 2;
        if (self.size == 0) return null;
        const at = c.lib.mmap(null, self.size, readable, private, self.file, 0);
        return if (@intFromPtr(at) == std.math.maxInt(usize)) null else @as([*]const u8, @ptrCast(at))[0..self.size];
    }

    pub fn unmap(data: []const u8) void {
        _ = c.lib.munmap(@ptrCast(@constCast(data.ptr)), data.len);
    }

    pub fn load(self: Library) bool {
        const now_and_alone = 2;
        engine = c.lib.dlopen(c.pinned(self.path, self.file), now_and_alone) orelse return false;
        return true;
    }

    /// Why it could not be loaded.
    pub fn reason() []const u8 {
        return if (c.lib.dlerror()) |text| std.mem.span(text) else "no reason given";
    }

    pub fn close(self: Library) void {
        _ = c.lib.close(self.file);
    }
};

/// What the engine is in: the program, or the library that was loaded.
var engine: ?*anyopaque = c.program_handle;

pub fn engine_function(name: [:0]const u8) ?*anyopaque {
    return c.lib.dlsym(engine, name);
}
