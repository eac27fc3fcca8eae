//! SHA-256 by the processor's own instructions: an object of its own, as Zig chooses by target and
//! not when it runs. `sha256.zig` calls it where the processor has them.

const Sha256 = @import("std").crypto.hash.sha2.Sha256;

export fn flowc_sha256_fast(data: [*]const u8, size: usize, out: *[32]u8) void {
    Sha256.hash(data[0..size], out, .{});
}
