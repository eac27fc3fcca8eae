//! The first of the launcher's code that runs on macOS, where it is a program of its own, with the archive
//! and the engine's library in a segment that `flowc/bundle` fills. The loader calls `main`.

const std = @import("std");
const say = @import("say.zig");

pub const symbol = "main";
extern const _mh_execute_header: u8;

/// Where the program lies in memory.
pub var program: usize = 0;

pub fn enter(count: c_int, words: [*]const [*:0]const u8) callconv(.c) c_int {
    program = @intFromPtr(&_mh_execute_header);
    const given = say.memory.alloc([]const u8, @intCast(count)) catch say.no_memory();
    for (words, given) |word, *one| one.* = std.mem.span(word);
    @import("main.zig").begin(given);
}

/// What becomes the archive and the engine's library; sections of a segment of their own.
export const flowc_archive: [16]u8 linksection("__FLOWC,__archive") = "flowc's archive.".*;
export const flowc_engine: [16]u8 linksection("__FLOWC,__engine") = "flowc's engine..".*;
