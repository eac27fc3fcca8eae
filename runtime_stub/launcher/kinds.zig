//! What was found, said without a character of it, as `flowrt/problems/kinds.py` does it.

const std = @import("std");
const say = @import("say.zig");

const longest_name = 64;

/// A text, by how many characters it has.
pub fn of(text: []const u8) []const u8 {
    if (text.len == 0) return "an empty text";
    const count = std.unicode.utf8CountCodepoints(text) catch text.len;
    return say.text("a text of {d} character{s}", .{ count, if (count == 1) "" else "s" });
}

/// What may be a mistyped name as it is, so that it is seen; of all else the kind.
pub fn name_or_kind(text: []const u8) []const u8 {
    return if (is_name(text)) text else of(text);
}

fn is_name(text: []const u8) bool {
    if (text.len == 0 or text.len > longest_name or !std.ascii.isAlphabetic(text[0])) return false;
    for (text, 1..) |char, behind| {
        if (char == '-' and behind < text.len and text[behind] != '-') continue;
        if (!std.ascii.isAlphanumeric(char)) return false;
    }
    return true;
}
