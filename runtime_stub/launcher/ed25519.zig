//! Whether a key signed a text, as FORMAT 4.2 has it: without cofactor, and by the bytes of R, of which
//! there is one spelling. Zig's own check refuses an R of order 1, too, which the owner of a key may use.

const std = @import("std");
const Curve = std.crypto.ecc.Edwards25519;
const Sha512 = std.crypto.hash.sha2.Sha512;

pub fn signed(key: [32]u8, text: []const u8, proof: [64]u8) bool {
    const found = r_of(key, text, proof) catch return false;
    return std.mem.eql(u8, &found, proof[0..32]);
}

/// The R that makes a proof hold, S·B - h·A.
fn r_of(key: [32]u8, text: []const u8, proof: [64]u8) ![32]u8 {
    const s = proof[32..].*;
    try Curve.scalar.rejectNonCanonical(s);
    const a = try Curve.fromBytes(key);
    var hash: Sha512 = .init(.{});
    hash.update(proof[0..32]);
    hash.update(&key);
    hash.update(text);
    const h = Curve.scalar.reduce64(hash.finalResult());
    return (try Curve.basePoint.mulDoubleBasePublic(s, a.neg(), h)).toBytes();
}
