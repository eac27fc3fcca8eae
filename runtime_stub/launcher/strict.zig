//! Strict reading of plain values, as `flowrt/archive/strict.py` does it: a value comes back with its type
//! proven, or is refused by the reader's code, with its place, what was expected and what found.

const std = @import("std");
const say = @import("say.zig");
const plain = @import("value.zig");
const Value = plain.Value;

pub const largest = (1 << 53) - 1;
pub const Pattern = *const fn ([]const u8) bool;

pub fn Reader(comptime code: []const u8) type {
    return struct {
        pub fn refuse(place: []const u8, expected: []const u8, found: []const u8) say.Error {
            return say.refuse(code, place, expected, found);
        }

        /// A map that has every needed field and no unknown one.
        pub fn mapping(value: Value, place: []const u8, needed: []const []const u8, optional: []const []const u8) say.Error![]const plain.Field {
            if (value != .map) return refuse(place, "a map", kind(value));
            for (value.map) |field| {
                if (!among(needed, field.name) and !among(optional, field.name))
                    return refuse(place, "known fields only", say.text("the field {s}", .{field.name}));
            }
            for (needed) |one| if (get(value.map, one) == null)
                return refuse(place, say.text("the field {s}", .{one}), "no such field");
            return value.map;
        }

        pub fn sequence(value: Value, place: []const u8, most: usize) say.Error![]const Value {
            if (value != .list) return refuse(place, "a list", kind(value));
            if (value.list.len > most) return refuse(place, say.text("at most {d} items", .{most}), say.text("{d}", .{value.list.len}));
            return value.list;
        }

        pub fn integer(value: Value, place: []const u8, low: i64, high: i64) say.Error!u64 {
            const expected = say.text("an integer from {d} to {d}", .{ low, high });
            if (value != .integer) return refuse(place, expected, kind(value));
            if (value.integer < low or value.integer > high) return refuse(place, expected, say.text("{d}", .{value.integer}));
            return @intCast(value.integer);
        }

        pub fn boolean(value: Value, place: []const u8) say.Error!bool {
            return if (value == .bool) value.bool else refuse(place, "true or false", kind(value));
        }

        /// Text of at most so many code points.
        pub fn text(value: Value, place: []const u8, most: usize) say.Error![]const u8 {
            if (value != .text) return refuse(place, "text", kind(value));
            const size = std.unicode.utf8CountCodepoints(value.text) catch most + 1;
            return if (size <= most) value.text else refuse(place, say.text("at most {d} characters", .{most}), say.text("{d}", .{size}));
        }

        /// One line of printable text.
        pub fn label(value: Value, place: []const u8, most: usize) say.Error![]const u8 {
            const found = try text(value, place, most);
            return if (say.prints(found)) found else refuse(place, "printable characters", found);
        }

        pub fn name(value: Value, place: []const u8, fits: Pattern, what: []const u8) say.Error![]const u8 {
            const found = try text(value, place, 256);
            return if (fits(found)) found else refuse(place, what, if (found.len > 0) found else "an empty text");
        }

        pub fn digest(value: Value, place: []const u8) say.Error![]const u8 {
            return name(value, place, is_digest, "64 lowercase hexadecimal digits");
        }

        /// Keys that are not sorted, or stand twice, are refused.
        pub fn ascending(before: []const u8, after: []const u8, place: []const u8) say.Error!void {
            if (std.mem.order(u8, before, after) != .lt)
                return refuse(place, "names sorted and unique", say.text("{s} after {s}", .{ after, before }));
        }
    };
}

pub fn get(fields: []const plain.Field, name: []const u8) ?Value {
    for (fields) |field| if (std.mem.eql(u8, field.name, name)) return field.value;
    return null;
}

pub fn among(names: []const []const u8, name: []const u8) bool {
    for (names) |one| if (std.mem.eql(u8, one, name)) return true;
    return false;
}

pub fn kind(value: Value) []const u8 {
    return switch (value) {
        .null => "nothing",
        .bool => "a bool",
        .integer => "an integer",
        .number => "a float",
        .text => "text",
        .list => "a list",
        .map => "a map",
    };
}

fn all(text: []const u8, comptime more: []const u8, comptime letters: enum { lower, both }) bool {
    for (text) |byte| {
        const is_letter = std.ascii.isLower(byte) or (letters == .both and std.ascii.isUpper(byte));
        if (!is_letter and !std.ascii.isDigit(byte) and std.mem.findScalar(u8, more, byte) == null) return false;
    }
    return true;
}

fn is_digest(text: []const u8) bool {
    if (text.len != 64) return false;
    for (text) |byte| if (!std.ascii.isDigit(byte) and !(byte >= 'a' and byte <= 'f')) return false;
    return true;
}

/// Words of letters and digits, each once at least, joined by `-`; the first begins with a letter.
pub fn is_word(text: []const u8) bool {
    if (text.len == 0 or !std.ascii.isAlphabetic(text[0])) return false;
    if (text[text.len - 1] == '-' or std.mem.find(u8, text, "--") != null) return false;
    return all(text, "-", .both);
}

pub fn is_package(text: []const u8) bool {
    const at = std.mem.findScalar(u8, text, ':') orelse return false;
    return is_word(text[0..at]) and is_word(text[at + 1 ..]);
}

/// A semantic version: three numbers, and what may stand behind `-` and `+`.
pub fn is_version(text: []const u8) bool {
    const plus = std.mem.findScalar(u8, text, '+') orelse text.len;
    const minus = std.mem.findScalar(u8, text[0..plus], '-') orelse plus;
    if (plus < text.len and !is_tail(text[plus + 1 ..])) return false;
    if (minus < plus and !is_tail(text[minus + 1 .. plus])) return false;
    var parts = std.mem.splitScalar(u8, text[0..minus], '.');
    var count: usize = 0;
    while (parts.next()) |part| : (count += 1) {
        if (part.len == 0 or (part[0] == '0' and part.len > 1)) return false;
        for (part) |byte| if (!std.ascii.isDigit(byte)) return false;
    }
    return count == 3;
}

fn is_tail(text: []const u8) bool {
    var parts = std.mem.splitScalar(u8, text, '.');
    while (parts.next()) |part| if (part.len == 0 or !all(part, "-", .both)) return false;
    return true;
}

pub fn is_setting(text: []const u8) bool {
    return text.len > 0 and std.ascii.isLower(text[0]) and all(text, "_.", .lower);
}

pub fn is_blob_id(text: []const u8) bool {
    return text.len >= 1 and text.len <= 64 and all(text, "._-", .lower);
}

pub fn is_target(text: []const u8) bool {
    const at = std.mem.findScalar(u8, text, '-') orelse return false;
    return at > 0 and at + 1 < text.len and all(text[0..at], "_", .lower) and all(text[at + 1 ..], "_", .lower);
}

pub fn is_capability(text: []const u8) bool {
    return text.len >= 1 and text.len <= 128 and all(text, "._:/@=*-[]", .both);
}

pub fn is_site_kind(text: []const u8) bool {
    if (text.len == 0 or !std.ascii.isLower(text[0])) return false;
    for (text) |byte| if (!std.ascii.isLower(byte) and byte != '-') return false;
    return true;
}

/// Whether fields are those of the names, in their order.
pub fn in_order(fields: []const plain.Field, names: []const []const u8) bool {
    if (fields.len != names.len) return false;
    for (fields, names) |field, name| if (!std.mem.eql(u8, field.name, name)) return false;
    return true;
}
