//! Integers in decimal, and floats by the shortest digits that read back to the same value.
//!
//! Floats are laid out as Python's `repr` does: 7.0, 0.0001, 1e-05, 1234567890123456.0, 1e+16.
//! Every writer takes a place with room for `longest` bytes and returns the place behind the last.

const std = @import("std");
const tables = std.fmt.float.Backend64_TablesFull;
const Place = @import("buffer.zig").Place;

/// Room that any number needs, with what is written past its end.
pub const longest = 48;
const zeros: u64 = 0x3030303030303030;

pub inline fn unsigned(to: Place, value: u64) Place {
    if (value >= 100_000_000) return long(to, value);
    return leading(to, @intCast(value));
}

pub inline fn signed(to: Place, value: i64) Place {
    to[0] = '-';
    return unsigned(to + @intFromBool(value < 0), @abs(value));
}

noinline fn long(to: Place, value: u64) Place {
    const high = value / 100_000_000;
    const behind = if (high >= 100_000_000) long(to, high) else leading(to, @intCast(high));
    return eight(behind, @intCast(value - high * 100_000_000));
}

/// Writes a number below 10^8 without leading zeros.
inline fn leading(to: Place, value: u32) Place {
    const digits = spread(value);
    const skipped = @ctz(digits | 1 << 56) & 0x38;
    to[0..8].* = @bitCast((digits | zeros) >> @intCast(skipped));
    return to + 8 - skipped / 8;
}

/// Writes all eight digits of a number below 10^8.
inline fn eight(to: Place, value: u32) Place {
    to[0..8].* = @bitCast(spread(value) | zeros);
    return to + 8;
}

/// The eight digits of a number below 10^8, the first one in the lowest byte. Divides lane by lane:
/// into two of four digits, four of two, eight of one, each time by a multiplication.
inline fn spread(value: u32) u64 {
    const upper = (value * @as(u64, 109_951_163)) >> 40;
    const fours = upper | (value - upper * 10_000) << 32;
    const hundreds = ((fours * 5243) >> 19) & 0x0000_007f_0000_007f;
    const twos = hundreds | (fours - hundreds * 100) << 16;
    const tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    return tens | (twos - tens * 10) << 8;
}

fn digitCount(value: u64) u32 {
    var count: u32 = 1;
    var power: u64 = 10;
    while (count < 20 and value >= power) : (count += 1) power *%= 10;
    return count;
}

/// Writes at most 25 bytes. The value is finite.
pub fn float(comptime T: type, to: Place, value: T) Place {
    const negative = std.math.signbit(value);
    to[0] = '-';
    return magnitude(T, to + @intFromBool(negative), if (negative) -value else value);
}

inline fn magnitude(comptime T: type, to: Place, value: T) Place {
    if (value < exactLimit(T)) {
        if (short(T, to, value)) |behind| return behind;
    }
    return general(T, to, value);
}

noinline fn general(comptime T: type, to: Place, value: T) Place {
    const bits: u64 = @as(@Int(.unsigned, @bitSizeOf(T)), @bitCast(value));
    const mantissa_bits = comptime std.math.floatMantissaBits(T);
    const exponent_bits = comptime std.math.floatExponentBits(T);
    const d = std.fmt.float.binaryToDecimal(u64, bits, mantissa_bits, exponent_bits, false, &tables);
    return layOut(to, d.mantissa, d.exponent);
}

fn exactLimit(comptime T: type) T {
    return if (T == f64) 1e15 else 1e6;
}

/// Values with at most three decimals: `digits / 1000` is exact to round, so if dividing gives the
/// value back, these digits, being fewer than the type always keeps, are the only shortest ones.
inline fn short(comptime T: type, to: Place, value: T) ?Place {
    const scaled = value * 1000;
    if (scaled >= exactLimit(T)) return null;
    const digits: u64 = @intFromFloat(scaled + 0.5);
    if (@as(T, @floatFromInt(digits)) / 1000 != value) return null;
    const whole: u64 = @intFromFloat(value);
    return decimals(unsigned(to, whole), @intCast(digits - whole * 1000));
}

/// Writes thousandths with as few digits as they need, but one.
inline fn decimals(point: Place, thousandths: u32) Place {
    const hundredths = thousandths / 10;
    const tenths = thousandths / 100;
    const digits: [3]u8 = .{ @intCast(tenths), @intCast(hundredths - tenths * 10), @intCast(thousandths - hundredths * 10) };
    point[0..4].* = .{ '.', '0' + digits[0], '0' + digits[1], '0' + digits[2] };
    return point + @as(u32, if (digits[2] != 0) 4 else if (digits[1] != 0) 3 else 2);
}

/// Writes `mantissa * 10^exponent`.
fn layOut(to: Place, mantissa: u64, exponent: i32) Place {
    const count: i32 = @intCast(digitCount(mantissa));
    const point = count + exponent; // digits before the decimal point
    if (point > 16 or point < -3) return scientific(to, mantissa, point - 1);
    if (point <= 0) {
        const skipped: u32 = @intCast(2 - point);
        to[0..8].* = @bitCast(zeros);
        to[1] = '.';
        return unsigned(to + skipped, mantissa);
    }
    const behind = unsigned(to, mantissa);
    if (exponent >= 0) {
        const more: u32 = @intCast(exponent);
        behind[0..16].* = @splat('0');
        behind[more..][0..2].* = ".0".*;
        return behind + more + 2;
    }
    return split(to + @as(u32, @intCast(point)), behind);
}

fn scientific(to: Place, mantissa: u64, power: i32) Place {
    var behind = unsigned(to, mantissa);
    if (behind != to + 1) behind = split(to + 1, behind);
    behind[0] = 'e';
    behind[1] = if (power < 0) '-' else '+';
    behind[2] = '0';
    return unsigned(behind + @as(u32, if (@abs(power) < 10) 3 else 2), @abs(power));
}

/// Puts a point at `at`, before at most 16 digits that end at `behind`.
fn split(at: Place, behind: Place) Place {
    const digits: @Vector(16, u8) = at[0..16].*;
    at[1..17].* = digits;
    at[0] = '.';
    return behind + 1;
}
