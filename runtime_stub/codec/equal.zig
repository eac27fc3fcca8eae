//! Structural equality of two values of one type; floats by value, so nan differs from itself.

const std = @import("std");
const table = @import("table.zig");
const Desc = table.Desc;
const Span = table.Span;

pub fn values(d: *const Desc, a: [*]const u8, b: [*]const u8) bool {
    return switch (d.kind) {
        .bool => (a[0] != 0) == (b[0] != 0),
        .u8, .s8 => a[0] == b[0],
        .u16, .s16 => same(u16, a, b),
        .u32, .s32, .char => same(u32, a, b),
        .u64, .s64 => same(u64, a, b),
        .f32 => same(f32, a, b),
        .f64 => same(f64, a, b),
        .string, .bytes => std.mem.eql(u8, Span.of(a).text(), Span.of(b).text()),
        .list => lists(d, Span.of(a), Span.of(b)),
        .record, .tuple => parts(d, a, b),
        .option, .wrapped => options(d, a, b),
        .result, .variant, .@"enum" => choices(d, a, b),
        .flags => (d.tag(a) ^ d.tag(b)) & mask(d.count) == 0,
    };
}

inline fn same(comptime T: type, a: [*]const u8, b: [*]const u8) bool {
    return table.load(T, a) == table.load(T, b);
}

fn mask(count: u32) u32 {
    return @truncate((@as(u64, 1) << @intCast(count)) - 1);
}

fn lists(d: *const Desc, a: Span, b: Span) bool {
    if (a.len != b.len) return false;
    const element = d.element();
    for (0..a.len) |i| {
        const offset = i * element.size;
        if (!values(element, @ptrFromInt(a.ptr + offset), @ptrFromInt(b.ptr + offset))) return false;
    }
    return true;
}

fn parts(d: *const Desc, a: [*]const u8, b: [*]const u8) bool {
    for (d.entries()) |*entry| {
        if (!values(d.part(entry), a + entry.offset, b + entry.offset)) return false;
    }
    return true;
}

fn options(d: *const Desc, a: [*]const u8, b: [*]const u8) bool {
    if (d.tag(a) != d.tag(b)) return false;
    return d.tag(a) == 0 or values(d.element(), a + d.payload, b + d.payload);
}

fn choices(d: *const Desc, a: [*]const u8, b: [*]const u8) bool {
    if (d.tag(a) != d.tag(b)) return false;
    const entry = d.chosen(a);
    return entry.type == 0 or values(d.part(entry), a + d.payload, b + d.payload);
}
