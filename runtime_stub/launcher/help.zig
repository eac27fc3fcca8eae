//! What `--help` prints: the flows, or one flow's parameters with types, defaults and text.

const std = @import("std");
const options = @import("options.zig");
const plans = @import("plan.zig");
const say = @import("say.zig");
const shapes = @import("shapes.zig");

const Row = [2][]const u8;
const Rows = std.ArrayList(Row);

/// Help for a flow of that name, for the only flow, or for all of them.
pub fn of(plan: plans.Plan, name: ?[]const u8, program: []const u8) say.Error![]const u8 {
    if (plan.entries.len == 1) return of_flow(try plan.chosen(name), program);
    if (name) |wanted| return of_flow(try plan.chosen(wanted), say.text("{s} {s}", .{ program, wanted }));
    var rows: Rows = .empty;
    for (plan.entries) |entry| {
        var lines = std.mem.splitScalar(u8, say.readable(entry.doc), '\n');
        add(&rows, entry.name, lines.first());
    }
    return say.text(
        \\usage: {s} FLOW [--PARAMETER VALUE ...] [OPTION ...]
        \\
        \\flows of {s} {s}:
        \\{s}
        \\`{s} FLOW --help` lists a flow's parameters.
        \\
        \\options:
        \\{s}
    , .{ program, plan.package, plan.version, listed(rows.items), program, option_rows() });
}

fn of_flow(entry: plans.Entry, called: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    say.add(&out, "usage: {s}", .{called});
    for (entry.params) |one| {
        const word = flag(one);
        say.add(&out, " {s}", .{if (one.required) word else say.text("[{s}]", .{word})});
    }
    say.add(&out, " [OPTION ...]\n\n", .{});
    if (entry.doc.len > 0) say.add(&out, "{s}\n\n", .{say.readable(entry.doc)});
    var rows: Rows = .empty;
    for (entry.params) |one| add(&rows, flag(one), about(one));
    if (entry.params.len > 0) say.add(&out,
        \\parameters:
        \\{s}
        \\Compound values are JSON; @FILE reads a value from a file, @@ stands for @.
        \\A `-`, or no parameter while stdin is no terminal, reads a JSON object of parameters from stdin.
        \\{s}
        \\
    , .{ listed(rows.items), hidden(entry) });
    say.add(&out, "result: {s}\n\n", .{entry.result.shown()});
    var types: Rows = .empty;
    for (entry.params) |one| collect(&types, one.type);
    collect(&types, entry.result);
    if (types.items.len > 0) say.add(&out, "types:\n{s}\n", .{listed(types.items)});
    say.add(&out, "options, before `--`:\n{s}", .{option_rows()});
    return out.items;
}

fn option_rows() []const u8 {
    var rows: Rows = .empty;
    for (options.table) |one| add(&rows, one.shown(), one.help);
    return listed(rows.items);
}

fn add(rows: *Rows, left: []const u8, right: []const u8) void {
    rows.append(say.memory, .{ left, right }) catch say.no_memory();
}

/// Two columns, the second explaining the first.
fn listed(rows: []const Row) []const u8 {
    const widest = 28;
    var width: usize = 0;
    for (rows) |row| if (row[0].len <= widest) {
        width = @max(width, row[0].len);
    };
    var out: std.ArrayList(u8) = .empty;
    for (rows) |row| {
        var line: std.ArrayList(u8) = .empty;
        say.add(&line, "  {s}", .{row[0]});
        line.appendNTimes(say.memory, ' ', width -| row[0].len) catch say.no_memory();
        say.add(&line, "  {s}", .{row[1]});
        say.add(&out, "{s}\n", .{std.mem.trimEnd(u8, line.items, " ")});
    }
    return out.items;
}

/// The parameters that are named as options are.
fn hidden(entry: plans.Entry) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (entry.params) |one| for (options.table) |option| if (std.mem.eql(u8, one.name, option.name)) {
        say.add(&out, "{s}--{s}", .{ if (out.items.len > 0) ", " else "After a bare `--` only, being options too: ", one.name });
    };
    if (out.items.len > 0) say.add(&out, ".\n", .{});
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
    if (one.required) say.add(&out, "required", .{}) else if (one.default) |value| say.add(&out, "default {s}", .{say.readable(value)}) else say.add(&out, "optional", .{});
    var words = std.mem.tokenizeAny(u8, say.readable(one.doc), " \t\r\n");
    if (words.peek() != null) say.add(&out, ".", .{});
    while (words.next()) |word| say.add(&out, " {s}", .{word});
    return out.items;
}

/// The declared types that a type is made of, each once, spelled out.
fn collect(rows: *Rows, shape: *const shapes.Shape) void {
    switch (shape.*) {
        .prim => {},
        .list, .option => |part| collect(rows, part),
        .tuple => |items| for (items) |item| collect(rows, item),
        .result => |both| for ([_]?*const shapes.Shape{ both.ok, both.err }) |part| if (part) |one| collect(rows, one),
        .record, .variant, .@"enum", .flags => |one| {
            for (rows.items) |row| if (std.mem.eql(u8, row[0], one.name)) return;
            if (one.name.len > 0) add(rows, one.name, shape.spelled());
            for (one.parts) |part| if (part.type) |inner| collect(rows, inner);
        },
    }
}
