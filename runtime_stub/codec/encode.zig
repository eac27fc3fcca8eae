//! Canonical layout to JSON text, by descriptor: compact, fields in declaration order.

const std = @import("std");
const fault = @import("fault.zig");
const numbers = @import("number_out.zig");
const table = @import("table.zig");
const Buffer = @import("buffer.zig").Buffer;
const Desc = table.Desc;
const Span = table.Span;
const base64 = std.base64.standard.Encoder;

pub var out: Buffer = .{};

/// Appends one value; false when a fault was raised.
pub fn value(d: *const Desc, at: [*]const u8) bool {
    switch (d.kind) {
        .bool => out.bytes(if (at[0] != 0) "true" else "false"),
        .u8 => natural(at[0]),
        .s8 => whole(table.load(i8, at)),
        .u16 => natural(table.load(u16, at)),
        .s16 => whole(table.load(i16, at)),
        .u32 => natural(table.load(u32, at)),
        .s32 => whole(table.load(i32, at)),
        .u64 => natural(table.load(u64, at)),
        .s64 => whole(table.load(i64, at)),
        .f32 => return float(f32, d, at),
        .f64 => return float(f64, d, at),
        .char => char(at),
        .string => out.quoted(Span.of(at).text()),
        .bytes => bytes(Span.of(at).text()),
        .list => return list(d, at),
        .tuple => return tuple(d, at),
        .record => return record(d, at),
        .option, .wrapped => return option(d, at),
        .result, .variant => return variant(d, at),
        .@"enum" => label(d, d.chosen(at)),
        .flags => flags(d, at),
    }
    return true;
}

fn natural(number: u64) void {
    out.len += numbers.unsigned(out.room(numbers.longest), number);
}

fn whole(number: i64) void {
    out.len += numbers.signed(out.room(numbers.longest), number);
}

fn float(comptime T: type, d: *const Desc, at: [*]const u8) bool {
    const number = table.load(T, at);
    if (!std.math.isFinite(number)) return notFinite(d, std.math.isNan(number), number < 0);
    out.len += numbers.float(T, out.room(numbers.longest), number);
    return true;
}

noinline fn notFinite(d: *const Desc, nan: bool, negative: bool) bool {
    const what = if (nan) "nan" else if (negative) "-infinity" else "infinity";
    return fault.unprintable(if (d.kind == .f32) "a finite f32" else "a finite f64", what);
}

fn char(at: [*]const u8) void {
    var utf8: [16 + 4]u8 = undefined;
    const len = std.unicode.utf8Encode(@truncate(table.load(u32, at)), utf8[0..4]) catch @trap();
    out.quoted(utf8[0..len]);
}

fn bytes(source: []const u8) void {
    const len = base64.calcSize(source.len);
    const target = out.room(len + 2);
    target[0] = '"';
    _ = base64.encode(target[1 .. len + 1], source);
    target[len + 1] = '"';
    out.len += len + 2;
}

fn list(d: *const Desc, at: [*]const u8) bool {
    const span = Span.of(at);
    const element = d.element();
    var address = span.ptr;
    for (0..span.len) |i| {
        out.byte(if (i == 0) '[' else ',');
        if (!value(element, @ptrFromInt(address))) return fault.inItem(i) != null;
        address += element.size;
    }
    if (span.len == 0) out.byte('[');
    out.byte(']');
    return true;
}

fn tuple(d: *const Desc, at: [*]const u8) bool {
    for (d.entries(), 0..) |*entry, i| {
        out.byte(if (i == 0) '[' else ',');
        if (!value(d.part(entry), at + entry.offset)) return fault.inItem(i) != null;
    }
    out.byte(']');
    return true;
}

fn record(d: *const Desc, at: [*]const u8) bool {
    if (d.count == 0) out.byte('{');
    for (d.entries(), 0..) |*entry, i| {
        const from = out.len;
        out.short(d.key(entry));
        if (i == 0) brace(from);
        if (!value(d.part(entry), at + entry.offset)) return fault.inName(d.label(entry)) != null;
    }
    out.byte('}');
    return true;
}

/// Turns the comma of `,"name":` into an opening brace.
inline fn brace(at: u32) void {
    @as(*u8, @ptrFromInt(out.ptr + at)).* = '{';
}

fn option(d: *const Desc, at: [*]const u8) bool {
    if (d.tag(at) == 0) {
        out.bytes("null");
        return true;
    }
    if (d.kind == .option) return value(d.element(), at + d.payload);
    return tagged(d, &d.entries()[0], at + d.payload);
}

fn variant(d: *const Desc, at: [*]const u8) bool {
    const entry = d.chosen(at);
    if (entry.type == 0 and d.kind == .variant) {
        label(d, entry);
        return true;
    }
    return tagged(d, entry, at + d.payload);
}

/// `{"case":payload}`, null where a result has none.
fn tagged(d: *const Desc, entry: *const table.Entry, at: [*]const u8) bool {
    const from = out.len;
    out.short(d.key(entry));
    brace(from);
    if (entry.type == 0) {
        out.bytes("null");
    } else if (!value(d.part(entry), at)) return fault.inName(d.label(entry)) != null;
    out.byte('}');
    return true;
}

/// A name in quotes.
fn label(d: *const Desc, entry: *const table.Entry) void {
    out.short(d.key(entry)[1 .. entry.len + 3]);
}

fn flags(d: *const Desc, at: [*]const u8) void {
    const bits = d.tag(at);
    var any = false;
    for (d.entries(), 0..) |*entry, i| {
        if (bits >> @intCast(i) & 1 == 0) continue;
        out.byte(if (any) ',' else '[');
        label(d, entry);
        any = true;
    }
    if (!any) out.byte('[');
    out.byte(']');
}
