//! The first of the launcher's code that runs on Windows: the loader has mapped the program, which is
//! the engine's library with the launcher behind it, and calls this.
//!
//! The launcher is linked with nothing: it reads the addresses of two of the system's functions from the
//! engine's slots for them, finds the others by these, and has the engine's library set itself up as the
//! loader would have it do.

const std = @import("std");
const say = @import("say.zig");
const seats = @import("seat.zig");
const tables = @import("table.zig");
const windows = @import("windows_calls.zig");

pub const symbol = "wWinMainCRTStartup";
extern const __ImageBase: u8;

const ModuleOf = *const fn ([*:0]const u8) callconv(.winapi) ?*anyopaque;
const FunctionOf = *const fn (?*anyopaque, [*:0]const u8) callconv(.winapi) ?*anyopaque;
const SetUp = *const fn (usize, u32, ?*anyopaque) callconv(.winapi) c_int;

/// Where the program lies in memory.
pub var program: usize = 0;

pub fn enter() callconv(.winapi) noreturn {
    const seat = seats.get();
    program = @intFromPtr(&__ImageBase) - seat.launcher_at;
    const kernel: Kernel = .{ .at = module("kernel32.dll") };
    if (tables.fill(windows.Functions, &windows.lib, kernel) != null) @trap();
    const attach = 1;
    const set_up: SetUp = @ptrFromInt(program + seat.init_at);
    if (set_up(program, attach, null) == 0) say.no_memory();
    @import("main.zig").begin(words());
}

const Kernel = struct {
    at: usize,

    pub fn find(self: Kernel, name: [:0]const u8) ?*anyopaque {
        return function_of(self.at, name);
    }
};

/// A function that a module of the process exports.
pub fn function_of(at: usize, name: [:0]const u8) ?*anyopaque {
    const found: *const FunctionOf = @ptrFromInt(program + seats.get().dlsym_at);
    return found.*(@ptrFromInt(at), name);
}

/// Where a library lies that the engine was loaded with.
pub fn module(name: [:0]const u8) usize {
    const found: *const ModuleOf = @ptrFromInt(program + seats.get().modules_at);
    return @intFromPtr(found.*(name));
}

/// The words of the command line, split as the system's own programs do it.
fn words() []const []const u8 {
    const line = std.mem.span(windows.lib.GetCommandLineW());
    var each = std.process.Args.Iterator.Windows.init(say.memory, line) catch say.no_memory();
    var found: std.ArrayList([]const u8) = .empty;
    while (each.next()) |word| found.append(say.memory, word) catch say.no_memory();
    return if (found.items.len > 0) found.items else &.{""};
}
