//! Floats by the shortest digits that read back to the same value.
//!
//! They are laid out as Python's `repr` does: 7.0, 0.0001, 1e-05, 1234567890123456.0, 1e+16.

const std = @import("std");
const integers = @import("number_out.zig");
const vector = @import("vector.zig");
const powers = @import("digits.zig").powers;
const tables = std.fmt.float.Backend64_TablesFull;
const Place = @import("buffer.zig").Place;

/// Digits of the numbers that are written the quick way, in text.
const plain_digits = 15;

/// Writes a finite value at a place with room for any number.
pub fn write(comptime T: type, to: Place, value: T) Place {
    const negative = std.math.signbit(value);
    to[0] = '-';
    const first = to + @intFromBool(negative);
    const size = if (negative) -value else value;
    return short(T, first, size) orelse plain(T, first, size) orelse general(T, first, size);
}

/// Writes a value with at most three decimals, the way of `plain` with a fixed scale.
inline fn short(comptime T: type, to: Place, value: T) ?Place {
    const scaled = value * 1000;
    if (scaled >= comptime @as(T, @floatFromInt(powers[kept(T)]))) return null;
    const digits: u64 = @intFromFloat(scaled + 0.5);
    if (@as(T, @floatFromInt(digits)) / 1000 != value) return null;
    const whole: u64 = @intFromFloat(value);
    return decimals(integers.unsigned(to, whole), @intCast(digits - whole * 1000));
}

/// Writes thousandths with as few digits as they need, but one.
inline fn decimals(point: Place, thousandths: u32) Place {
    const tenths = thousandths / 100;
    const second = thousandths / 10 - tenths * 10;
    const third = thousandths % 10;
    point[0..4].* = .{ '.', '0' + @as(u8, @intCast(tenths)), '0' + @as(u8, @intCast(second)), '0' + @as(u8, @intCast(third)) };
    return point + @as(u32, if (third != 0) 4 else if (second != 0) 3 else 2);
}

/// Decimal digits that a type keeps of any number.
fn kept(comptime T: type) u32 {
    return if (T == f64) plain_digits else 6;
}

/// Writes a value from 1e-4 to below 1e15 that has no more digits than the type always keeps.
///
/// Scaled to that many digits and rounded it is a whole number `digits`, exact in the type, as the
/// power of ten is. So the quotient of the two is what their decimal reads back to, and if that is
/// the value, no other decimal of so few digits is: without zeros at their end these are shortest.
noinline fn plain(comptime T: type, to: Place, value: T) ?Place {
    const most = comptime kept(T);
    if (!(value >= 1e-4 and value < comptime @as(T, @floatFromInt(powers[most])))) return null;
    const power = decimalPower(T, value);
    const places: u32 = @intCast(@as(i32, most - 1) - power);
    const scale = comptime exactPowers(T);
    const scaled: u64 = @intFromFloat(value * scale[places] + 0.5);
    if (@as(T, @floatFromInt(scaled)) / scale[places] != value) return null;
    if (scaled < powers[most - 1] or scaled >= powers[most]) return null;
    return place(to, scaled * powers[plain_digits - most], power);
}

/// The power of ten of a value's first digit, 1e-4 or above.
inline fn decimalPower(comptime T: type, value: T) i32 {
    const bits: @Int(.unsigned, @bitSizeOf(T)) = @bitCast(value);
    const biased: i32 = @intCast(bits >> std.math.floatMantissaBits(T));
    const binary = biased - std.math.floatExponentMax(T);
    const guess = (binary * 1233) >> 12; // log10(2), which is at most one too low
    const next = comptime thresholds(T);
    return guess + @intFromBool(value >= next[@intCast(guess + 5)]);
}

/// 1e-4 and the powers of ten after it, as far as `plain` goes.
fn thresholds(comptime T: type) [21]T {
    var found: [21]T = undefined;
    for (&found, 0..) |*slot, i| slot.* = if (i < 4) 1.0 / @as(T, @floatFromInt(powers[4 - i])) else @floatFromInt(powers[i - 4]);
    return found;
}

fn exactPowers(comptime T: type) [plain_digits + 4]T {
    var found: [plain_digits + 4]T = undefined;
    for (&found, 0..) |*slot, i| slot.* = @floatFromInt(powers[i]);
    return found;
}

/// Writes the fifteen digits of a number whose first one counts `10^power`, without zeros at the
/// end, but one behind the point.
inline fn place(to: Place, digits: u64, power: i32) Place {
    const high = digits / powers[8];
    const words: @Vector(2, u64) = .{ integers.eight(@intCast(high)), integers.eight(@intCast(digits - high * powers[8])) };
    const block: vector.Block = @bitCast(words); // sixteen digits, the first of them a zero
    const used: u32 = 31 - @clz(vector.bits(block != vector.each('0')));
    if (power < 0) {
        vector.store(to, vector.each('0'));
        to[1] = '.';
        const first = to + @as(u32, @intCast(1 - power));
        vector.store(first, vector.shifted(block, '0'));
        return first + used;
    }
    const whole: u32 = @intCast(power + 1);
    const behind = to + whole;
    vector.store(to, vector.shifted(block, '0'));
    split(behind);
    return behind + 1 + @max(used -| whole, 1);
}

noinline fn general(comptime T: type, to: Place, value: T) Place {
    const bits: u64 = @as(@Int(.unsigned, @bitSizeOf(T)), @bitCast(value));
    const mantissa_bits = comptime std.math.floatMantissaBits(T);
    const exponent_bits = comptime std.math.floatExponentBits(T);
    const d = std.fmt.float.binaryToDecimal(u64, bits, mantissa_bits, exponent_bits, false, &tables);
    return layOut(to, d.mantissa, d.exponent);
}

/// Writes `mantissa * 10^exponent`.
fn layOut(to: Place, mantissa: u64, exponent: i32) Place {
    const behind = integers.unsigned(to, mantissa);
    const count: i32 = @intCast(@intFromPtr(behind) - @intFromPtr(to));
    const point = count + exponent; // digits before the decimal point
    if (point > 16 or point < -3) return scientific(to, behind, point - 1);
    if (point <= 0) {
        vector.store(to, vector.each('0'));
        to[1] = '.';
        return integers.unsigned(to + @as(u32, @intCast(2 - point)), mantissa);
    }
    if (exponent >= 0) {
        const more: u32 = @intCast(exponent);
        vector.store(behind, vector.each('0'));
        behind[more..][0..2].* = ".0".*;
        return behind + more + 2;
    }
    split(to + @as(u32, @intCast(point)));
    return behind + 1;
}

fn scientific(to: Place, digits_end: Place, power: i32) Place {
    var behind = digits_end;
    if (behind != to + 1) {
        split(to + 1);
        behind += 1;
    }
    behind[0] = 'e';
    behind[1] = if (power < 0) '-' else '+';
    behind[2] = '0';
    return integers.unsigned(behind + @as(u32, if (@abs(power) < 10) 3 else 2), @abs(power));
}

/// Puts a point before at most 16 digits.
inline fn split(at: Place) void {
    vector.store(at + 1, vector.load(at));
    at[0] = '.';
}
