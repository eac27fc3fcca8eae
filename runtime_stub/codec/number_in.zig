//! JSON numbers to integers and floats of a given width, range-checked, correctly rounded.

const std = @import("std");
const fault = @import("fault.zig");
const scan = @import("scan.zig");
const table = @import("table.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Digits = @import("digits.zig").Digits;
const powers = @import("digits.zig").powers;

/// Reads an integer that may not be negative; one of 64 bits also from a string of digits.
pub inline fn natural(comptime T: type, d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    var digits: Digits = .{};
    const after = digits.read(p);
    // Anything but a plain number is seen to out of line: a sign, a string, a fraction, a mistake.
    if (digits.isPlain(p, after) and digits.value <= std.math.maxInt(T)) {
        table.store(T, out, @truncate(digits.value));
        return after;
    }
    return integer(T, d, p, out);
}

/// Reads an integer; one of 64 bits also from a string of digits.
pub noinline fn integer(comptime T: type, d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const most: u64 = std.math.maxInt(T);
    const least: u64 = if (std.math.minInt(T) == 0) 0 else most + 1;
    const quoted = @bitSizeOf(T) == 64 and p[0] == '"';
    const from = if (quoted) p + 1 else p;
    const negative = from[0] == '-';
    const first = if (negative) from + 1 else from;
    var digits: Digits = .{};
    const after = digits.read(first);
    if (!digits.isPlain(first, after)) return unusual(d, p, first, after);
    if (digits.value > if (negative) least else most) return fault.raise(.range, d.name(), p);
    if (quoted and after[0] != '"') return fault.mismatch(d, p);
    const value = if (negative) 0 -% digits.value else digits.value;
    table.store(@Int(.unsigned, @bitSizeOf(T)), out, @truncate(value));
    return if (quoted) after + 1 else after;
}

/// Says what is wrong with an integer, unless it is only too large.
noinline fn unusual(d: *const Desc, p: Cursor, first: Cursor, after: Cursor) ?Cursor {
    if (after == first) return fault.mismatch(d, p);
    if (first[0] == '0' and after != first + 1) return fault.raise(.syntax, "a number without leading zeros", p);
    if (p[0] == '"' and after[0] != '"') return fault.mismatch(d, p);
    if (!goesOn(after)) return fault.raise(.range, d.name(), p);
    var number: Number = .{};
    _ = number.read(p) orelse return fault.raise(.syntax, "a number", p);
    return fault.raise(.type, d.name(), p);
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
    if (std.math.isInf(value)) return fault.raise(.range, d.name(), p);
    table.store(T, out, value);
    return after;
}

noinline fn badNumber(d: *const Desc, p: Cursor) ?Cursor {
    const char = p[0];
    if (char == '-' or scan.isDigit(char)) return fault.raise(.syntax, "a number", p);
    return fault.mismatch(d, p);
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
