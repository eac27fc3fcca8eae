//! SHA-256 by the processor's own instructions: an object of its own, as Zig chooses by target and
//! not when it runs. `sha256.zig` calls it where the processor has them.
//!
//! Each of these instructions waits for the one before, and the processor can begin two at a time. So texts
//! that are hashed in turns, block by block, take little more time together than one of them alone.

const std = @import("std");
const Sha256 = std.crypto.hash.sha2.Sha256;
const Words = @Vector(4, u32);

const lanes = 4;
const block = 64;

export fn flowc_sha256_fast(data: [*]const u8, size: usize, out: *[32]u8) void {
    Sha256.hash(data[0..size], out, .{});
}

/// Hash texts of one size, which is a number of whole blocks.
export fn flowc_sha256_four(data: *const [lanes][*]const u8, size: usize, out: *[lanes][32]u8) void {
    var states: [lanes]State = @splat(.{});
    var at: usize = 0;
    while (at < size) : (at += block) {
        var blocks: [lanes]*const [block]u8 = undefined;
        for (&blocks, data) |*one, text| one.* = text[at..][0..block];
        turn(&states, blocks);
    }
    var ending: [block]u8 = @splat(0);
    ending[0] = 0x80;
    std.mem.writeInt(u64, ending[block - 8 ..], 8 * size, .big);
    turn(&states, @splat(&ending));
    for (&states, out) |state, *digest| digest.* = state.digest();
}

/// The eight words of a state, `a` to `h`, as the instructions take them.
const State = struct {
    feba: Words = .{ 0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667 },
    hgdc: Words = .{ 0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372 },

    fn digest(self: State) [32]u8 {
        const f, const e, const b, const a = @as([4]u32, self.feba);
        const h, const g, const d, const c = @as([4]u32, self.hgdc);
        var out: [32]u8 = undefined;
        for ([_]u32{ a, b, c, d, e, f, g, h }, 0..) |word, i| std.mem.writeInt(u32, out[4 * i ..][0..4], word, .big);
        return out;
    }
};

/// Take a block into each state.
fn turn(states: *[lanes]State, blocks: [lanes]*const [block]u8) void {
    const before = states.*;
    var words: [lanes][4]Words = undefined;
    inline for (&words, blocks) |*of_lane, text| inline for (of_lane, 0..) |*four, i| {
        four.* = big_endian(text[16 * i ..][0..16].*);
    };
    inline for (0..16) |step| inline for (states, &words) |*state, *of_lane| {
        rounds(state, of_lane[step % 4] +% constants[step]);
        if (step < 12) of_lane[step % 4] = next(of_lane, step);
    };
    inline for (states, before) |*state, old| {
        state.feba +%= old.feba;
        state.hgdc +%= old.hgdc;
    }
}

fn big_endian(bytes: @Vector(16, u8)) Words {
    return @bitCast(@shuffle(u8, bytes, undefined, [16]i32{ 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12 }));
}

/// Four rounds, two by each instruction.
inline fn rounds(state: *State, words: Words) void {
    state.hgdc = two_rounds(state.hgdc, state.feba, words);
    state.feba = two_rounds(state.feba, state.hgdc, @shuffle(u32, words, undefined, [4]i32{ 2, 3, 2, 3 }));
}

inline fn two_rounds(into: Words, beside: Words, words: Words) Words {
    return asm ("sha256rnds2 %[beside], %[into]"
        : [into] "=x" (-> Words),
        : [_] "0" (into),
          [beside] "x" (beside),
          [_] "{xmm0}" (words),
    );
}

/// The words that take the place of the four that are used.
inline fn next(of_lane: *const [4]Words, step: usize) Words {
    const used, const second, const third, const last = .{ of_lane[step % 4], of_lane[(step + 1) % 4], of_lane[(step + 2) % 4], of_lane[(step + 3) % 4] };
    const begun = asm ("sha256msg1 %[second], %[used]"
        : [used] "=x" (-> Words),
        : [_] "0" (used),
          [second] "x" (second),
    );
    return asm ("sha256msg2 %[last], %[begun]"
        : [begun] "=x" (-> Words),
        : [_] "0" (begun +% @shuffle(u32, third, last, [4]i32{ 1, 2, 3, -1 })),
          [last] "x" (last),
    );
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const constants = [16]Words{
    .{ 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5 }, .{ 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5 },
    .{ 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3 }, .{ 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174 },
    .{ 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc }, .{ 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da },
    .{ 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7 }, .{ 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967 },
    .{ 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13 }, .{ 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85 },
    .{ 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3 }, .{ 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070 },
    .{ 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5 }, .{ 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3 },
    .{ 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208 }, .{ 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2 },
};
