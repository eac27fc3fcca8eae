//! Work by as many threads as there are processors, of which no part has anything to say.

const std = @import("std");
const os = @import("os.zig").os;

const most_threads = 8;

/// Do so many jobs, each once, in their order; `most` is how many threads they are worth.
pub fn share(comptime Context: type, context: *Context, comptime do: fn (*Context, usize) void, count: usize, most: usize) void {
    const Work = struct {
        context: *Context,
        count: usize,
        next: std.atomic.Value(usize) = .init(0),

        fn run(self: *@This()) void {
            while (true) {
                const nth = self.next.fetchAdd(1, .monotonic);
                if (nth >= self.count) return;
                do(self.context, nth);
            }
        }

        fn run_in_thread(data: ?*anyopaque) callconv(.c) ?*anyopaque {
            const self: *@This() = @ptrCast(@alignCast(data.?));
            self.run();
            return null;
        }
    };
    var work: Work = .{ .context = context, .count = count };
    var threads: [most_threads]os.Thread = undefined;
    var started: usize = 0;
    while (started + 1 < @min(count, most, most_threads) and started + 1 < os.processors()) : (started += 1) {
        threads[started] = os.start(Work.run_in_thread, &work) orelse break;
    }
    work.run();
    for (threads[0..started]) |thread| os.join(thread);
}
