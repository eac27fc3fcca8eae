//! The digests of an archive's blobs. Those of code are made of its pieces, by as many threads as there are
//! processors: they take most of a start. FORMAT 5.3.

const std = @import("std");
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const verify = @import("verify.zig");
const workers = @import("workers.zig");

const Digest = sha256.Digest;
const piece = 1 << 18;
/// How many pieces a thread hashes before it looks for more.
const pieces_of_a_job = 4;
const worth_a_thread = 1 << 20;

/// The digest of each blob, in the header's order.
pub fn every(verified: verify.Verified) []const Digest {
    const blobs = verified.header.blobs;
    var work: Work = .{ .verified = verified, .pieces = allocated([]Digest, blobs.len) };
    for (blobs, work.pieces, 0..) |blob, *pieces, i| {
        pieces.* = allocated(Digest, if (blob.kind.is_code()) (blob.size + piece - 1) / piece else 1);
        var first: usize = 0;
        while (first < pieces.len) : (first += pieces_of_a_job) work.jobs.append(say.memory, .{ i, first }) catch say.no_memory();
    }
    _ = sha256.hash(""); // which instructions there are is found out before any thread asks
    workers.share(Work, &work, Work.do, work.jobs.items.len, verified.archive.data.len / worth_a_thread);
    const digests = allocated(Digest, blobs.len);
    for (blobs, work.pieces, digests) |blob, pieces, *digest| {
        digest.* = if (blob.kind.is_code()) sha256.hash(std.mem.sliceAsBytes(pieces)) else pieces[0];
    }
    return digests;
}

fn allocated(comptime T: type, count: usize) []T {
    return say.memory.alloc(T, count) catch say.no_memory();
}

const Work = struct {
    verified: verify.Verified,
    /// The digests of each blob's pieces.
    pieces: [][]Digest,
    /// Some pieces each: of which blob, and from which one on.
    jobs: std.ArrayList([2]usize) = .empty,

    fn do(self: *Work, job: usize) void {
        const of, const first = self.jobs.items[job];
        const blob, const pieces = .{ self.verified.header.blobs[of], self.pieces[of] };
        const data = self.verified.bytes(blob);
        if (!blob.kind.is_code()) {
            pieces[0] = sha256.hash(data);
            return;
        }
        const after = @min(pieces.len, first + pieces_of_a_job);
        sha256.hash_pieces(data[first * piece .. @min(data.len, after * piece)], piece, pieces[first..after]);
    }
};
