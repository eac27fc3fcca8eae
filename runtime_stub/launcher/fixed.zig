//! What is fixed, as people write it: `clock`, `clock=TIME`, `random`, `random=SEED`, with commas between
//! them; as `flowrt/rights/fixed_text.py` reads it.

const std = @import("std");
const say = @import("say.zig");
const usage = @import("options.zig").usage;

const expected = "give clock, clock=TIME such as 2030-01-31T12:00:00Z, random or random=SEED";
/// The second that a fixed clock shows where none is given: 2000-01-01T00:00:00Z.
const usual = 946_684_800;
const most = (1 << 53) - 1;

/// What gives fixed values in the place of real ones: a clock's second, a seed.
pub const Fixed = struct {
    clock: ?u64 = null,
    random: ?[]const u8 = null,

    /// Whether an interface, without `wasi:` and version, may give nothing real.
    pub fn covers(self: Fixed, interface: []const u8) bool {
        if (std.mem.startsWith(u8, interface, "clocks/")) return self.clock != null;
        return std.mem.startsWith(u8, interface, "random/") and self.random != null;
    }
};

pub fn of(text: ?[]const u8) say.Error!Fixed {
    var found: Fixed = .{};
    var each = std.mem.splitScalar(u8, text orelse return found, ',');
    while (each.next()) |one| {
        const name, const value = std.mem.cutScalar(u8, one, '=') orelse .{ one, "" };
        if (std.mem.eql(u8, name, "random")) {
            found.random = found.random orelse value;
        } else {
            if (!std.mem.eql(u8, name, "clock")) return unknown(one);
            const second = if (name.len == one.len) usual else seconds(value) orelse return unknown(one);
            found.clock = found.clock orelse second;
        }
    }
    return found;
}

fn unknown(text: []const u8) say.Error {
    return usage(say.text("--fixed {s}", .{text}), expected);
}

/// The Unix seconds of a number, or of a time with its zone.
fn seconds(text: []const u8) ?u64 {
    const found: i64 = if (digits(text)) |number| number else moment(text) orelse return null;
    return if (found >= 0 and found <= most) @intCast(found) else null;
}

fn digits(text: []const u8) ?i64 {
    for (text) |byte| if (!std.ascii.isDigit(byte)) return null;
    return std.fmt.parseInt(i64, text, 10) catch null;
}

/// `YYYY-MM-DD`, a `T` or a space, `HH:MM`, perhaps `:SS` and a fraction, then `Z` or `+HH:MM`.
fn moment(text: []const u8) ?i64 {
    if (text.len < 17 or text[4] != '-' or text[7] != '-' or (text[10] != 'T' and text[10] != ' ') or text[13] != ':') return null;
    const year = within(text[0..4], 1, 9999) orelse return null;
    const month = within(text[5..7], 1, 12) orelse return null;
    const day = within(text[8..10], 1, days_of(year, month)) orelse return null;
    const hour = within(text[11..13], 0, 23) orelse return null;
    const minute = within(text[14..16], 0, 59) orelse return null;
    var rest = text[16..];
    var second: i64 = 0;
    if (rest[0] == ':') {
        if (rest.len < 4) return null;
        second = within(rest[1..3], 0, 59) orelse return null;
        rest = rest[3..];
        if (rest[0] == '.') {
            const end = std.mem.findNonePos(u8, rest, 1, "0123456789") orelse return null;
            if (end == 1) return null;
            rest = rest[end..];
        }
    }
    const east = zone(rest) orelse return null;
    return ((days_before(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second - east;
}

/// How many seconds a zone is ahead.
fn zone(text: []const u8) ?i64 {
    if (std.mem.eql(u8, text, "Z")) return 0;
    if (text.len != 6 or text[3] != ':' or (text[0] != '+' and text[0] != '-')) return null;
    const hours = within(text[1..3], 0, 23) orelse return null;
    const minutes = within(text[4..6], 0, 59) orelse return null;
    const ahead = hours * 3600 + minutes * 60;
    return if (text[0] == '-') -ahead else ahead;
}

fn within(text: []const u8, least: i64, largest: i64) ?i64 {
    const found = digits(text) orelse return null;
    return if (found >= least and found <= largest) found else null;
}

fn is_leap(year: i64) bool {
    return @mod(year, 4) == 0 and (@mod(year, 100) != 0 or @mod(year, 400) == 0);
}

const lengths = [_]i64{ 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

fn days_of(year: i64, month: i64) i64 {
    return lengths[@intCast(month - 1)] + @intFromBool(month == 2 and is_leap(year));
}

/// Days from 1970 to the first of a month.
fn days_before(year: i64, month: i64) i64 {
    const before = year - 1;
    const to_1970 = 719_162;
    var days = before * 365 + @divFloor(before, 4) - @divFloor(before, 100) + @divFloor(before, 400) - to_1970;
    for (1..@intCast(month)) |one| days += days_of(year, @intCast(one));
    return days;
}
