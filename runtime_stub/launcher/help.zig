//! What `--help` prints: the flows, or one flow's parameters with types, defaults and text.

const std = @import("std");
const plans = @import("plan.zig");
const say = @import("say.zig");

pub fn flow_names(plan: plans.Plan) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (plan.entries, 0..) |entry, i| say.add(&out, "{s}{s}", .{ if (i > 0) ", " else "", entry.name });
    return if (out.items.len > 0) out.items else "no flows";
}

/// Help for a flow of that name, for the only flow, or for all of them.
pub fn of(plan: plans.Plan, name: ?[]const u8, program: []const u8) []const u8 {
    const called = std.fs.path.basename(program);
    if (plan.entries.len == 1) return of_flow(plan.entries[0], called);
    for (plan.entries) |entry| if (name != null and std.mem.eql(u8, entry.name, name.?))
        return of_flow(entry, say.text("{s} {s}", .{ called, entry.name }));
    var out: std.ArrayList(u8) = .empty;
    say.add(&out, "usage: {s} FLOW [--PARAMETER VALUE ...]\n\nflows of {s} {s}:\n", .{ called, plan.package, plan.version });
    for (plan.entries) |entry| {
        var lines = std.mem.splitScalar(u8, entry.doc, '\n');
        say.add(&out, "  {s}  {s}\n", .{ entry.name, lines.first() });
    }
    return out.items;
}

fn of_flow(entry: plans.Entry, called: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    say.add(&out, "usage: {s}", .{called});
    for (entry.params) |one| {
        const word = flag(one);
        say.add(&out, " {s}", .{if (one.required) word else say.text("[{s}]", .{word})});
    }
    say.add(&out, "\n\n", .{});
    if (entry.doc.len > 0) say.add(&out, "{s}\n\n", .{entry.doc});
    if (entry.params.len > 0) say.add(&out, "parameters:\n", .{});
    for (entry.params) |one| say.add(&out, "  {s}  {s}\n", .{ flag(one), about(one) });
    if (entry.params.len > 0) say.add(&out,
        \\
        \\Compound values are JSON; @FILE reads a value from a file, @@ stands for @.
        \\A `-`, or no parameter while stdin is no terminal, reads a JSON object of parameters from stdin.
        \\
        \\
    , .{});
    say.add(&out, "result: {s}\n\n  --help     show this\n  --version  show the package and its version\n", .{entry.result.shown()});
    return out.items;
}

fn flag(one: plans.Parameter) []const u8 {
    const shape = one.type.inner();
    if (shape.is("bool")) return say.text("--{s}", .{one.name});
    const value = switch (shape.*) {
        .prim => |name| std.ascii.allocUpperString(say.memory, name) catch say.no_memory(),
        .@"enum" => "CASE",
        else => "JSON",
    };
    return say.text("--{s} {s}", .{ one.name, value });
}

fn about(one: plans.Parameter) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    say.add(&out, "{s}, ", .{one.type.shown()});
    if (one.required) say.add(&out, "required", .{}) else if (one.default) |value| say.add(&out, "default {s}", .{value}) else say.add(&out, "optional", .{});
    var words = std.mem.tokenizeAny(u8, one.doc, " \t\r\n");
    if (words.peek() != null) say.add(&out, ".", .{});
    while (words.next()) |word| say.add(&out, " {s}", .{word});
    return out.items;
}
