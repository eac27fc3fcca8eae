//! Integers in decimal.
//!
//! Every writer takes a place with room for `longest` bytes and returns the place behind the last.

const Place = @import("buffer.zig").Place;

/// Room that any number needs, with what is written past its end.
pub const longest = 48;

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
    behind[0..8].* = @bitCast(eight(@intCast(value - high * 100_000_000)));
    return behind + 8;
}

/// Writes a number below 10^8 without leading zeros.
inline fn leading(to: Place, value: u32) Place {
    const digits = spread(value);
    const skipped = @ctz(digits | 1 << 56) & 0x38;
    to[0..8].* = @bitCast((digits | zeros) >> @intCast(skipped));
    return to + 8 - skipped / 8;
}

const zeros: u64 = 0x3030303030303030;

/// All eight digits of a number below 10^8 as text.
pub inline fn eight(value: u32) u64 {
    return spread(value) | zeros;
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
