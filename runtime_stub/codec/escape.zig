//! Strings with escapes: copied to the heap as UTF-8, RFC 8259 section 7.

const std = @import("std");
const fault = @import("fault.zig");
const heap = @import("heap.zig");
const scan = @import("scan.zig");
const strings = @import("string.zig");
const vector = @import("vector.zig");
const Cursor = scan.Cursor;
const known = "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u";
const Span = @import("table.zig").Span;

/// Reads a string with escapes whose characters start at `from`, straight to the heap's top: how
/// long it gets is known when its end is found.
pub noinline fn string(from: Cursor, out: *Span) ?Cursor {
    const start = heap.top;
    var p = from;
    var to: [*]u8 = @ptrFromInt(start);
    while (heap.reach(@intFromPtr(to))) {
        const block = vector.load(p);
        vector.store(to, block);
        const clean = vector.before(vector.special(block));
        p += clean;
        to += clean;
        if (clean == vector.size) continue;
        if (p[0] != '\\') return finish(from, p, .{ .ptr = start, .len = @intFromPtr(to) - start }, out);
        p = one(p, &to) orelse return null;
    }
    return tooLong(from);
}

fn finish(from: Cursor, p: Cursor, span: Span, out: *Span) ?Cursor {
    if (p[0] != '"') return strings.unquoted(p);
    if (!heap.reach(span.ptr + span.len)) return tooLong(from);
    if (!strings.accepted(span.text().ptr, span.len)) return strings.invalid(from);
    heap.top = span.ptr + span.len;
    out.* = span;
    return p + 1;
}

noinline fn tooLong(from: Cursor) ?Cursor {
    return fault.raiseAs(.limit, "a string that memory can hold", from, "a longer one");
}

/// Writes the character that the escape at `p` stands for.
inline fn one(p: Cursor, to: *[*]u8) ?Cursor {
    const char = simple[p[1]];
    if (char == 0) return if (p[1] == 'u') unicode(p, to) else unknown(p);
    to.*[0] = char;
    to.* += 1;
    return p + 2;
}

/// What each letter behind a backslash stands for; zero where that is nothing, or `\u`.
const simple: [256]u8 = init: {
    var found: [256]u8 = @splat(0);
    for ("\"\\/bfnrt", "\"\\/\x08\x0c\n\r\t") |letter, char| found[letter] = char;
    break :init found;
};

noinline fn unknown(p: Cursor) ?Cursor {
    if (scan.atEnd(p + 1)) return strings.unquoted(p + 1);
    return fault.raiseAs(.syntax, "one of the escapes " ++ known, p, "another one");
}

fn unicode(p: Cursor, to: *[*]u8) ?Cursor {
    const high = unit(p) orelse return fault.raiseAs(.syntax, "four hexadecimal digits", p, "other characters");
    var char: u21 = high;
    var next = p + 6;
    if (high & 0xf800 == 0xd800) {
        const low = unit(next) orelse 0;
        if (high >= 0xdc00 or low & 0xfc00 != 0xdc00)
            return fault.raiseAs(.syntax, "both halves of a surrogate pair", p, "one alone");
        char = 0x10000 + ((@as(u21, high & 0x3ff) << 10) | (low & 0x3ff));
        next += 6;
    }
    to.* += std.unicode.utf8Encode(char, to.*[0..4]) catch unreachable;
    return next;
}

/// The code unit that `\uXXXX` at `p` writes.
fn unit(p: Cursor) ?u16 {
    if (p[0] != '\\' or p[1] != 'u') return null;
    var value: u32 = 0;
    inline for (2..6) |i| value = value << 4 | digits[p[i]];
    return if (value > 0xffff) null else @intCast(value);
}

/// What each character is worth as a hexadecimal digit; too much, where it is none.
const digits: [256]u32 = init: {
    var found: [256]u32 = @splat(1 << 16);
    for ("0123456789abcdef", 0..) |char, i| found[char] = i;
    for ("ABCDEF", 10..) |char, i| found[char] = i;
    break :init found;
};
