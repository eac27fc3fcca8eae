//! JSON numbers to integers and floats of a given width, range-checked, correctly rounded.

const std = @import("std");
const fault = @import("fault.zig");
const scan = @import("scan.zig");
const table = @import("table.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Span = table.Span;

/// Reads an integer; 64-bit ones also from a string of digits.
pub inline fn integer(comptime T: type, d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const most: u64 = std.math.maxInt(T);
    const least: u64 = if (std.math.minInt(T) == 0) 0 else most + 1;
    var value: u64 = undefined;
    const wide = @bitSizeOf(T) == 64 and scan.peek(p) == '"';
    const after = if (wide)
        quoted(d, p, most, least, &value) orelse return null
    else
        bare(d, p, most, least, &value) orelse return null;
    table.store(@Int(.unsigned, @bitSizeOf(T)), out, @truncate(value));
    return after;
}

fn bare(d: *const Desc, p: Cursor, most: u64, least: u64, out: *u64) ?Cursor {
    const after = digits(d, p, p, most, least, out) orelse return null;
    return if (goesOn(after)) notWhole(d, p) else after;
}

noinline fn quoted(d: *const Desc, p: Cursor, most: u64, least: u64, out: *u64) ?Cursor {
    const after = digits(d, p, p + 1, most, least, out) orelse return null;
    return if (scan.peek(after) == '"') after + 1 else fault.mismatch(d, p);
}

/// Whether a number has a fraction or an exponent here.
inline fn goesOn(p: Cursor) bool {
    const next = scan.peek(p);
    return next == '.' or next | 0x20 == 'e';
}

/// Reads digits at `from`, between `-least` and `most`; `whole` is where a fault points.
inline fn digits(d: *const Desc, whole: Cursor, from: Cursor, most: u64, least: u64, out: *u64) ?Cursor {
    const negative = scan.peek(from) == '-';
    const first = if (negative) from + 1 else from;
    var p = first;
    var value: u64 = 0;
    while (scan.isDigit(scan.peek(p))) : (p += 1) value = value *% 10 +% (p[0] - '0');
    const count = @intFromPtr(p) - @intFromPtr(first);
    if (count == 0 or (count > 1 and first[0] == '0')) return malformed(d, whole, count);
    if (count > 19 and overflows(first[0..count])) return outOfRange(d, whole, p);
    if (value > if (negative) least else most) return outOfRange(d, whole, p);
    out.* = if (negative) 0 -% value else value;
    return p;
}

noinline fn malformed(d: *const Desc, whole: Cursor, count: usize) ?Cursor {
    if (count == 0) return fault.mismatch(d, whole);
    return fault.raise(.syntax, "a number without leading zeros", whole);
}

/// A number too large is out of range only if it is a whole number at all.
noinline fn outOfRange(d: *const Desc, whole: Cursor, after: Cursor) ?Cursor {
    if (goesOn(after)) return notWhole(d, whole);
    return fault.raise(.range, d.name(), whole);
}

noinline fn notWhole(d: *const Desc, p: Cursor) ?Cursor {
    var number: Number = .{};
    _ = number.read(p) orelse return fault.raise(.syntax, "a number", p);
    return fault.raise(.type, d.name(), p);
}

fn overflows(run: []const u8) bool {
    _ = std.fmt.parseInt(u64, run, 10) catch return true;
    return false;
}

/// A number's digits as an integer and a power of ten, exact unless `cut`.
const Number = struct {
    mantissa: u64 = 0,
    exponent: i32 = 0,
    negative: bool = false,
    cut: bool = false,

    /// Reads RFC 8259's `number`; null when it is malformed.
    inline fn read(self: *Number, from: Cursor) ?Cursor {
        self.negative = scan.peek(from) == '-';
        const first = if (self.negative) from + 1 else from;
        var p = self.run(first) orelse return null;
        if (first[0] == '0' and p != first + 1) return null;
        if (scan.peek(p) == '.') {
            const point = p + 1;
            p = self.run(point) orelse return null;
            self.exponent -= @intCast(@intFromPtr(p) - @intFromPtr(point));
        }
        return if (scan.peek(p) | 0x20 == 'e') self.power(p + 1) else p;
    }

    inline fn run(self: *Number, first: Cursor) ?Cursor {
        var p = first;
        while (scan.isDigit(scan.peek(p))) : (p += 1) {
            if (self.mantissa >= 1_000_000_000_000_000_000) self.cut = true;
            self.mantissa = self.mantissa *% 10 +% (p[0] - '0');
        }
        return if (p == first) null else p;
    }

    noinline fn power(self: *Number, from: Cursor) ?Cursor {
        const negative = scan.peek(from) == '-';
        const first = if (negative or scan.peek(from) == '+') from + 1 else from;
        var p = first;
        var value: i32 = 0;
        while (scan.isDigit(scan.peek(p))) : (p += 1) {
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
    const char = scan.peek(p);
    if (char == '-' or scan.isDigit(char)) return fault.raise(.syntax, "a number", p);
    return fault.mismatch(d, p);
}

/// The value, when its digits and its power of ten are both exact floats (Clinger's fast path).
inline fn exact(comptime T: type, number: *const Number) ?T {
    const powers = comptime exactPowers(T);
    if (number.cut or number.mantissa > 1 << (std.math.floatFractionalBits(T) + 1)) return null;
    const digit_value: T = @floatFromInt(number.mantissa);
    const size = @abs(number.exponent);
    if (size >= powers.len) return if (number.mantissa == 0) signed(T, 0, number.negative) else null;
    const value = if (number.exponent < 0) digit_value / powers[size] else digit_value * powers[size];
    return signed(T, value, number.negative);
}

inline fn signed(comptime T: type, value: T, negative: bool) T {
    return if (negative) -value else value;
}

fn exactPowers(comptime T: type) [if (T == f64) 23 else 11]T {
    var powers: [if (T == f64) 23 else 11]T = undefined;
    var power: T = 1;
    for (&powers) |*slot| {
        slot.* = power;
        power *= 10;
    }
    return powers;
}

noinline fn slow(comptime T: type, from: Cursor, to: Cursor) T {
    return std.fmt.parseFloat(T, from[0 .. @intFromPtr(to) - @intFromPtr(from)]) catch unreachable;
}
