//! Strings and the characters in them: in the text where they have no escapes, valid UTF-8 always.

const std = @import("std");
const escape = @import("escape.zig");
const fault = @import("fault.zig");
const scan = @import("scan.zig");
const vector = @import("vector.zig");
const Cursor = scan.Cursor;
const Span = @import("table.zig").Span;

/// Reads a JSON string at the opening quote; the span lies in the text, or on the heap when the
/// string has escapes.
pub inline fn read(open: Cursor, out: *Span) ?Cursor {
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
    while (true) : (p += 2 * vector.size) {
        const block, const next = .{ vector.load(p), vector.load(p + vector.size) };
        seen |= block | next; // with what stands behind the string: at worst it is looked at in vain
        const found = vector.special(block) | vector.special(next) << vector.size;
        if (found == 0) continue;
        p += @ctz(found);
        break;
    }
    if (p[0] == '\\') return escape.string(from, out);
    if (p[0] != '"') return unquoted(p);
    out.* = .{ .ptr = @intFromPtr(from), .len = @intFromPtr(p) - @intFromPtr(from) };
    if (vector.wide(seen) != 0 and !accepted(from, out.len)) return invalid(from);
    return p + 1;
}

/// A string goes on where it must not: the text ends, or a control character stands in it.
pub noinline fn unquoted(p: Cursor) ?Cursor {
    if (scan.atEnd(p)) return fault.raise(.syntax, "`\"` to end the string", p);
    return fault.raiseAs(.syntax, "an escape for a control character", p, "the character itself");
}

/// Whether a run of the text, or what was made of it, is UTF-8.
pub fn accepted(p: Cursor, len: u32) bool {
    return scan.trusted or valid(p, len);
}

fn valid(p: Cursor, len: u32) bool {
    return std.unicode.utf8ValidateSlice(p[0..len]);
}

/// Raises at the first byte that is not UTF-8.
pub noinline fn invalid(from: Cursor) ?Cursor {
    var p = from;
    while (!scan.atEnd(p)) {
        const length = charLength(p[0..scan.left(p)]);
        if (length == 0) break;
        p += length;
    }
    return fault.raiseAs(.syntax, "UTF-8", p, "a byte that is not");
}

/// The bytes of the valid character that starts a run of text; zero when there is none.
pub fn charLength(run: []const u8) u32 {
    const length = std.unicode.utf8ByteSequenceLength(run[0]) catch return 0;
    if (length > run.len or !valid(run.ptr, length)) return 0;
    return length;
}

/// The scalar value of one valid character.
pub fn scalar(one: []const u8) u32 {
    return std.unicode.utf8Decode(one) catch unreachable;
}
