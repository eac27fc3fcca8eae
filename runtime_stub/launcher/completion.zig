//! Completion in shells: the scripts, and what they ask. A script calls the executable with
//! `--complete` and the words so far, the last being the one that is typed, and is given the words
//! that fit, each with what it is after a tab; `flowrt/cli/completion.py` answers alike.

const std = @import("std");
const options = @import("options.zig");
const plans = @import("plan.zig");
const say = @import("say.zig");
const shapes = @import("shapes.zig");

const bash =
    \\_{0s}_words() {{
    \\  local IFS=$'\n' words=("${{COMP_WORDS[@]:1:COMP_CWORD}}")
    \\  COMPREPLY=($("${{COMP_WORDS[0]}}" --complete "${{words[@]}}" 2>/dev/null | cut -f 1))
    \\}}
    \\complete -o bashdefault -o default -F _{0s}_words {1s}
    \\
;
const zsh =
    \\#compdef {1s}
    \\_{0s}_words() {{
    \\  local -a found
    \\  found=(${{(f)"$("${{words[1]}}" --complete "${{(@)words[2,CURRENT]}}" 2>/dev/null | cut -f 1)"}})
    \\  if (( $#found )); then compadd -a found; else _files; fi
    \\}}
    \\compdef _{0s}_words {1s}
    \\
;
const fish =
    \\complete -c {0s} -a '({0s} --complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
    \\
;

pub fn script(shell: []const u8, program: []const u8) []const u8 {
    const name = say.memory.dupe(u8, program) catch say.no_memory();
    for (name) |*byte| if (!std.ascii.isAlphanumeric(byte.*)) {
        byte.* = '_';
    };
    if (std.mem.eql(u8, shell, "bash")) return say.text(bash, .{ name, program });
    if (std.mem.eql(u8, shell, "zsh")) return say.text(zsh, .{ name, program });
    return say.text(fish, .{program});
}

/// The words that fit, a line for each.
pub fn of(plan: plans.Plan, words: []const []const u8) []const u8 {
    const typed = if (words.len > 0) words[words.len - 1] else "";
    var found: Found = .{ .typed = typed };
    const before = if (words.len > 0) words[0 .. words.len - 1] else words;
    const entry = plan_entry(plan, before);
    if (value_awaited(entry, before)) |values| {
        for (values) |one| found.add(one, "");
        return found.out.items;
    }
    if (entry == null or (before.len == 0 and plan.entries.len > 1)) for (plan.entries) |one| {
        var lines = std.mem.splitScalar(u8, say.readable(one.doc), '\n');
        found.add(one.name, lines.first());
    };
    if (entry) |flow| for (flow.params) |one| {
        if (!is_given(before, one.name)) found.add(say.text("--{s}", .{one.name}), one.type.shown());
    };
    for (options.table) |one| {
        if (one.repeats or !is_given(before, one.name)) found.add(say.text("--{s}", .{one.name}), one.help);
    }
    return found.out.items;
}

const Found = struct {
    typed: []const u8,
    out: std.ArrayList(u8) = .empty,

    fn add(self: *Found, word: []const u8, what: []const u8) void {
        if (std.mem.startsWith(u8, word, self.typed)) say.add(&self.out, "{s}\t{s}\n", .{ word, what });
    }
};

/// The flow that the words name, or the only one.
fn plan_entry(plan: plans.Plan, words: []const []const u8) ?plans.Entry {
    if (words.len > 0) for (plan.entries) |one| if (std.mem.eql(u8, one.name, words[0])) return one;
    return if (plan.entries.len == 1) plan.entries[0] else null;
}

/// The values that the word before wants, if it wants one; none that are known is a list of none.
fn value_awaited(entry: ?plans.Entry, words: []const []const u8) ?[]const []const u8 {
    if (words.len == 0) return null;
    const last = words[words.len - 1];
    const is_equals = std.mem.eql(u8, last, "=") and words.len > 1; // bash makes words of its own there
    const word = if (is_equals) words[words.len - 2] else last;
    if (!std.mem.startsWith(u8, word, "--")) return null;
    for (options.table) |one| if (std.mem.eql(u8, one.name, word[2..])) return if (one.value.len > 0) one.choices else null;
    const parameter = (entry orelse return null).parameter(word[2..]) orelse return null;
    const shape = parameter.type.inner();
    if (shape.is("bool")) return if (is_equals) &.{ "true", "false" } else null;
    return if (shape.* == .@"enum") labels(shape.@"enum") else &.{};
}

fn labels(of_enum: shapes.Declared) []const []const u8 {
    const found = say.memory.alloc([]const u8, of_enum.parts.len) catch say.no_memory();
    for (of_enum.parts, found) |part, *label| label.* = part.label;
    return found;
}

fn is_given(words: []const []const u8, name: []const u8) bool {
    for (words) |word| {
        const flag = word[0 .. std.mem.findScalar(u8, word, '=') orelse word.len];
        if (std.mem.startsWith(u8, flag, "--") and std.mem.eql(u8, flag[2..], name)) return true;
    }
    return false;
}
