//! Typed flags: the words of the command line become the JSON object of a flow's parameters, by the
//! rules of `flowrt/cli/flags.py` and with its messages.

const std = @import("std");
const os = @import("os.zig").os;
const usage = @import("options.zig").usage;
const kinds = @import("kinds.zig");
const plans = @import("plan.zig");
const say = @import("say.zig");
const shapes = @import("shapes.zig");

pub const Given = struct { name: []const u8, json: []const u8 };

/// Each given parameter's value as JSON.
pub fn values_of(entry: plans.Entry, words: []const []const u8) say.Error![]const Given {
    var given: std.ArrayList(Given) = .empty;
    var queue = words;
    while (queue.len > 0) {
        const parameter, const value = try next(entry, &queue);
        for (given.items) |one| if (std.mem.eql(u8, one.name, parameter.name))
            return usage(say.text("--{s} twice", .{one.name}), say.text("give --{s} once", .{one.name}));
        const json = try value_of(parameter, value);
        given.append(say.memory, .{ .name = parameter.name, .json = json }) catch say.no_memory();
    }
    return given.items;
}

/// The JSON object that flags spell.
pub fn object_of(entry: plans.Entry, words: []const []const u8) say.Error![]const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (try values_of(entry, words), 0..) |one, i| say.add(&out, "{s}\"{s}\":{s}", .{ if (i > 0) "," else "", one.name, one.json });
    return say.text("{{{s}}}", .{out.items});
}

/// Bytes that are read of what may have no end; terminals and what is like /dev/null have one before.
const most_of_a_device = 1 << 20;

/// All bytes of a file, or of stdin.
pub fn read_file(path: []const u8) say.Error![]const u8 {
    const is_stdin = std.mem.eql(u8, path, "-");
    const file = if (is_stdin) os.stdin else os.open(path) orelse return unreadable(path);
    const shown = if (is_stdin) "stdin" else path;
    const ends = !os.is_device(file);
    var out: std.ArrayList(u8) = .empty;
    while (true) {
        out.ensureUnusedCapacity(say.memory, 1 << 16) catch say.no_memory();
        const space = out.unusedCapacitySlice();
        const count = os.read(file, space) orelse return if (os.is_closed()) no_stdin() else unreadable(shown);
        if (count == 0) return out.items;
        out.items.len += count;
        if (!ends and out.items.len >= most_of_a_device)
            return say.fail("R110", shown, &.{.{ .label = "found", .text = "a device that does not end" }});
    }
}

pub fn no_stdin() say.Error {
    return usage("no stdin", "let it lead to a file or a pipe, or give parameters as flags");
}

pub fn unreadable(path: []const u8) say.Error {
    return say.fail("R110", path, &.{.{ .label = "found", .text = os.failure() }});
}

fn next(entry: plans.Entry, queue: *[]const []const u8) say.Error!struct { plans.Parameter, []const u8 } {
    const word = queue.*[0];
    queue.* = queue.*[1..];
    if (!std.mem.startsWith(u8, word, "--"))
        return usage(kinds.name_or_kind(word), say.text("`{s}` takes its parameters as flags: {s}", .{ entry.name, names(entry, "it has none") }));
    const equals = std.mem.findScalar(u8, word, '=');
    const name = word[2 .. equals orelse word.len];
    const parameter = entry.parameter(name) orelse {
        const positive = if (std.mem.startsWith(u8, name, "no-")) entry.parameter(name[3..]) else null;
        if (positive) |one| if (is_switch(one) and equals == null) return .{ one, "false" };
        return unknown(say.text("--{s}", .{name}), names(entry, ""));
    };
    if (equals) |at| return .{ parameter, word[at + 1 ..] };
    const more = queue.*.len > 0;
    if (is_switch(parameter) and (!more or !is_bool(queue.*[0]))) return .{ parameter, "true" };
    if (!more) return usage(say.text("{s} and nothing after it", .{word}), say.text("write {s} and a {s}", .{ word, parameter.type.shown() }));
    defer queue.* = queue.*[1..];
    return .{ parameter, queue.*[0] };
}

/// What stands for something that there is not, as opposed to what there is.
pub fn unknown(word: []const u8, known: []const u8) say.Error {
    return usage(word, if (known.len > 0) say.text("there are {s}", .{known}) else "leave it out: there are none");
}

fn is_switch(parameter: plans.Parameter) bool {
    return parameter.type.inner().is("bool");
}

fn is_bool(text: []const u8) bool {
    return std.mem.eql(u8, text, "true") or std.mem.eql(u8, text, "false");
}

fn names(entry: plans.Entry, none: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (entry.params, 0..) |one, i| say.add(&out, "{s}--{s}", .{ if (i > 0) ", " else "", one.name });
    return if (out.items.len > 0) out.items else none;
}

fn value_of(parameter: plans.Parameter, given: []const u8) say.Error![]const u8 {
    var place = say.text("--{s}", .{parameter.name});
    var text = given;
    if (std.mem.startsWith(u8, text, "@@")) {
        text = text[1..];
    } else if (std.mem.startsWith(u8, text, "@")) {
        place = say.text("{s} {s}", .{ place, text });
        text = try read_file(text[1..]);
        if (!parameter.type.inner().is("string")) text = std.mem.trim(u8, text, " \t\r\n\x0b\x0c");
    }
    if (!std.unicode.utf8ValidateSlice(text)) return say.refuse("R401", place, "UTF-8", "bytes that are not");
    return json_of(parameter.type, text, place);
}

/// The JSON of a value that a person wrote.
fn json_of(shape: *const shapes.Shape, text: []const u8, place: []const u8) say.Error![]const u8 {
    switch (shape.*) {
        .prim => |name| {
            if (shape.is("string") or shape.is("char")) return say.quoted(text);
            if (shape.is("bool")) return if (is_bool(text)) text else say.refuse("R402", place, "true or false", kinds.of(text));
            return if (is_number(text)) text else say.refuse("R402", place, name, kinds.of(text));
        },
        .@"enum" => return say.quoted(text),
        .option => |some| {
            if (some.* == .option) return checked(shape, text, place);
            const is_none = std.mem.eql(u8, text, "null") and !some.is("string");
            return if (is_none) text else json_of(some, text, place);
        },
        .variant => |one| for (one.parts) |part| {
            if (part.type == null and std.mem.eql(u8, part.label, text)) return say.quoted(text);
        },
        .flags => if (!std.mem.startsWith(u8, text, "[")) return listed(text),
        else => {},
    }
    return checked(shape, text, place);
}

fn listed(text: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    var labels = std.mem.splitScalar(u8, text, ',');
    while (labels.next()) |raw| {
        const label = std.mem.trim(u8, raw, " \t\r\n");
        if (label.len > 0) say.add(&out, "{s}{s}", .{ if (out.items.len > 0) ", " else "", say.quoted(label) });
    }
    return say.text("[{s}]", .{out.items});
}

fn checked(shape: *const shapes.Shape, text: []const u8, place: []const u8) say.Error![]const u8 {
    const sound = std.json.validate(say.memory, text) catch say.no_memory();
    return if (sound) text else say.refuse("R401", place, say.text("{s} as JSON", .{shape.shown()}), "something else");
}

/// A JSON number: no leading zero, no bare point.
fn is_number(text: []const u8) bool {
    const first = if (text.len > 0 and text[0] == '-') text[1..] else text;
    return first.len > 0 and std.ascii.isDigit(first[0]) and std.json.validate(say.memory, text) catch say.no_memory();
}
