//! The options that every executable has, as `flowrt/cli/options.py` takes them out of the words:
//! what is no option is left in its order, and what stands after a bare `--` is left alone.

const std = @import("std");
const say = @import("say.zig");

pub const Option = struct {
    name: []const u8,
    /// What follows it; empty for a switch.
    value: []const u8 = "",
    help: []const u8,
    choices: []const []const u8 = &.{},
    /// Its values are joined by commas.
    repeats: bool = false,

    pub fn shown(self: Option) []const u8 {
        return std.mem.trimEnd(u8, say.text("--{s} {s}", .{ self.name, self.value }), " ");
    }
};

pub const shells = [_][]const u8{ "bash", "zsh", "fish" };
pub const table = [_]Option{
    .{ .name = "timeout", .value = "SECONDS", .help = "stop a transaction that runs longer" },
    .{ .name = "limit", .value = "NAME=BOUND", .help = "narrow a limit: memory_bytes=64M, wall_ms=2s, fuel=1000000", .repeats = true },
    .{ .name = "isolation", .value = "call|stream", .help = "an instance for each transaction (call), or one for the whole stream", .choices = &.{ "call", "stream" } },
    .{ .name = "deny", .value = "WHAT", .help = "what it may not touch of what it was built to; and $FLOWRT_DENY", .repeats = true },
    .{ .name = "fixed", .value = "WHAT", .help = "give fixed values instead of real ones: clock, clock=TIME, random, random=SEED", .repeats = true },
    .{ .name = "folder", .value = "NAME=PATH", .help = "where a folder lies that the flow names", .repeats = true },
    .{ .name = "audit", .value = "FILE", .help = "append a JSON line: what ran, what it was granted and used, how it ended" },
    .{ .name = "big-integers", .value = "number|string", .help = "how integers of 64 bits are written: as numbers, or as strings of digits", .choices = &.{ "number", "string" } },
    .{ .name = "lines", .help = "a JSON text on each line in, the result on the same line out" },
    .{ .name = "into", .value = "PARAM", .help = "lines are values of this parameter; `-`: whole objects of parameters" },
    .{ .name = "input", .value = "FILE", .help = "read the lines from a file, not stdin" },
    .{ .name = "keep-going", .help = "report lines that fail, print an empty line for each, and go on" },
    .{ .name = "json", .help = "messages on stderr as JSON lines" },
    .{ .name = "completion", .value = "bash|zsh|fish", .help = "print what makes a shell complete flows, flags and values", .choices = &shells },
    .{ .name = "version", .help = "show the package and its version" },
    .{ .name = "help", .help = "show this" },
};

pub const Words = struct {
    given: [table.len]?[]const u8 = @splat(null),
    /// The words that are no options, then those after `--`.
    rest: []const []const u8 = &.{},
    last: []const []const u8 = &.{},

    pub fn get(self: Words, comptime name: []const u8) ?[]const u8 {
        return self.given[comptime place(name)];
    }

    pub fn has(self: Words, comptime name: []const u8) bool {
        return self.get(name) != null;
    }

    /// All words for the flow, in their order.
    pub fn flags(self: Words, from: usize) []const []const u8 {
        return std.mem.concat(say.memory, []const u8, &.{ self.rest[from..], self.last }) catch say.no_memory();
    }
};

fn place(comptime name: []const u8) usize {
    for (table, 0..) |one, i| if (std.mem.eql(u8, one.name, name)) return i;
    @compileError("there is no option " ++ name);
}

pub fn split(words: []const []const u8) say.Error!Words {
    var found: Words = .{};
    var rest: std.ArrayList([]const u8) = .empty;
    var queue = words;
    while (queue.len > 0) {
        const word = queue[0];
        queue = queue[1..];
        if (std.mem.eql(u8, word, "--")) break;
        const option, const which = named(word) orelse {
            rest.append(say.memory, word) catch say.no_memory();
            continue;
        };
        const before = found.given[which];
        if (before != null and !option.repeats)
            return usage(say.text("--{s} twice", .{option.name}), say.text("give --{s} once", .{option.name}));
        const value = try value_of(option, word, &queue);
        found.given[which] = if (before) |one| say.text("{s},{s}", .{ one, value }) else value;
    }
    found.rest = rest.items;
    found.last = queue;
    return found;
}

fn named(word: []const u8) ?struct { Option, usize } {
    if (!std.mem.startsWith(u8, word, "--")) return null;
    const name = word[2 .. std.mem.findScalar(u8, word, '=') orelse word.len];
    for (table, 0..) |one, i| if (std.mem.eql(u8, one.name, name)) return .{ one, i };
    return null;
}

fn value_of(option: Option, word: []const u8, queue: *[]const []const u8) say.Error![]const u8 {
    const equals = std.mem.findScalar(u8, word, '=');
    if (option.value.len == 0)
        return if (equals == null) "" else usage(word, say.text("--{s} takes no value", .{option.name}));
    const value = if (equals) |at| word[at + 1 ..] else following: {
        if (queue.len == 0) return usage(say.text("--{s} and nothing after it", .{option.name}), say.text("write {s}", .{option.shown()}));
        defer queue.* = queue.*[1..];
        break :following queue.*[0];
    };
    if (option.choices.len == 0) return value;
    for (option.choices) |one| if (std.mem.eql(u8, one, value)) return value;
    return usage(say.text("--{s} {s}", .{ option.name, value }), say.text("give one of {s}", .{say.joined(option.choices)}));
}

pub fn usage(found: []const u8, help: []const u8) say.Error {
    const failure = say.fail("R421", "", &.{.{ .label = "found", .text = found }});
    @import("here.zig").here().problem.help = help;
    return failure;
}
