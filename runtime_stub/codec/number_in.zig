//! JSON numbers to integers and floats of a given width, range-checked, correctly rounded.

const std = @import("std");
const fault = @import("fault.zig");
const kinds = @import("kind.zig");
const scan = @import("scan.zig");
const table = @import("table.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Digits = @import("digits.zig").Digits;
const powers = @import("digits.zig").powers;

/// Reads an integer; one of 64 bits also from a string of digits.
pub inline fn integer(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const negative = p[0] == '-';
    const first = p + @intFromBool(negative);
    var digits: Digits = .{};
    const after = digits.read(first);
    // Anything but a plain number is seen to out of line: a string, a fraction, a mistake.
    if (!digits.isPlain(first, after) or digits.value > most(d.kind, negative)) return quoted(d, p, out);
    store(d, out, digits.value, negative);
    return after;
}

/// Stores a number, or the one below zero, in as many bytes as the kind has.
inline fn store(d: *const Desc, out: [*]u8, size: u64, negative: bool) void {
    const value = if (negative) 0 -% size else size;
    switch (d.size) {
        1 => out[0] = @truncate(value),
        2 => table.store(u16, out, @truncate(value)),
        4 => table.store(u32, out, @truncate(value)),
        else => table.store(u64, out, value),
    }
}

/// How far the integers of a kind go from zero upwards, or downwards.
inline fn most(kind: table.Kind, downwards: bool) u64 {
    const index = @backingInt(kind) - @backingInt(table.Kind.u8);
    return if (downwards) lowest[index] else highest[index];
}

/// Of u8, s8, u16, and so on as the kinds are in order.
const highest = [_]u64{ 0xff, 0x7f, 0xffff, 0x7fff, 0xffff_ffff, 0x7fff_ffff, 0xffff_ffff_ffff_ffff, 0x7fff_ffff_ffff_ffff };
const lowest = [_]u64{ 0, 0x80, 0, 0x8000, 0, 0x8000_0000, 0, 0x8000_0000_0000_0000 };

noinline fn quoted(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const within = d.size == 8 and p[0] == '"';
    const from = if (within) p + 1 else p;
    const negative = from[0] == '-';
    const first = from + @intFromBool(negative);
    var digits: Digits = .{};
    const after = digits.read(first);
    if (!digits.isPlain(first, after)) return unusual(d, p, first, after);
    if (digits.value > most(d.kind, negative)) return fault.outside(d, p);
    if (after[0] != '"') return fault.mismatch(d, p);
    store(d, out, digits.value, negative);
    return after + 1;
}

/// Says what is wrong with an integer, unless it is only too large.
noinline fn unusual(d: *const Desc, p: Cursor, first: Cursor, after: Cursor) ?Cursor {
    if (after == first) return fault.mismatch(d, p);
    if (first[0] == '0' and after != first + 1) return fault.raiseAs(.syntax, "a number without leading zeros", p, "one that begins with 0");
    if (p[0] == '"' and after[0] != '"') return fault.mismatch(d, p);
    if (!goesOn(after)) return fault.outside(d, p);
    var number: Number = .{};
    _ = number.read(p) orelse return malformed(p);
    return fault.raiseAs(.type, d.name(), p, kinds.broken(after));
}

/// Whether a number has a fraction or an exponent here.
inline fn goesOn(p: Cursor) bool {
    return p[0] == '.' or p[0] | 0x20 == 'e';
}

/// A number's digits as an integer and a power of ten, exact unless `cut`.
const Number = struct {
    mantissa: u64 = 0,
    exponent: i32 = 0,
    negative: bool = false,
    cut: bool = false,

    /// Reads RFC 8259's `number`; null when it is malformed.
    inline fn read(self: *Number, from: Cursor) ?Cursor {
        self.negative = from[0] == '-';
        const first = if (self.negative) from + 1 else from;
        var digits: Digits = .{};
        var p = digits.read(first);
        if (p == first or (first[0] == '0' and p != first + 1)) return null;
        var count = @intFromPtr(p) - @intFromPtr(first);
        self.mantissa = digits.value;
        if (p[0] == '.') {
            const point = p + 1;
            p = digits.read(point);
            if (p == point) return null;
            const places = @intFromPtr(p) - @intFromPtr(point);
            count += places;
            self.exponent = -@as(i32, @intCast(places));
            if (count < powers.len) self.mantissa = self.mantissa * powers[places] + digits.value;
        }
        self.cut = count >= powers.len;
        return if (p[0] | 0x20 == 'e') self.power(p + 1) else p;
    }

    noinline fn power(self: *Number, from: Cursor) ?Cursor {
        const negative = from[0] == '-';
        const first = if (negative or from[0] == '+') from + 1 else from;
        var p = first;
        var value: i32 = 0;
        while (scan.isDigit(p[0])) : (p += 1) {
            if (value < 100_000) value = value * 10 + (p[0] - '0');
        }
        self.exponent += if (negative) -value else value;
        return if (p == first) null else p;
    }
};

/// Reads a float, rounded to the nearest; one too large for the type is out of range.
pub fn float(comptime T: type, d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    var number: Number = .{};
    const after = number.read(p) orelse return badNumber(d, p);
    const value = exact(T, &number) orelse slow(T, p, after);
    if (std.math.isInf(value)) return fault.outside(d, p);
    table.store(T, out, value);
    return after;
}

noinline fn badNumber(d: *const Desc, p: Cursor) ?Cursor {
    const char = p[0];
    if (char == '-' or scan.isDigit(char)) return malformed(p);
    return fault.mismatch(d, p);
}

fn malformed(p: Cursor) ?Cursor {
    return fault.raiseAs(.syntax, "a number", p, "a malformed number");
}

/// The value, when its digits and its power of ten are both exact floats (Clinger's fast path).
inline fn exact(comptime T: type, number: *const Number) ?T {
    const exactly = comptime exactPowers(T);
    if (number.cut or number.mantissa > 1 << (std.math.floatFractionalBits(T) + 1)) return null;
    const digit_value: T = @floatFromInt(number.mantissa);
    const size = @abs(number.exponent);
    if (size >= exactly.len) return if (number.mantissa == 0) signed(T, 0, number.negative) else null;
    const value = if (number.exponent < 0) digit_value / exactly[size] else digit_value * exactly[size];
    return signed(T, value, number.negative);
}

inline fn signed(comptime T: type, value: T, negative: bool) T {
    return if (negative) -value else value;
}

fn exactPowers(comptime T: type) [if (T == f64) 23 else 11]T {
    var found: [if (T == f64) 23 else 11]T = undefined;
    var power: T = 1;
    for (&found) |*slot| {
        slot.* = power;
        power *= 10;
    }
    return found;
}

noinline fn slow(comptime T: type, from: Cursor, to: Cursor) T {
    return std.fmt.parseFloat(T, from[0 .. @intFromPtr(to) - @intFromPtr(from)]) catch unreachable;
}
