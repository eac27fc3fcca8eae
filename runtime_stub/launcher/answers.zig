//! Steps as text: what a segment answered, taken apart without understanding the values in it, as
//! `flowrt/run/answers.py` does it. The door writes without spaces, so parts are slices.

const std = @import("std");
const run = @import("run.zig");
const say = @import("say.zig");

pub const Step = union(enum) {
    done: []const u8,
    /// The routine ends the flow that it is a branch of.
    left: []const u8,
    waits: struct { cut: u32, args: []const u8, state: []const u8 },
};

pub fn read(answer: []const u8) say.Error!Step {
    if (after(answer, "{\"done\":")) |rest| return .{ .done = rest[0 .. rest.len - 1] };
    if (after(answer, "{\"left\":")) |rest| return .{ .left = rest[0 .. rest.len - 1] };
    const numbered = after(answer, "{\"cut-") orelse return no_step();
    const quote = std.mem.findScalar(u8, numbered, '"') orelse return no_step();
    const cut = std.fmt.parseInt(u32, numbered[0..quote], 10) catch return no_step();
    var rest = after(numbered[quote..], "\":{") orelse return no_step();
    var args: []const u8 = "";
    if (after(rest, "\"args\":")) |text| {
        args = text[0..try end(text, 0)];
        rest = after(text[args.len..], ",") orelse return no_step();
    }
    const state = after(rest, "\"state\":") orelse return no_step();
    if (state.len < 2) return no_step();
    return .{ .waits = .{ .cut = cut, .args = args, .state = state[0 .. state.len - 2] } };
}

fn after(text: []const u8, start: []const u8) ?[]const u8 {
    return if (std.mem.startsWith(u8, text, start) and text.len > start.len) text[start.len..] else null;
}

fn no_step() say.Error {
    return run.uncompiled("", "a segment answers with something that is no step");
}

/// What a segment that goes on is given.
pub fn resumed(state: []const u8, outcome: ?[]const u8) []const u8 {
    const text = outcome orelse return say.text("{{\"state\":{s}}}", .{state});
    return say.text("{{\"state\":{s},\"outcome\":{s}}}", .{ state, text });
}

/// Arguments as the object that an entry takes; none are `[]` in a step.
pub fn arguments(args: []const u8) []const u8 {
    return if (std.mem.eql(u8, args, "[]")) "{}" else args;
}

/// What a branch is given: what it holds from around it, and its item.
pub fn branch(held: []const u8, item: ?[]const u8) []const u8 {
    const text = item orelse return say.text("{{\"given\":{s}}}", .{held});
    return say.text("{{\"given\":{s},\"item\":{s}}}", .{ held, text });
}

/// The items of an array; bytes in base64 are an array of numbers.
pub fn items(array: []const u8) say.Error![]const []const u8 {
    if (std.mem.startsWith(u8, array, "\"")) return bytes(array[1 .. array.len - 1]);
    var found: std.ArrayList([]const u8) = .empty;
    var at: usize = 1;
    while (at + 1 < array.len) {
        const stop = try end(array, at);
        found.append(say.memory, array[at..stop]) catch say.no_memory();
        at = stop + 1;
    }
    return found.items;
}

fn bytes(encoded: []const u8) say.Error![]const []const u8 {
    const decoder = std.base64.standard.Decoder;
    const size = decoder.calcSizeForSlice(encoded) catch return no_json();
    const decoded = say.memory.alloc(u8, size) catch say.no_memory();
    decoder.decode(decoded, encoded) catch return no_json();
    const found = say.memory.alloc([]const u8, size) catch say.no_memory();
    for (decoded, found) |byte, *one| one.* = say.text("{d}", .{byte});
    return found;
}

pub fn array_of(values: []const []const u8) []const u8 {
    return say.text("[{s}]", .{std.mem.join(say.memory, ",", values) catch say.no_memory()});
}

/// Where the value ends that starts at a place.
fn end(text: []const u8, start: usize) say.Error!usize {
    var depth: usize = 0;
    var at = start;
    while (at < text.len) : (at += 1) {
        switch (text[at]) {
            '"' => at = try end_of_string(text, at),
            '[', '{' => depth += 1,
            ']', '}' => {
                if (depth == 0) return at;
                depth -= 1;
            },
            ',' => if (depth == 0) return at,
            else => continue,
        }
        if (depth == 0) return at + 1;
    }
    return if (depth == 0) at else no_json();
}

fn end_of_string(text: []const u8, start: usize) say.Error!usize {
    var at = start + 1;
    while (at < text.len) : (at += 1) switch (text[at]) {
        '"' => return at,
        '\\' => at += 1,
        else => {},
    };
    return no_json();
}

fn no_json() say.Error {
    return run.uncompiled("", "a segment answers with something that is no JSON");
}
