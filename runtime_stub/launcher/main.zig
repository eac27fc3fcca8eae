//! START HERE: a flow's executable. It verifies the archive that lies behind it in the program, and
//! runs the flow that the command line names.

const std = @import("std");
const c = @import("c.zig");
const command = @import("command.zig");
const say = @import("say.zig");
const seats = @import("seat.zig");
const start = @import("start.zig");
const verify = @import("verify.zig");

pub fn main(count: c_int, words: [*]const [*:0]const u8) callconv(.c) c_int {
    signals();
    c.lib._exit(run(words[0..@intCast(count)]) catch say.report());
}

fn run(words: []const [*:0]const u8) say.Error!u8 {
    const seat = seats.get();
    const archive: [*]const u8 = @ptrFromInt(start.program + seat.archive_at);
    const verified = try verify.verify(archive[0..seat.archive_size], verify.Trust.of(seat), c.lib.time(null));
    if (verified.plan.asks_services) return say.refuse("R223", "plan", "flows that ask no service", "services");
    const given = say.memory.alloc([]const u8, words.len) catch say.no_memory();
    for (words, given) |word, *one| one.* = std.mem.span(word);
    return command.obey(verified, std.fs.path.basename(given[0]), given[1..]);
}

/// A reader who goes away is told by `write`; an interrupt ends the process at once, as shells expect
/// it, unless whoever started it has it ignored.
fn signals() void {
    const broken_pipe = 13;
    const interrupt = 2;
    const ignored = 1;
    _ = c.lib.signal(broken_pipe, ignored);
    if (c.lib.signal(interrupt, @intFromPtr(&interrupted)) == ignored) _ = c.lib.signal(interrupt, ignored);
}

fn interrupted(_: c_int) callconv(.c) void {
    c.lib._exit(130);
}

/// What the dynamic linker jumps to; Zig's own start is for programs that it links.
pub const _start = start.enter;

comptime {
    @export(&start.enter, .{ .name = "_start" });
}

pub const panic = std.debug.FullPanic(struct {
    fn mistake(message: []const u8, _: ?usize) noreturn {
        say.tell(say.text("launcher: a mistake of ours, please report it: {s}", .{message}));
        c.lib._exit(70);
    }
}.mistake);
