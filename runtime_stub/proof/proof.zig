//! Whether a key signed a text, and the SHA-256 of bytes: what `flowrt` asks before anything runs, by
//! the code that executables ask. `flowrt.proof` has the same signatures.

const std = @import("std");
const ed25519 = @import("ed25519");
const sha256 = @import("sha256");

/// A broken promise ends the process; there is nobody to tell.
pub const panic = std.debug.no_panic;

fn signed(key: *const [32]u8, text: [*]const u8, size: usize, proof: *const [64]u8) callconv(.c) bool {
    return ed25519.signed(key.*, text[0..size], proof.*);
}

/// Puts into `digest` that of `size` bytes of the data, from `start` on.
fn hash(data: [*]const u8, start: usize, size: usize, digest: *[32]u8) callconv(.c) void {
    digest.* = sha256.hash(data[start..][0..size]);
}

/// Puts into `digests` those of pieces of the same, each of `piece` bytes, the last of what is left.
fn hash_pieces(data: [*]const u8, start: usize, size: usize, piece: usize, digests: [*]sha256.Digest) callconv(.c) void {
    sha256.hash_pieces(data[start..][0..size], piece, digests[0 .. (size + piece - 1) / piece]);
}

comptime {
    @export(&hash_pieces, .{ .name = "flowrt_sha256_pieces" });
    @export(&signed, .{ .name = "flowrt_signed" });
    @export(&hash, .{ .name = "flowrt_sha256" });
}
