//! The digests of an archive's blobs. Large ones take most of a start, so they are made by as many
//! threads as there are processors.

const std = @import("std");
const os = @import("os.zig").os;
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const verify = @import("verify.zig");

const worth_a_thread = 1 << 20;
const most_threads = 8;

/// The digest of each blob, in the header's order.
pub fn every(verified: verify.Verified) []const [32]u8 {
    const blobs = verified.header.blobs;
    var work: Work = .{
        .verified = verified,
        .digests = say.memory.alloc([32]u8, blobs.len) catch say.no_memory(),
        .taken = say.memory.alloc(std.atomic.Value(bool), blobs.len) catch say.no_memory(),
    };
    @memset(work.taken, .init(false));
    _ = sha256.hash(""); // which instructions there are is found out before any thread asks
    var large: usize = 0;
    for (blobs) |blob| large += @intFromBool(blob.size >= worth_a_thread);
    var threads: [most_threads]os.Thread = undefined;
    var started: usize = 0;
    while (started + 1 < @min(large, most_threads, os.processors())) : (started += 1) {
        threads[started] = os.start(Work.run_in_thread, &work) orelse break;
    }
    work.run();
    for (threads[0..started]) |thread| os.join(thread);
    return work.digests;
}

/// What the threads share; each takes the largest blob that none has taken.
const Work = struct {
    verified: verify.Verified,
    digests: [][32]u8,
    taken: []std.atomic.Value(bool),

    fn run(self: *Work) void {
        while (self.take()) |which| {
            self.digests[which] = sha256.hash(self.verified.bytes(self.verified.header.blobs[which]));
        }
    }

    fn run_in_thread(data: ?*anyopaque) callconv(.c) ?*anyopaque {
        const self: *Work = @ptrCast(@alignCast(data.?));
        self.run();
        return null;
    }

    fn take(self: *Work) ?usize {
        while (true) {
            var largest: ?usize = null;
            for (self.verified.header.blobs, self.taken, 0..) |blob, *taken, i| {
                if (taken.load(.monotonic)) continue;
                if (largest == null or blob.size > self.verified.header.blobs[largest.?].size) largest = i;
            }
            const found = largest orelse return null;
            if (!self.taken[found].swap(true, .monotonic)) return found;
        }
    }
};
