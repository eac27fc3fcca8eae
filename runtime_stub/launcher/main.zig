//! START HERE: a flow's executable. It verifies the archive that lies behind it in the program, and
//! runs the flow that the command line names.

const std = @import("std");
const audit = @import("audit.zig");
const command = @import("command.zig");
const here = @import("here.zig").here;
const library = @import("library.zig");
const os = @import("os.zig").os;
const say = @import("say.zig");
const seats = @import("seat.zig");
const start = @import("os.zig").start;
const verify = @import("verify.zig");

/// Run with the words of a command line, the program's name first.
pub fn begin(words: []const []const u8) noreturn {
    os.open_streams();
    os.heed_signals();
    const code = run(words) catch {
        const failed = say.report();
        audit.end(failed, here().problem.kind.code);
        os.exit(failed);
    };
    audit.end(code, null);
    os.exit(code);
}

fn run(words: []const []const u8) say.Error!u8 {
    const program = os.program_name(words[0]);
    const given = try command.asked(program, words[1..]);
    const seat = seats.get();
    const archive: [*]const u8 = @ptrFromInt(start.program + seat.archive_at);
    const verified = try verify.verify(archive[0..seat.archive_size], verify.Trust.of(seat), os.today());
    if (verified.plan.asks_services) return say.refuse("R223", "plan", "flows that ask no service", "services");
    try library.load();
    return command.obey(verified, program, words[1..], given);
}

/// For the engine's counted memories.
pub const pages = os.pages;

/// What the system jumps to; Zig's own start is for programs that it links.
pub const _start = start.enter;
pub const wWinMainCRTStartup = start.enter;

comptime {
    @export(&start.enter, .{ .name = start.symbol });
}

pub const panic = std.debug.FullPanic(struct {
    fn mistake(message: []const u8, _: ?usize) noreturn {
        say.tell(say.text("launcher: a mistake of ours, please report it: {s}", .{message}));
        os.exit(70);
    }
}.mistake);
