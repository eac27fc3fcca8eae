//! The command line of an executable: which flow, with what, and how it ends; `flowrt run` with the
//! archive left out.
//!
//! Exit codes are those of `flowrt run`: 0 well, 1 a value is not well or the result is an error, 2
//! usage, 3 refused, 4 the flow stopped, 70 a mistake of ours, 130 interrupted.

const std = @import("std");
const audit = @import("audit.zig");
const completion = @import("completion.zig");
const flags = @import("flags.zig");
const headers = @import("header.zig");
const help = @import("help.zig");
const limits = @import("limits.zig");
const lines = @import("lines.zig");
const options = @import("options.zig");
const os = @import("os.zig").os;
const plans = @import("plan.zig");
const rights = @import("rights.zig");
const run = @import("run.zig");
const say = @import("say.zig");
const verify = @import("verify.zig");

/// What the words say that needs no archive, so that whatever comes of one is told and audited as they ask.
pub fn asked(program: []const u8, words: []const []const u8) say.Error!options.Words {
    if (completes(words)) return .{};
    for (words) |word| if (std.mem.eql(u8, word, "--json")) {
        say.as_json = true;
    };
    const given = try options.split(words);
    if (given.get("audit")) |path| try audit.begin(path, program, given.get("input"));
    return given;
}

fn completes(words: []const []const u8) bool {
    return words.len > 0 and std.mem.eql(u8, words[0], "--complete");
}

pub fn obey(verified: verify.Verified, program: []const u8, words: []const []const u8, given: options.Words) say.Error!u8 {
    const plan = verified.plan;
    if (completes(words)) return printed(completion.of(plan, words[1..]));
    const name = if (given.rest.len > 0 and !std.mem.startsWith(u8, given.rest[0], "-")) given.rest[0] else null;
    if (given.get("completion")) |shell| return printed(completion.script(shell, program));
    if (given.has("version")) return printed(say.text("{s} {s}\n", .{ plan.package, plan.version }));
    if (given.has("help")) return printed(try help.of(plan, name, program));
    const entry = try plan.chosen(name);
    audit.verified(verified, entry.name);
    const rest = given.flags(@intFromBool(name != null));
    const runner = try run.Runner.new(verified, try terms(given));
    if (given.has("lines")) return lines.run_lines(runner, entry, rest, given);
    inline for (.{ "into", "input", "keep-going" }) |option| {
        if (given.has(option)) return options.usage("--" ++ option ++ " without --lines", "add --lines");
    }
    return once(runner, entry, rest);
}

fn terms(given: options.Words) say.Error!run.Terms {
    return .{
        .limits = try bounds(given),
        .one_instance = is(given.get("isolation"), "stream"),
        .big_as_strings = is(given.get("big-integers"), "string"),
        .rights = try rights.of(given.get("deny"), given.get("folder"), given.get("fixed")),
    };
}

fn bounds(given: options.Words) say.Error!headers.Limits {
    const timeout: headers.Limits = .{ .wall_ms = if (given.get("timeout")) |text| try milliseconds(text) else null };
    return if (given.get("limit")) |text| limits.narrowed(timeout, try limits.of(text)) else timeout;
}

fn is(value: ?[]const u8, wanted: []const u8) bool {
    return value != null and std.mem.eql(u8, value.?, wanted);
}

fn milliseconds(text: []const u8) say.Error!u64 {
    const seconds = std.fmt.parseFloat(f64, text) catch std.math.nan(f64);
    if (seconds > 0 and seconds <= 1e9) return @intFromFloat(@max(1, @ceil(seconds * 1000)));
    return options.usage(say.text("--timeout {s}", .{text}), "give seconds above 0, such as 2.5");
}

fn once(runner: *run.Runner, entry: plans.Entry, given: []const []const u8) say.Error!u8 {
    const from_stdin = (given.len == 1 and std.mem.eql(u8, given[0], "-")) or
        (given.len == 0 and entry.params.len > 0 and os.carries_text(os.stdin));
    const input = if (from_stdin) try whole_stdin() else try flags.object_of(entry, given);
    const answer = try runner.call(entry, input, .{ .counts = from_stdin });
    _ = try printed(say.text("{s}\n", .{answer}));
    return @intFromBool(entry.result.* == .result and std.mem.startsWith(u8, answer, "{\"err\""));
}

fn whole_stdin() say.Error![]const u8 {
    const text = try flags.read_file("-");
    return if (std.mem.trim(u8, text, " \t\r\n\x0b\x0c").len > 0) text else "{}";
}

fn printed(text: []const u8) say.Error!u8 {
    say.print(text);
    return 0;
}
