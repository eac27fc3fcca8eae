//! Interpolated strings, the order of strings, and where a line ends.

const std = @import("std");
const floats = @import("float_out.zig");
const heap = @import("heap.zig");
const numbers = @import("number_out.zig");
const table = @import("table.zig");
const Buffer = @import("buffer.zig").Buffer;
const Desc = table.Desc;

pub var open: Buffer = .{};
/// Where the buffer that was open before this one is kept; zero when there was none.
var outer: u32 = 0;

/// Opens a string; one may be opened while another is.
pub fn begin() void {
    const kept = heap.alloc(@sizeOf(Kept), 4);
    @as(*Kept, @ptrFromInt(kept)).* = .{ .buffer = open, .outer = outer };
    outer = kept;
    open.begin();
}

const Kept = extern struct { buffer: Buffer, outer: u32 };

pub fn end(cell: [*]u8) void {
    open.end(cell);
    const kept: *Kept = @ptrFromInt(outer);
    open = kept.buffer;
    outer = kept.outer;
}

/// Forgets every open string.
pub fn reset() void {
    open = .{};
    outer = 0;
}

/// Appends a scalar as a reader of plain text expects it.
pub fn value(d: *const Desc, at: [*]const u8) void {
    switch (d.kind) {
        .bool => open.bytes(if (at[0] != 0) "true" else "false"),
        .u8 => natural(at[0]),
        .s8 => whole(table.load(i8, at)),
        .u16 => natural(table.load(u16, at)),
        .s16 => whole(table.load(i16, at)),
        .u32 => natural(table.load(u32, at)),
        .s32 => whole(table.load(i32, at)),
        .u64 => natural(table.load(u64, at)),
        .s64 => whole(table.load(i64, at)),
        .f32 => float(f32, at),
        .f64 => float(f64, at),
        .char => char(at),
        .string => open.bytes(table.Span.of(at).text()),
        .@"enum" => open.bytes(d.label(d.chosen(at))),
        else => @trap(), // the checker lets only these types into a string
    }
}

fn natural(number: u64) void {
    open.stop(numbers.unsigned(open.room(open.place(), numbers.longest), number));
}

fn whole(number: i64) void {
    open.stop(numbers.signed(open.room(open.place(), numbers.longest), number));
}

fn float(comptime T: type, at: [*]const u8) void {
    const number = table.load(T, at);
    if (std.math.isNan(number)) return open.bytes("nan");
    if (std.math.isInf(number)) return open.bytes(if (number < 0) "-inf" else "inf");
    open.stop(floats.write(T, open.room(open.place(), numbers.longest), number));
}

fn char(at: [*]const u8) void {
    const to = open.room(open.place(), 4);
    const len = std.unicode.utf8Encode(@truncate(table.load(u32, at)), to[0..4]) catch @trap();
    open.stop(to + len);
}

/// -1, 0 or 1 by the order of bytes, which in UTF-8 is the order of code points.
pub fn compare(a: []const u8, b: []const u8) i32 {
    return switch (std.mem.order(u8, a, b)) {
        .lt => -1,
        .eq => 0,
        .gt => 1,
    };
}

/// The address of the first line feed between two addresses, or the second of them.
pub fn lineEnd(from: u32, behind: u32) u32 {
    var at = from;
    while (at < behind) : (at += 16) {
        const block: @Vector(16, u8) = @as([*]const u8, @ptrFromInt(at))[0..16].*;
        const feeds: u16 = @bitCast(block == @as(@Vector(16, u8), @splat('\n')));
        if (feeds != 0) return @min(at + @ctz(feeds), behind);
    }
    return behind;
}
