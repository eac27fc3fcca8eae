//! The text under the cursor: white space, words and single bytes.
//!
//! A cursor is a pointer into the text that `begin` was given; a function that moves it returns the
//! new one, or null when a fault was raised. While a text is read a zero stands behind it, which
//! JSON has nowhere: so a byte can be looked at without asking first whether the text has ended.

const std = @import("std");
const fault = @import("fault.zig");
const heap = @import("heap.zig");
const vector = @import("vector.zig");

pub const Cursor = [*]const u8;

pub var start: u32 = 0;
var end: u32 = 0;
/// What the zero behind the text took the place of.
var kept: u8 = 0;
/// Whether the text is known to be UTF-8.
pub var trusted: bool = false;

pub fn begin(ptr: u32, len: u32, is_utf8: bool) Cursor {
    start = ptr;
    end = ptr + len;
    trusted = is_utf8;
    heap.keepClear(end);
    const behind: *u8 = @ptrFromInt(end);
    kept = behind.*;
    behind.* = 0;
    return @ptrFromInt(ptr);
}

/// Puts back what lay behind the text.
pub fn finish() void {
    @as(*u8, @ptrFromInt(end)).* = kept;
}

pub inline fn atEnd(p: Cursor) bool {
    return @intFromPtr(p) >= end;
}

/// How many bytes are left.
pub inline fn left(p: Cursor) u32 {
    return end - @intFromPtr(p);
}

/// Moves over white space: most often there is none, or one blank.
pub inline fn space(p: Cursor) Cursor {
    if (p[0] > ' ') return p;
    return if (p[0] == ' ' and p[1] > ' ') p + 1 else longSpace(p);
}

noinline fn longSpace(from: Cursor) Cursor {
    var p = from;
    while (true) : (p += vector.size) {
        const solid = vector.solid(vector.load(p));
        if (solid != 0) return p + @ctz(solid);
    }
}

pub inline fn isDigit(char: u8) bool {
    return char -% '0' < 10;
}

/// Whether a JSON value could begin here.
pub fn startsValue(p: Cursor) bool {
    return switch (p[0]) {
        '"', '{', '[', '0'...'9' => true,
        '-' => isDigit(p[1]),
        't' => startsWith(p, "true"),
        'f' => startsWith(p, "false"),
        'n' => startsWith(p, "null"),
        else => false,
    };
}

pub inline fn startsWith(p: Cursor, comptime word: []const u8) bool {
    return std.mem.eql(u8, p[0..word.len], word);
}

/// Moves over one byte that must stand here.
pub inline fn expect(p: Cursor, comptime char: u8) ?Cursor {
    const at = space(p);
    if (at[0] == char) return at + 1;
    return fault.raise(.syntax, "`" ++ [_]u8{char} ++ "`", at);
}
