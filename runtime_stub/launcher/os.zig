//! The system that the launcher runs on: files, threads, clocks, memory, the environment. Each of these
//! files answers the same questions, and nothing else of the launcher asks which system it is.

const tag = @import("builtin").os.tag;

pub const os = switch (tag) {
    .linux, .macos => @import("posix.zig"),
    .windows => @import("windows.zig"),
    else => @compileError("the launcher knows no such system"),
};

/// The first of the launcher's code that runs.
pub const start = switch (tag) {
    .linux => @import("linux_start.zig"),
    .windows => @import("windows_start.zig"),
    .macos => @import("macos_start.zig"),
    else => unreachable,
};
