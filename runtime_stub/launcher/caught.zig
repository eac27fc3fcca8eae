//! A fault as a value, as `flowrt/run/caught.py` has it: the err of a `try`. FORMAT 7.5.

const std = @import("std");
const here = @import("here.zig");
const say = @import("say.zig");

const kinds = [_][2][]const u8{
    .{ "R409", "unkept" },
    .{ "R410", "trap" },
    .{ "R411", "arithmetic" },
    .{ "R412", "timeout" },
    .{ "R413", "limit" },
    .{ "R414", "limit" },
    .{ "R415", "limit" },
    .{ "R416", "limit" },
    .{ "R417", "limit" },
    .{ "R419", "denied" },
    .{ "R430", "unreachable" },
    .{ "R432", "unkept" },
    .{ "R440", "limit" },
    .{ "R441", "limit" },
};

/// The err of the kept problem; the problem itself where it is of no kind to be caught.
pub fn caught() say.Error![]const u8 {
    const problem = here.here().problem;
    const kind = for (kinds) |pair| {
        if (std.mem.eql(u8, pair[0], problem.kind.code)) break pair[1];
    } else return error.Problem;
    return say.text("{{\"err\":{{\"kind\":\"{s}\",\"message\":{s}}}}}", .{ kind, say.quoted(told(problem)) });
}

fn told(problem: say.Problem) []const u8 {
    if (std.mem.eql(u8, problem.kind.code, "R409"))
        return say.text("{s}: expected {s}, found {s}", .{ problem.place, problem.fact("expected"), problem.fact("found") });
    const component, const function, const message = .{ problem.fact("component"), problem.fact("function"), problem.fact("message") };
    const between = if (component.len > 0 and function.len > 0) "." else "";
    const called = component.len + function.len > 0;
    return say.text("{s}{s}{s}{s}{s}{s}{s}{s}{s}{s}", .{
        problem.kind.title,
        if (called) " in `" else "",
        component,
        between,
        function,
        if (called) "`" else "",
        if (problem.place.len > 0) " at " else "",
        problem.place,
        if (message.len > 0) ": " else "",
        message,
    });
}
