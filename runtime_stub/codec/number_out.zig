//! Integers in decimal, and floats by the shortest digits that read back to the same value.
//!
//! Floats are laid out as Python's `repr` does: 7.0, 0.0001, 1e-05, 1234567890123456.0, 1e+16.

const std = @import("std");
const tables = std.fmt.float.Backend64_TablesFull;

/// Room that any number needs.
pub const longest = 32;

/// Writes at most 20 bytes, returns how many.
pub fn unsigned(out: [*]u8, value: u64) u32 {
    const count = digitCount(value);
    var rest = value;
    var at = count;
    while (rest >= 100) {
        at -= 2;
        out[at..][0..2].* = std.fmt.digits2(@intCast(rest % 100));
        rest /= 100;
    }
    if (rest >= 10) {
        out[0..2].* = std.fmt.digits2(@intCast(rest));
    } else out[0] = '0' + @as(u8, @intCast(rest));
    return count;
}

/// Writes at most 20 bytes, returns how many.
pub fn signed(out: [*]u8, value: i64) u32 {
    if (value >= 0) return unsigned(out, @intCast(value));
    out[0] = '-';
    return 1 + unsigned(out + 1, @abs(value));
}

fn digitCount(value: u64) u32 {
    var count: u32 = 1;
    var power: u64 = 10;
    while (count < 20 and value >= power) : (count += 1) power *%= 10;
    return count;
}

/// Writes at most 25 bytes, returns how many. The value is finite.
pub fn float(comptime T: type, out: [*]u8, value: T) u32 {
    if (std.math.signbit(value)) {
        out[0] = '-';
        return 1 + magnitude(T, out + 1, -value);
    }
    return magnitude(T, out, value);
}

fn magnitude(comptime T: type, out: [*]u8, value: T) u32 {
    if (value < exact_limit(T)) {
        if (short(T, out, value)) |count| return count;
    }
    const bits: u64 = @as(@Int(.unsigned, @bitSizeOf(T)), @bitCast(value));
    const mantissa_bits = comptime std.math.floatMantissaBits(T);
    const exponent_bits = comptime std.math.floatExponentBits(T);
    const d = std.fmt.float.binaryToDecimal(u64, bits, mantissa_bits, exponent_bits, false, &tables);
    return layOut(out, d.mantissa, d.exponent);
}

fn exact_limit(comptime T: type) T {
    return if (T == f64) 1e15 else 1e6;
}

/// Values with at most three decimals: `digits / 10^k` is exact to round, so if dividing gives the
/// value back, these digits, being fewer than the type always keeps, are the only shortest ones.
fn short(comptime T: type, out: [*]u8, value: T) ?u32 {
    inline for (.{ 1, 10, 100, 1000 }, 0..) |power, decimals| {
        const scaled = value * power;
        if (scaled >= exact_limit(T)) return null;
        const digits: u64 = @intFromFloat(scaled + 0.5);
        if (@as(T, @floatFromInt(digits)) / power == value) return place(out, digits, decimals);
    }
    return null;
}

/// Writes digits with so many of them behind the point, at least one on either side.
fn place(out: [*]u8, digits: u64, comptime decimals: u32) u32 {
    const power = comptime std.math.pow(u64, 10, decimals);
    var count = unsigned(out, digits / power);
    out[count] = '.';
    count += 1;
    if (decimals == 0) out[count] = '0';
    var rest = digits % power;
    var at: u32 = decimals;
    while (at > 0) : (rest /= 10) {
        at -= 1;
        out[count + at] = '0' + @as(u8, @intCast(rest % 10));
    }
    return count + @max(decimals, 1);
}

/// Writes `mantissa * 10^exponent`.
fn layOut(out: [*]u8, mantissa: u64, exponent: i32) u32 {
    const count: i32 = @intCast(digitCount(mantissa));
    const point = count + exponent; // digits before the decimal point
    if (point > 16 or point < -3) return scientific(out, mantissa, point - 1);
    if (point <= 0) {
        const zeros: u32 = @intCast(2 - point);
        @memset(out[0..zeros], '0');
        out[1] = '.';
        return zeros + unsigned(out + zeros, mantissa);
    }
    var len = unsigned(out, mantissa);
    if (exponent >= 0) {
        const zeros: u32 = @intCast(exponent);
        @memset(out[len..][0..zeros], '0');
        len += zeros;
        out[len..][0..2].* = ".0".*;
        return len + 2;
    }
    split(out, @intCast(point), len);
    return len + 1;
}

fn scientific(out: [*]u8, mantissa: u64, power: i32) u32 {
    var len = unsigned(out, mantissa);
    if (len > 1) {
        split(out, 1, len);
        len += 1;
    }
    out[len] = 'e';
    out[len + 1] = if (power < 0) '-' else '+';
    len += 2;
    if (@abs(power) < 10) {
        out[len] = '0';
        len += 1;
    }
    return len + unsigned(out + len, @abs(power));
}

/// Puts a point before the digit at `at`.
fn split(out: [*]u8, at: u32, len: u32) void {
    var i = len;
    while (i > at) : (i -= 1) out[i] = out[i - 1];
    out[at] = '.';
}
