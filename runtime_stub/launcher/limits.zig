//! Limits as people write them, `memory_bytes=64M` or `wall_ms=2s`, as `flowrt/rights/limit_text.py` reads
//! them; and what is left of two sets of them, which is the smaller of each pair.

const std = @import("std");
const headers = @import("header.zig");
const say = @import("say.zig");
const usage = @import("options.zig").usage;
const Limits = headers.Limits;

const Unit = struct { []const u8, u64 };
const bytes = [_]Unit{ .{ "", 1 }, .{ "K", 1 << 10 }, .{ "M", 1 << 20 }, .{ "G", 1 << 30 } };
const times = [_]Unit{ .{ "", 1 }, .{ "ms", 1 }, .{ "s", 1000 }, .{ "m", 60_000 } };
const plain = [_]Unit{.{ "", 1 }};
const most = (1 << 53) - 1;

pub fn narrowed(one: Limits, other: Limits) Limits {
    var found = one;
    inline for (comptime std.meta.fieldNames(Limits)) |name| {
        if (@field(other, name)) |bound| @field(found, name) = @min(bound, @field(one, name) orelse bound);
    }
    return found;
}

/// What limits with commas between them come to.
pub fn of(text: []const u8) say.Error!Limits {
    var found: Limits = .{};
    var each = std.mem.splitScalar(u8, text, ',');
    while (each.next()) |one| found = narrowed(found, try limit(one));
    return found;
}

fn limit(text: []const u8) say.Error!Limits {
    var found: Limits = .{};
    const given, const bound = std.mem.cutScalar(u8, text, '=') orelse .{ "", "" };
    inline for (comptime std.meta.fieldNames(Limits)) |name| {
        if (std.mem.eql(u8, given, name)) {
            @field(found, name) = number(bound, units(name)) orelse
                return usage(say.text("--limit {s}", .{text}), say.text("give a bound of " ++ name ++ " from 1 to {d}", .{most}));
            return found;
        }
    }
    return usage(say.text("--limit {s}", .{text}), say.text("give NAME=BOUND, where NAME is one of {s}", .{say.joined(std.meta.fieldNames(Limits))}));
}

fn units(comptime name: []const u8) []const Unit {
    if (comptime std.mem.endsWith(u8, name, "_bytes")) return &bytes;
    return if (comptime std.mem.eql(u8, name, "wall_ms")) &times else &plain;
}

fn number(text: []const u8, known: []const Unit) ?u64 {
    const end = std.mem.findNone(u8, text, "0123456789_") orelse text.len;
    if (end == 0 or end > 20 or text[0] == '_') return null;
    const unit = for (known) |one| {
        if (std.mem.eql(u8, one[0], text[end..])) break one[1];
    } else return null;
    const count = std.fmt.parseInt(u64, text[0..end], 10) catch return null;
    const found = std.math.mul(u64, count, unit) catch return null;
    return if (found >= 1 and found <= most) found else null;
}
