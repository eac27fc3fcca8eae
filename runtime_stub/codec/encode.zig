//! Canonical layout to JSON text, by descriptor: compact, fields in declaration order.
//!
//! Every writer takes a place in `out` that has room for any scalar and returns the place behind
//! what it wrote, or null when a fault was raised. The places go through registers: that a byte
//! was written is not to be stored and loaded for each piece of text.

const std = @import("std");
const choice = @import("choice_out.zig");
const fault = @import("fault.zig");
const floats = @import("float_out.zig");
const numbers = @import("number_out.zig");
const table = @import("table.zig");
const vector = @import("vector.zig");
const Buffer = @import("buffer.zig").Buffer;
const Place = @import("buffer.zig").Place;
const Desc = table.Desc;
const Span = table.Span;
const base64 = std.base64.standard.Encoder;

pub var out: Buffer = .{};
/// Whether integers of 64 bits are written as strings.
pub var quotes_big: bool = false;

/// Room that any scalar needs: a number is the longest one.
pub const scalar = numbers.longest;

/// Appends one value; false when a fault was raised, and then nothing is.
pub fn whole(d: *const Desc, at: [*]const u8) bool {
    out.stop(value(d, at, out.room(out.place(), scalar)) orelse return false);
    return true;
}

pub noinline fn value(d: *const Desc, at: [*]const u8, to: Place) ?Place {
    return any(d, at, to);
}

/// `value`, for loops over many values. An option is seen to before what it holds, which is never
/// one: that of an option is `wrapped`.
inline fn any(outer: *const Desc, from: [*]const u8, to: Place) ?Place {
    var d = outer;
    var at = from;
    if (d.kind == .option) {
        if (at[0] == 0) return none(to);
        at += d.payload;
        d = d.element();
    }
    return switch (d.kind) {
        .bool => boolean(at[0] != 0, to),
        .u8 => numbers.unsigned(to, at[0]),
        .u16 => numbers.unsigned(to, table.load(u16, at)),
        .u32 => numbers.unsigned(to, table.load(u32, at)),
        .s8 => numbers.signed(to, table.load(i8, at)),
        .s16 => numbers.signed(to, table.load(i16, at)),
        .s32 => numbers.signed(to, table.load(i32, at)),
        .u64 => big(numbers.unsigned, table.load(u64, at), to),
        .s64 => big(numbers.signed, table.load(i64, at), to),
        .f32 => float(f32, d, at, to),
        .f64 => float(f64, d, at, to),
        .char => char(at, to),
        .string => out.string(to, Span.of(at).text()),
        .bytes => bytes(Span.of(at).text(), to),
        .list => list(d, at, to),
        .tuple => tuple(d, at, to),
        .record => record(d, at, to),
        .option => unreachable,
        .wrapped => if (at[0] == 0) none(to) else choice.tagged(d, &d.entries()[0], at + d.payload, to),
        .result, .variant => choice.variant(d, at, to),
        .@"enum" => choice.label(d, d.chosen(at), to),
        .flags => choice.flags(d, at, to),
    };
}

inline fn boolean(yes: bool, to: Place) Place {
    to[0..8].* = (if (yes) "true    " else "false   ").*;
    return to + @as(u32, if (yes) 4 else 5);
}

pub inline fn none(to: Place) Place {
    to[0..4].* = "null".*;
    return to + 4;
}

inline fn big(comptime write: anytype, number: anytype, to: Place) Place {
    if (!quotes_big) return write(to, number);
    to[0] = '"';
    const after = write(to + 1, number);
    after[0] = '"';
    return after + 1;
}

noinline fn float(comptime T: type, d: *const Desc, at: [*]const u8, to: Place) ?Place {
    const number = table.load(T, at);
    if (!std.math.isFinite(number)) return notFinite(d, std.math.isNan(number), number < 0);
    return floats.write(T, to, number);
}

noinline fn notFinite(d: *const Desc, nan: bool, negative: bool) ?Place {
    const what = if (nan) "nan" else if (negative) "-infinity" else "infinity";
    fault.unprintable(if (d.kind == .f32) "a finite f32" else "a finite f64", what);
    return null;
}

noinline fn char(at: [*]const u8, to: Place) Place {
    var utf8: [vector.size + 4]u8 = undefined;
    const len = std.unicode.utf8Encode(@truncate(table.load(u32, at)), utf8[0..4]) catch @trap();
    return out.string(to, utf8[0..len]);
}

noinline fn bytes(source: []const u8, from: Place) Place {
    const len = base64.calcSize(source.len);
    const to = out.room(from, len + 2);
    to[0] = '"';
    _ = base64.encode(to[1 .. len + 1], source);
    to[len + 1] = '"';
    return to + len + 2;
}

noinline fn list(d: *const Desc, at: [*]const u8, from: Place) ?Place {
    const span = Span.of(at);
    const element = d.element();
    var to = from;
    var address = span.ptr;
    to[0] = '[';
    for (0..span.len) |i| {
        to = any(element, @ptrFromInt(address), to + 1) orelse return failed(fault.inItem(i));
        to = out.room(to, scalar);
        to[0] = ',';
        address += element.size;
    }
    return close(to, span.len, ']');
}

/// Ends what has just opened at `to`, or whose last item ends before it.
pub inline fn close(to: Place, count: u32, bracket: u8) Place {
    const last = if (count == 0) to + 1 else to;
    last[0] = bracket;
    return last + 1;
}

pub inline fn failed(_: anytype) ?Place {
    return null;
}

noinline fn tuple(d: *const Desc, at: [*]const u8, from: Place) ?Place {
    var to = from;
    to[0] = '[';
    for (d.entries(), 0..) |*entry, i| {
        to = value(d.part(entry), at + entry.offset, to + 1) orelse return failed(fault.inItem(i));
        to = out.room(to, scalar);
        to[0] = ',';
    }
    return close(to, d.count, ']');
}

noinline fn record(d: *const Desc, at: [*]const u8, from: Place) ?Place {
    var to = from;
    to[0] = '{';
    for (d.entries(), 0..) |*entry, i| {
        const key = d.key(entry);
        to = out.room(to, key.len + vector.size + scalar);
        const behind = Buffer.short(to, key);
        if (i == 0) to[0] = '{';
        to = any(d.part(entry), at + entry.offset, behind) orelse return failed(fault.inName(d.label(entry)));
    }
    to = out.room(to, 2);
    return close(to, d.count, '}');
}
