//! What stands in a text, said without a character of it: messages go to logs, and input does not.

const scan = @import("scan.zig");
const numbers = @import("number_out.zig");
const Cursor = scan.Cursor;

var said: [128]u8 = undefined;

/// What the value is that starts here, or what stands in its place.
pub fn of(p: Cursor) []const u8 {
    if (scan.atEnd(p)) return "end of text";
    return switch (p[0]) {
        '"' => text(p, "string"),
        '[' => if (scan.space(p + 1)[0] == ']') "an empty array" else "an array",
        '{' => if (scan.space(p + 1)[0] == '}') "an empty object" else "an object",
        '0'...'9' => "a number",
        '-' => if (scan.isDigit(p[1])) "a negative number" else "a malformed number",
        ',' => "`,`",
        ':' => "`:`",
        ']' => "`]`",
        '}' => "`}`",
        else => word(p),
    };
}

/// A key, case or label, by its length.
pub fn name(p: Cursor) []const u8 {
    return text(p, "name");
}

/// Why a number that starts here does not fit: it is negative, or too far on one side.
pub fn outside(p: Cursor, has_sign: bool) []const u8 {
    const negative = p[@intFromBool(p[0] == '"')] == '-';
    if (!negative) return "a number that is too large";
    return if (has_sign) "a number that is too small" else "a negative number";
}

/// A number that an integer cannot be.
pub fn broken(after: Cursor) []const u8 {
    return if (after[0] == '.') "a number with a fraction" else "a number with an exponent";
}

fn word(p: Cursor) []const u8 {
    if (scan.startsWith(p, "null")) return "null";
    return if (scan.startsWith(p, "true") or scan.startsWith(p, "false")) "a boolean" else "no JSON value";
}

fn text(p: Cursor, comptime what: []const u8) []const u8 {
    const count = length(p + 1) orelse return "a " ++ what ++ " without an end";
    if (count == 0) return "an empty " ++ what;
    const end = numbers.unsigned(put(&said, "a " ++ what ++ " of "), count);
    const behind = put(end, if (count == 1) " character" else " characters");
    return said[0 .. @intFromPtr(behind) - @intFromPtr(&said)];
}

fn put(to: [*]u8, words: []const u8) [*]u8 {
    @memcpy(to[0..words.len], words);
    return to + words.len;
}

/// How many characters a string has, an escape being one; null where it has no end.
fn length(from: Cursor) ?u32 {
    var p = from;
    var count: u32 = 0;
    while (!scan.atEnd(p)) : (p += 1) {
        if (p[0] == '"') return count;
        count += @intFromBool(p[0] & 0xc0 != 0x80);
        if (p[0] == '\\') p += if (p[1] == 'u' and scan.left(p) > 6) 5 else 1;
    }
    return null;
}
