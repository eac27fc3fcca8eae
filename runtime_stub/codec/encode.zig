//! Canonical layout to JSON text, by descriptor: compact, fields in declaration order.
//!
//! Every writer takes a place in `out` that has room for any scalar and returns the place behind
//! what it wrote, or null when a fault was raised. The places go through registers: that a byte
//! was written is not to be stored and loaded for each piece of text.

const std = @import("std");
const fault = @import("fault.zig");
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
const scalar = numbers.longest;

/// Appends one value; false when a fault was raised, and then nothing is.
pub fn whole(d: *const Desc, at: [*]const u8) bool {
    out.stop(value(d, at, out.room(out.place(), scalar)) orelse return false);
    return true;
}

noinline fn value(d: *const Desc, at: [*]const u8, to: Place) ?Place {
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
        .wrapped => if (at[0] == 0) none(to) else tagged(d, &d.entries()[0], at + d.payload, to),
        .result, .variant => variant(d, at, to),
        .@"enum" => label(d, d.chosen(at), to),
        .flags => flags(d, at, to),
    };
}

inline fn boolean(yes: bool, to: Place) Place {
    to[0..8].* = (if (yes) "true    " else "false   ").*;
    return to + @as(u32, if (yes) 4 else 5);
}

inline fn none(to: Place) Place {
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
    return numbers.float(T, to, number);
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

/// Ends what opens at or whose last item ends before `to`.
inline fn close(to: Place, count: u32, bracket: u8) Place {
    const last = if (count == 0) to + 1 else to;
    last[0] = bracket;
    return last + 1;
}

inline fn failed(_: anytype) ?Place {
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

fn variant(d: *const Desc, at: [*]const u8, to: Place) ?Place {
    const entry = d.chosen(at);
    if (entry.type == 0 and d.kind == .variant) return label(d, entry, to);
    return tagged(d, entry, at + d.payload, to);
}

/// `{"case":payload}`, null where a result has none.
noinline fn tagged(d: *const Desc, entry: *const table.Entry, at: [*]const u8, from: Place) ?Place {
    const key = d.key(entry);
    var to = out.room(from, key.len + vector.size + scalar);
    const behind = Buffer.short(to, key);
    to[0] = '{';
    to = if (entry.type == 0)
        none(behind)
    else
        value(d.part(entry), at, behind) orelse return failed(fault.inName(d.label(entry)));
    to = out.room(to, 1);
    to[0] = '}';
    return to + 1;
}

/// A name in quotes.
fn label(d: *const Desc, entry: *const table.Entry, from: Place) Place {
    const name = d.key(entry)[1 .. entry.len + 3];
    return Buffer.short(out.room(from, name.len + vector.size), name);
}

noinline fn flags(d: *const Desc, at: [*]const u8, from: Place) Place {
    const set = d.tag(at);
    var to = from;
    var count: u32 = 0;
    to[0] = '[';
    for (d.entries(), 0..) |*entry, i| {
        if (set >> @intCast(i) & 1 == 0) continue;
        to = out.room(label(d, entry, to + 1), scalar);
        to[0] = ',';
        count += 1;
    }
    return close(to, count, ']');
}
