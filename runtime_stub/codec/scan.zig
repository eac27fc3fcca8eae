//! The text under the cursor: white space, tokens and strings.
//!
//! A cursor is a pointer into the text that `begin` was given; a function that moves it returns the
//! new one, or null when a fault was raised. While a text is read a zero stands behind it, which
//! JSON has nowhere: so a byte can be looked at without asking first whether the text has ended.

const std = @import("std");
const fault = @import("fault.zig");
const heap = @import("heap.zig");
const vector = @import("vector.zig");
const Span = @import("table.zig").Span;

pub const Cursor = [*]const u8;

pub var start: u32 = 0;
var end: u32 = 0;
/// What the zero behind the text took the place of.
var kept: u8 = 0;
/// Whether the text is known to be UTF-8.
var trusted: bool = false;

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

fn isSpace(char: u8) bool {
    return char == ' ' or char == '\n' or char == '\r' or char == '\t';
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

/// Reads a JSON string at the opening quote; the span lies in the text, or on the heap when the
/// string has escapes.
pub inline fn string(open: Cursor, out: *Span) ?Cursor {
    const from = open + 1;
    const block = vector.load(from);
    const found = vector.special(block);
    if (found == 0) return long(from, from + vector.size, block, out);
    const len: u32 = @ctz(found);
    if (from[len] != '"' or vector.wide(block) & vector.first(len) != 0) return long(from, from, block, out);
    out.* = .{ .ptr = @intFromPtr(from), .len = len };
    return from + len + 1;
}

/// Reads a string from `at`, of which the blocks before were looked at.
noinline fn long(from: Cursor, at: Cursor, first: vector.Block, out: *Span) ?Cursor {
    var p = at;
    var seen = first;
    while (true) : (p += vector.size) {
        const block = vector.load(p);
        seen |= block; // what comes before the text's end may only look wide, which is checked
        const found = vector.special(block);
        if (found == 0) continue;
        p += @ctz(found);
        break;
    }
    if (p[0] == '\\') return @import("escape.zig").string(from, p, out);
    if (p[0] != '"') return unquoted(p);
    out.* = .{ .ptr = @intFromPtr(from), .len = @intFromPtr(p) - @intFromPtr(from) };
    if (vector.wide(seen) != 0 and !accepted(from, out.len)) return invalid(from);
    return p + 1;
}

noinline fn unquoted(p: Cursor) ?Cursor {
    if (atEnd(p)) return unterminated();
    return fault.raise(.syntax, "an escape for a control character", p);
}

pub noinline fn unterminated() ?Cursor {
    return fault.raise(.syntax, "`\"` to end the string", @ptrFromInt(end));
}

/// Whether a run of the text, or what was made of it, is UTF-8.
pub fn accepted(p: Cursor, len: u32) bool {
    return trusted or valid(p, len);
}

fn valid(p: Cursor, len: u32) bool {
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
