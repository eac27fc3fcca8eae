//! Runs of decimal digits, eight at a time.

const table = @import("table.zig");
const Cursor = @import("scan.zig").Cursor;

/// The powers of ten that 64 bits hold.
pub const powers: [20]u64 = init: {
    var found: [20]u64 = undefined;
    found[0] = 1;
    for (1..found.len) |i| found[i] = found[i - 1] * 10;
    break :init found;
};

pub const Digits = struct {
    value: u64 = 0,
    /// Whether the run is of a number above 64 bits; then `value` says nothing.
    overflows: bool = false,

    /// Reads the digits at a cursor, none where there are none.
    pub inline fn read(self: *Digits, first: Cursor) Cursor {
        const word = wordAt(first);
        const count = countOf(word);
        self.* = .{ .value = valueOf(word, count) };
        return if (count < 8) first + count else self.more(first + 8);
    }

    noinline fn more(self: *Digits, from: Cursor) Cursor {
        var p = from;
        var length: u32 = 8;
        while (true) {
            const word = wordAt(p);
            const count = countOf(word);
            length += count;
            if (length < powers.len) {
                self.value = self.value * powers[count] + valueOf(word, count);
            } else self.append(powers[count], valueOf(word, count));
            p += count;
            if (count < 8) return p;
        }
    }

    fn append(self: *Digits, power: u64, value: u64) void {
        const product, const high = @mulWithOverflow(self.value, power);
        const sum, const carry = @addWithOverflow(product, value);
        self.value = sum;
        if (high | carry != 0) self.overflows = true;
    }

    /// Whether the digits from `first` to `after` are a whole number as JSON writes it.
    pub inline fn isPlain(self: *const Digits, first: Cursor, after: Cursor) bool {
        if (after == first or (first[0] == '0' and after != first + 1)) return false;
        return after[0] != '.' and after[0] | 0x20 != 'e' and !self.overflows;
    }
};

/// The eight bytes at a cursor; those of digits become 0 to 9.
inline fn wordAt(p: Cursor) u64 {
    return table.load(u64, p) ^ 0x3030303030303030;
}

/// How many digits a word starts with: the lowest byte above 9 ends them, and no byte below that
/// one carries into it.
inline fn countOf(word: u64) u32 {
    const above = ((word +% 0x7676767676767676) | word) & 0x8080808080808080;
    return @as(u32, @ctz(above)) / 8;
}

/// The value of a word's first `count` digits: pairs, then fours, then eight, by multiplications.
inline fn valueOf(word: u64, count: u32) u64 {
    if (count == 0) return 0;
    const digits = word << @intCast(64 - 8 * count);
    const pairs = digits *% 10 +% (digits >> 8);
    const low = (pairs & 0x0000_00ff_0000_00ff) *% 0x000f_4240_0000_0064;
    const high = ((pairs >> 16) & 0x0000_00ff_0000_00ff) *% 0x0000_2710_0000_0001;
    return (low +% high) >> 32;
}
