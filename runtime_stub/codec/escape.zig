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

/// Reads the rest of a string whose characters start at `from` and whose first escape is at `first`.
pub noinline fn string(from: Cursor, first: Cursor, out: *Span) ?Cursor {
    const close = closing(first) orelse return null;
    const most = @intFromPtr(close) - @intFromPtr(from);
    // Copying runs over by up to a vector, and an escape is never shorter than what it stands for.
    const target = heap.tryAlloc(most + vector.size, 1) orelse
        return fault.raise(.limit, "a string that memory can hold", from);
    const to: [*]u8 = @ptrFromInt(target);
    const len = unescape(from, close, to) orelse return null;
    heap.trim(target + len, target + most + vector.size);
    out.* = .{ .ptr = target, .len = len };
    if (!strings.accepted(to, len)) return strings.invalid(from);
    return close + 1;
}

/// Finds the quote that ends a string.
fn closing(from: Cursor) ?Cursor {
    var p = from;
    while (!scan.atEnd(p)) {
        const hit = vector.before(vector.special(vector.load(p)));
        p += hit;
        if (hit == vector.size) continue;
        if (scan.atEnd(p)) break;
        if (p[0] == '"') return p;
        if (p[0] != '\\') return fault.raise(.syntax, "an escape for a control character", p);
        p += 2;
    }
    return strings.unterminated();
}

fn unescape(from: Cursor, close: Cursor, to: [*]u8) ?u32 {
    var p = from;
    var len: u32 = 0;
    while (@intFromPtr(p) < @intFromPtr(close)) {
        const block = vector.load(p);
        vector.store(to + len, block);
        const run = @min(vector.before(vector.special(block)), @intFromPtr(close) - @intFromPtr(p));
        p += run;
        len += run;
        if (run == vector.size or @intFromPtr(p) == @intFromPtr(close)) continue;
        p = one(p, to + len, &len) orelse return null;
    }
    return len;
}

/// Writes the character that the escape at `p` stands for.
fn one(p: Cursor, to: [*]u8, len: *u32) ?Cursor {
    to[0] = switch (p[1]) {
        '"', '\\', '/' => p[1],
        'b' => 8,
        'f' => 12,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode(p, to, len),
        else => return fault.raise(.syntax, "one of the escapes " ++ known, p),
    };
    len.* += 1;
    return p + 2;
}

fn unicode(p: Cursor, to: [*]u8, len: *u32) ?Cursor {
    const high = unit(p) orelse return fault.raise(.syntax, "four hexadecimal digits", p);
    var char: u21 = high;
    var next = p + 6;
    if (high & 0xf800 == 0xd800) {
        const low = unit(next) orelse 0;
        if (high >= 0xdc00 or low & 0xfc00 != 0xdc00)
            return fault.raise(.syntax, "both halves of a surrogate pair", p);
        char = 0x10000 + ((@as(u21, high & 0x3ff) << 10) | (low & 0x3ff));
        next += 6;
    }
    const target = to[0..4];
    len.* += std.unicode.utf8Encode(char, target) catch unreachable;
    return next;
}

/// The code unit that `\uXXXX` at `p` writes.
fn unit(p: Cursor) ?u16 {
    if (scan.left(p) < 6 or p[0] != '\\' or p[1] != 'u') return null;
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
