//! SHA-256, by the processor's own instructions where it has them: 1.6 GB/s instead of 0.3, and 4.3 of
//! pieces that are hashed four at a time. On x86-64 that is found out when it runs; on aarch64 the portable code is used.

const std = @import("std");
const builtin = @import("builtin");

extern fn flowc_sha256_fast(data: [*]const u8, size: usize, out: *Digest) void;
extern fn flowc_sha256_four(data: *const [at_once][*]const u8, size: usize, out: *[at_once]Digest) void;

pub const Digest = [32]u8;
/// Texts that are hashed together in little more time than one.
const at_once = 4;

var known: ?bool = null;

pub fn hash(data: []const u8) Digest {
    var out: Digest = undefined;
    if (builtin.cpu.arch != .x86_64) {
        std.crypto.hash.sha2.Sha256.hash(data, &out, .{});
        return out;
    }
    if (is_fast()) flowc_sha256_fast(data.ptr, data.len, &out) else std.crypto.hash.sha2.Sha256.hash(data, &out, .{});
    return out;
}

/// The digests of pieces of some bytes: all of one size, a number of blocks, but the last may be smaller.
pub fn hash_pieces(data: []const u8, size: usize, out: []Digest) void {
    var done: usize = 0;
    while (done < out.len) {
        const rest = data[done * size ..];
        if (rest.len >= at_once * size and builtin.cpu.arch == .x86_64 and is_fast()) {
            var parts: [at_once][*]const u8 = undefined;
            for (&parts, 0..) |*part, nth| part.* = rest[nth * size ..].ptr;
            flowc_sha256_four(&parts, size, out[done..][0..at_once]);
            done += at_once;
        } else {
            out[done] = hash(rest[0..@min(rest.len, size)]);
            done += 1;
        }
    }
}

fn is_fast() bool {
    if (known == null) known = has_instructions();
    return known.?;
}

pub fn hex(digest: [32]u8) [64]u8 {
    return std.fmt.bytesToHex(digest, .lower);
}

/// SHA and AVX2, and a system that keeps the wide registers.
fn has_instructions() bool {
    if (cpuid(0, 0)[0] < 7) return false;
    const saves = 1 << 27;
    if (cpuid(1, 0)[2] & saves == 0) return false;
    const wide = 6;
    if (control_register() & wide != wide) return false;
    const sha_and_avx2 = 1 << 29 | 1 << 5;
    return cpuid(7, 0)[1] & sha_and_avx2 == sha_and_avx2;
}

fn cpuid(leaf: u32, part: u32) [4]u32 {
    var a: u32 = undefined;
    var b: u32 = undefined;
    var c: u32 = undefined;
    var d: u32 = undefined;
    asm volatile ("cpuid"
        : [a] "={eax}" (a),
          [b] "={ebx}" (b),
          [c] "={ecx}" (c),
          [d] "={edx}" (d),
        : [leaf] "{eax}" (leaf),
          [part] "{ecx}" (part),
    );
    return .{ a, b, c, d };
}

fn control_register() u32 {
    return asm volatile ("xgetbv"
        : [low] "={eax}" (-> u32),
        : [number] "{ecx}" (@as(u32, 0)),
        : .{ .edx = true });
}
