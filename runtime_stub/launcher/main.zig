//! START HERE: a flow's executable. It opens its own file, verifies the archive in it, loads the
//! engine's library, and runs the flow that the command line names.

const std = @import("std");
const c = @import("c.zig");
const capi = @import("capi.zig");
const command = @import("command.zig");
const engines = @import("engine.zig");
const libraries = @import("library.zig");
const run = @import("run.zig");
const say = @import("say.zig");
const seats = @import("seat.zig");
const verify = @import("verify.zig");

pub export fn main(count: c_int, words: [*]const [*:0]const u8) callconv(.c) c_int {
    return start(words[0..@intCast(count)]) catch say.report();
}

fn start(words: []const [*:0]const u8) say.Error!u8 {
    const seat = seats.get();
    const file = open_self();
    if (file < 0) return say.fail("R110", std.mem.span(words[0]), &.{.{ .label = "found", .text = c.failure() }});
    const data = say.memory.alloc(u8, seat.archive_size) catch say.no_memory();
    if (!c.fill(file, data, seat.archive_at))
        return say.refuse("R103", "", say.text("{d} bytes", .{seat.archive_at + seat.archive_size}), "a shorter file");
    const verified = try verify.verify(data, verify.Trust.of(seat), c.time(null));
    if (verified.plan.waits) return say.refuse("R223", "plan", "flows that do not wait", "services or cuts");
    const library: libraries.Library = .{ .file = file, .seat = seat };
    return command.obey(verified, library, words);
}

/// The file that is running, by what the kernel says it is, or by the path it was started with. The
/// seat is in memory already, so another file that stands there now is held to what ours says.
fn open_self() c_int {
    const file = c.open("/proc/self/exe", c.rdonly | c.cloexec);
    if (file >= 0) return file;
    const path: [*:0]const u8 = @ptrFromInt(c.getauxval(c.execfn));
    return c.open(path, c.rdonly | c.cloexec);
}
