//! The command line of an executable: which flow, with what, and how it ends.
//!
//! Exit codes are those of `flowrt run`: 0 well, 1 a value is not well or the result is an error, 2
//! usage, 3 refused, 4 the flow stopped, 70 a mistake of ours.

const std = @import("std");
const c = @import("c.zig");
const flags = @import("flags.zig");
const help = @import("help.zig");
const plans = @import("plan.zig");
const run = @import("run.zig");
const say = @import("say.zig");
const verify = @import("verify.zig");

pub fn obey(verified: verify.Verified, words: []const [*:0]const u8) say.Error!u8 {
    const plan = verified.plan;
    var rest: std.ArrayList([]const u8) = .empty;
    var options = true;
    for (words[1..]) |raw| {
        const word = std.mem.span(raw);
        if (options and std.mem.eql(u8, word, "--help")) return printed(help.of(plan, flow_name(rest.items), std.mem.span(words[0])));
        if (options and std.mem.eql(u8, word, "--version")) return printed(say.text("{s} {s}\n", .{ plan.package, plan.version }));
        if (options and std.mem.eql(u8, word, "--")) options = false else rest.append(say.memory, word) catch say.no_memory();
    }
    const entry = try chosen(plan, flow_name(rest.items));
    const given = if (flow_name(rest.items) != null) rest.items[1..] else rest.items;
    const from_stdin = (given.len == 1 and std.mem.eql(u8, given[0], "-")) or
        (given.len == 0 and entry.params.len > 0 and stdin_has_text());
    const input = if (from_stdin) try whole_stdin() else try flags.object_of(entry, given);
    const runner = try run.Runner.new(verified, null);
    const answer = try runner.call(entry, input, .{ .counts = from_stdin });
    _ = try printed(say.text("{s}\n", .{answer}));
    return @intFromBool(entry.result.* == .result and std.mem.startsWith(u8, answer, "{\"err\""));
}

fn flow_name(words: []const []const u8) ?[]const u8 {
    return if (words.len > 0 and !std.mem.startsWith(u8, words[0], "-")) words[0] else null;
}

/// The flow of a name; without one, the only flow.
fn chosen(plan: plans.Plan, name: ?[]const u8) say.Error!plans.Entry {
    if (name) |wanted| {
        for (plan.entries) |entry| if (std.mem.eql(u8, entry.name, wanted)) return entry;
        return say.refuse("R400", "", help.flow_names(plan), wanted);
    }
    if (plan.entries.len == 1) return plan.entries[0];
    return flags.usage("no flow's name", say.text("name one of {s}", .{help.flow_names(plan)}));
}

fn whole_stdin() say.Error![]const u8 {
    const text = try flags.read_file("-");
    return if (std.mem.trim(u8, text, " \t\r\n\x0b\x0c").len > 0) text else "{}";
}

/// Whether stdin is a file or a pipe, rather than a terminal, a device or closed.
fn stdin_has_text() bool {
    const found = c.stat(0) orelse return false;
    return switch (found.mode & 0o170000) {
        0o100000, 0o010000, 0o140000 => true,
        else => false,
    };
}

/// Write to stdout. A reader who has seen enough is no mistake: the signal that says so is ignored.
fn printed(text: []const u8) say.Error!u8 {
    if (c.write_all(1, text)) return 0;
    const no_reader = 32;
    if (c.lib.__errno_location().* == no_reader) c.lib._exit(0);
    say.tell(say.text("flowrt: the system refused to read or write: {s}", .{c.failure()}));
    c.lib._exit(1);
}
