//! The text under the cursor: white space, tokens and strings.
//!
//! A cursor is a pointer into the text that `begin` was given; a function that moves it returns the
//! new one, or null when a fault was raised.

const std = @import("std");
const fault = @import("fault.zig");
const heap = @import("heap.zig");
const special = @import("buffer.zig").special;
const Span = @import("table.zig").Span;

pub const Cursor = [*]const u8;

pub var start: u32 = 0;
var end: u32 = 0;

pub fn begin(ptr: u32, len: u32) Cursor {
    start = ptr;
    end = ptr + len;
    return @ptrFromInt(ptr);
}

/// The byte under the cursor, or zero at the end; zero stands nowhere in JSON.
pub inline fn peek(p: Cursor) u8 {
    return if (@intFromPtr(p) < end) p[0] else 0;
}

pub inline fn atEnd(p: Cursor) bool {
    return @intFromPtr(p) >= end;
}

/// How many bytes are left.
pub inline fn left(p: Cursor) u32 {
    return end - @intFromPtr(p);
}

/// Moves over white space.
pub inline fn space(p: Cursor) Cursor {
    return if (peek(p) > ' ') p else longSpace(p);
}

noinline fn longSpace(from: Cursor) Cursor {
    var p = from;
    while (!atEnd(p) and isSpace(p[0])) p += 1;
    return p;
}

fn isSpace(char: u8) bool {
    return char == ' ' or char == '\n' or char == '\r' or char == '\t';
}

pub inline fn isDigit(char: u8) bool {
    return char -% '0' < 10;
}

/// Whether a JSON value could begin here.
pub fn startsValue(p: Cursor) bool {
    return switch (peek(p)) {
        '"', '{', '[', '0'...'9' => true,
        '-' => left(p) > 1 and isDigit(p[1]),
        't' => startsWith(p, "true"),
        'f' => startsWith(p, "false"),
        'n' => startsWith(p, "null"),
        else => false,
    };
}

pub inline fn startsWith(p: Cursor, comptime word: []const u8) bool {
    return left(p) >= word.len and std.mem.eql(u8, p[0..word.len], word);
}

/// Moves over one byte that must stand here.
pub inline fn expect(p: Cursor, comptime char: u8) ?Cursor {
    const at = space(p);
    if (peek(at) == char) return at + 1;
    return fault.raise(.syntax, "`" ++ [_]u8{char} ++ "`", at);
}

/// Reads a JSON string at the opening quote; the span lies in the text, or on the heap when the
/// string has escapes.
pub fn string(open: Cursor, out: *Span) ?Cursor {
    const from = open + 1;
    var p = from;
    var wide: u16 = 0;
    while (true) {
        const block: @Vector(16, u8) = p[0..16].*;
        const high: u16 = @bitCast(block >= @as(@Vector(16, u8), @splat(0x80)));
        const hit = @ctz(special(block));
        if (hit < 16) {
            p += hit;
            wide |= high & (@as(u16, 1) << @intCast(hit)) - 1;
            break;
        }
        wide |= high;
        p += 16;
        if (atEnd(p)) return unterminated();
    }
    if (atEnd(p)) return unterminated();
    if (p[0] == '\\') return @import("escape.zig").string(from, p, out);
    if (p[0] != '"') return fault.raise(.syntax, "an escape for a control character", p);
    out.* = .{ .ptr = @intFromPtr(from), .len = @intFromPtr(p) - @intFromPtr(from) };
    if (wide != 0 and !valid(from, out.len)) return invalid(from);
    return p + 1;
}

pub noinline fn unterminated() ?Cursor {
    return fault.raise(.syntax, "`\"` to end the string", @ptrFromInt(end));
}

pub fn valid(p: Cursor, len: u32) bool {
    return std.unicode.utf8ValidateSlice(p[0..len]);
}

/// Raises at the first byte that is not UTF-8.
pub noinline fn invalid(from: Cursor) ?Cursor {
    var p = from;
    while (!atEnd(p)) {
        const length = charLength(p[0..left(p)]);
        if (length == 0) break;
        p += length;
    }
    return fault.raise(.syntax, "UTF-8", p);
}

/// The bytes of the valid character that starts a run of text; zero when there is none.
pub fn charLength(run: []const u8) u32 {
    const length = std.unicode.utf8ByteSequenceLength(run[0]) catch return 0;
    if (length > run.len or !valid(run.ptr, length)) return 0;
    return length;
}

/// The text of the value that starts here, at most 256 bytes of it, for a message.
pub fn token(p: Cursor) []const u8 {
    const rest = p[0..@min(left(p), 256)];
    var depth: u32 = 0;
    var quoted = false;
    var i: u32 = 0;
    while (i < rest.len) : (i += 1) {
        const closes = if (quoted) rest[i] == '"' else rest[i] == ']' or rest[i] == '}';
        if (quoted and rest[i] == '\\') i += 1;
        if (closes or (!quoted and depth == 0 and i > 0 and isDelimiter(rest[i]))) {
            if (!quoted and depth == 0) return rest[0..@max(i, 1)];
            quoted = false;
            depth -= 1;
            if (depth == 0) return rest[0 .. i + 1];
        } else if (!quoted) {
            quoted = rest[i] == '"';
            if (quoted or rest[i] == '[' or rest[i] == '{') depth += 1;
        }
    }
    return rest;
}

fn isDelimiter(char: u8) bool {
    return isSpace(char) or char == ',' or char == ':' or char == '"';
}

/// The scalar value of one valid character.
pub fn scalar(one: []const u8) u32 {
    return std.unicode.utf8Decode(one) catch unreachable;
}
