//! Work done beside each other, with the outcome that doing it in order would have; as
//! `flowrt/run/beside.py` does it. Where one job fails those after it are no longer wanted: running ones
//! are told, others never start; those before it are waited for.

const std = @import("std");
const os = @import("os.zig").os;
const here = @import("here.zig");
const say = @import("say.zig");
const scopes = @import("scope.zig");

/// What a job gave.
pub const Ended = union(enum) { value: []const u8, left: []const u8, failed: say.Problem };
pub const Jobs = struct {
    count: usize,
    context: *const anyopaque,
    do: *const fn (*const anyopaque, usize, scopes.Scope) say.Error!Ended,
};

/// Threads that help, of all work that is going on.
var helpers: std.atomic.Value(usize) = .init(0);

/// What the jobs give, in order, up to the first that left or failed.
pub fn beside(jobs: Jobs, scope: scopes.Scope) []const Ended {
    here.tell_threads_apart();
    var work: Work = .{ .jobs = jobs, .scope = scope, .failed = .init(jobs.count), .ended = say.memory.alloc(Ended, jobs.count) catch say.no_memory() };
    var threads: [64]os.Thread = undefined;
    var started: usize = 0;
    while (started + 1 < @min(jobs.count, os.processors(), threads.len)) : (started += 1) {
        const may_help = helpers.fetchAdd(1, .acq_rel) + 1 < os.processors();
        threads[started] = (if (may_help) os.start(Work.in_thread, &work) else null) orelse {
            _ = helpers.fetchSub(1, .acq_rel);
            break;
        };
    }
    work.help();
    for (threads[0..started]) |thread| os.join(thread);
    const last = work.failed.load(.acquire);
    return work.ended[0..@min(jobs.count, last + 1)];
}

const Work = struct {
    jobs: Jobs,
    scope: scopes.Scope,
    /// Which job is next, and the first that is known to have left or failed.
    next: std.atomic.Value(usize) = .init(0),
    failed: std.atomic.Value(usize),
    ended: []Ended,

    fn help(self: *Work) void {
        while (true) {
            const at = self.next.fetchAdd(1, .acq_rel);
            if (at >= self.jobs.count or at > self.failed.load(.acquire)) return;
            const branch: scopes.Branch = .{ .place = at, .failed = &self.failed, .outer = self.scope.branch };
            const scope: scopes.Scope = .{ .deadline = self.scope.deadline, .branch = &branch };
            const ended = self.jobs.do(self.jobs.context, at, scope) catch Ended{ .failed = here.here().problem };
            self.ended[at] = ended;
            if (ended != .value) _ = self.failed.fetchMin(at, .acq_rel);
        }
    }

    fn in_thread(data: ?*anyopaque) callconv(.c) ?*anyopaque {
        const self: *Work = @ptrCast(@alignCast(data.?));
        self.help();
        _ = helpers.fetchSub(1, .acq_rel);
        return null;
    }
};
