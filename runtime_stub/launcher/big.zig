//! Integers of 64 bits as strings, in the result of a flow that waits: its segments write them plainly,
//! as `flowrt/plan/big.py` says. The result is read by its type, and written as the door writes.

const std = @import("std");
const run = @import("run.zig");
const say = @import("say.zig");
const shapes = @import("shapes.zig");
const Shape = shapes.Shape;
const Json = std.json.Value;

pub fn quoted(shape: *const Shape, text: []const u8) say.Error![]const u8 {
    const options: std.json.ParseOptions = .{ .parse_numbers = false };
    const value = std.json.parseFromSliceLeaky(Json, say.memory, text, options) catch
        return run.uncompiled("", "a result is no JSON");
    var out: std.ArrayList(u8) = .empty;
    write(&out, shape, value);
    return out.items;
}

fn write(out: *std.ArrayList(u8), shape: ?*const Shape, value: Json) void {
    switch (value) {
        .null => say.add(out, "null", .{}),
        .bool => |is| say.add(out, "{}", .{is}),
        .number_string => |digits| if (is_big(shape)) say.add(out, "\"{s}\"", .{digits}) else say.add(out, "{s}", .{digits}),
        .string => |text| say.add(out, "{s}", .{say.quoted(text)}),
        .array => |items| {
            for (items.items, 0..) |item, i| {
                say.add(out, "{s}", .{if (i == 0) "[" else ","});
                write(out, item_of(shape, i), item);
            }
            say.add(out, "{s}", .{if (items.items.len == 0) "[]" else "]"});
        },
        .object => |fields| {
            var each = fields.iterator();
            var first = true;
            while (each.next()) |field| : (first = false) {
                say.add(out, "{s}{s}:", .{ if (first) "{" else ",", say.quoted(field.key_ptr.*) });
                write(out, part_of(shape, field.key_ptr.*), field.value_ptr.*);
            }
            say.add(out, "{s}", .{if (first) "{}" else "}"});
        },
        else => unreachable, // numbers are kept as they are written
    }
}

fn is_big(shape: ?*const Shape) bool {
    const known = plain(shape) orelse return false;
    return known.is("u64") or known.is("s64");
}

/// What a value that is no object is of: an option's, where it has one.
fn plain(shape: ?*const Shape) ?*const Shape {
    var known = shape orelse return null;
    while (known.* == .option) known = known.option;
    return known;
}

fn item_of(shape: ?*const Shape, place: usize) ?*const Shape {
    const known = plain(shape) orelse return null;
    return switch (known.*) {
        .list => |item| item,
        .tuple => |items| if (place < items.len) items[place] else null,
        else => null,
    };
}

fn part_of(shape: ?*const Shape, name: []const u8) ?*const Shape {
    var known = shape orelse return null;
    if (known.* == .option and known.option.* == .option) return known.option;
    known = known.inner();
    return switch (known.*) {
        .result => |both| if (std.mem.eql(u8, name, "ok")) both.ok else both.err,
        .record, .variant => |one| for (one.parts) |part| {
            if (std.mem.eql(u8, part.label, name)) break part.type;
        } else null,
        else => null,
    };
}
