//! The types of a flow's parameters and results, as `flowrt/plan/shapes.py` reads and prints them.
//! FORMAT 7.4; refuses with R305.

const std = @import("std");
const say = @import("say.zig");
const strict = @import("strict.zig");
const Value = @import("value.zig").Value;
const R = strict.Reader("R305");

const most_deep = 32;
const most_parts = 4096;
const prims = [_][]const u8{ "bool", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64", "char", "string" };

/// A label of a record, variant, enum or flags type; a case may have no type.
pub const Part = struct { label: []const u8, type: ?*const Shape };
pub const Declared = struct { name: []const u8, parts: []const Part };

pub const Shape = union(enum) {
    prim: []const u8,
    list: *const Shape,
    option: *const Shape,
    result: struct { ok: ?*const Shape, err: ?*const Shape },
    tuple: []const *const Shape,
    record: Declared,
    variant: Declared,
    @"enum": Declared,
    flags: Declared,

    pub fn is(self: Shape, prim: []const u8) bool {
        return self == .prim and std.mem.eql(u8, self.prim, prim);
    }

    /// What an option's value is written as; any other type is itself.
    pub fn inner(self: *const Shape) *const Shape {
        return if (self.* == .option) self.option else self;
    }

    /// The type as WIT text, a declared one by its name.
    pub fn shown(self: Shape) []const u8 {
        return switch (self) {
            .prim => |name| name,
            .list => |part| say.text("list<{s}>", .{part.shown()}),
            .option => |part| say.text("option<{s}>", .{part.shown()}),
            .result => |both| shown_result(both.ok, both.err),
            .tuple => |items| shown_tuple(items),
            .record, .variant, .@"enum", .flags => |one| if (one.name.len > 0) one.name else self.spelled(),
        };
    }

    /// The type with its outermost part written out even if it has a name.
    pub fn spelled(self: Shape) []const u8 {
        const one = switch (self) {
            .record, .variant, .@"enum", .flags => |of| of,
            else => return self.shown(),
        };
        var out: std.ArrayList(u8) = .empty;
        say.add(&out, "{t} {{ ", .{self});
        for (one.parts, 0..) |part, i| {
            say.add(&out, "{s}{s}", .{ if (i > 0) ", " else "", part.label });
            const type_ = part.type orelse continue;
            if (self == .record) say.add(&out, ": {s}", .{type_.shown()}) else say.add(&out, "({s})", .{type_.shown()});
        }
        say.add(&out, " }}", .{});
        return out.items;
    }
};

fn shown_result(ok: ?*const Shape, err: ?*const Shape) []const u8 {
    const good = if (ok) |one| one.shown() else null;
    const bad = err orelse return if (good) |one| say.text("result<{s}>", .{one}) else "result";
    return say.text("result<{s}, {s}>", .{ good orelse "_", bad.shown() });
}

fn shown_tuple(items: []const *const Shape) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (items, 0..) |item, i| say.add(&out, "{s}{s}", .{ if (i > 0) ", " else "", item.shown() });
    return say.text("tuple<{s}>", .{out.items});
}

pub fn read(value: Value, place: []const u8, depth: usize) say.Error!*const Shape {
    if (depth > most_deep) return R.refuse(place, say.text("at most {d} levels", .{most_deep}), "a deeper type");
    const items = try R.sequence(value, place, 3);
    const form = if (items.len > 0 and items[0] == .text) items[0].text else "";
    const shape = say.memory.create(Shape) catch say.no_memory();
    shape.* = try read_form(form, items, place, depth);
    return shape;
}

fn read_form(form: []const u8, items: []const Value, place: []const u8, depth: usize) say.Error!Shape {
    const Form = std.meta.Tag(Shape);
    const tag = std.meta.stringToEnum(Form, form) orelse return unknown(items, place);
    const sizes: usize = switch (tag) {
        .prim, .list, .option, .tuple => 2,
        else => 3,
    };
    if (items.len != sizes) return unknown(items, place);
    switch (tag) {
        .prim => {
            if (items[1] != .text or !strict.among(&prims, items[1].text)) return unknown(items, place);
            return .{ .prim = items[1].text };
        },
        .list => return .{ .list = try read(items[1], say.text("{s}.list", .{place}), depth + 1) },
        .option => return .{ .option = try read(items[1], say.text("{s}.option", .{place}), depth + 1) },
        .result => return .{ .result = .{
            .ok = try payload(items[1], say.text("{s}.ok", .{place}), depth),
            .err = try payload(items[2], say.text("{s}.err", .{place}), depth),
        } },
        .tuple => {
            const parts = try R.sequence(items[1], place, most_parts);
            const found = say.memory.alloc(*const Shape, parts.len) catch say.no_memory();
            for (parts, found, 0..) |part, *one, i| one.* = try read(part, say.text("{s}.{d}", .{ place, i }), depth + 1);
            return .{ .tuple = found };
        },
        inline .record, .variant, .@"enum", .flags => |known| return @unionInit(Shape, @tagName(known), try declared(known, items, place, depth)),
    }
}

fn unknown(items: []const Value, place: []const u8) say.Error {
    const found = if (items.len == 0) "nothing" else if (items[0] == .text) items[0].text else strict.kind(items[0]);
    return R.refuse(place, "a form of type", found);
}

fn payload(value: Value, place: []const u8, depth: usize) say.Error!?*const Shape {
    return if (value == .null) null else try read(value, place, depth + 1);
}

fn declared(form: std.meta.Tag(Shape), items: []const Value, place: []const u8, depth: usize) say.Error!Declared {
    const name = if (items[1] == .null) "" else try R.label(items[1], place, 256);
    const values = try R.sequence(items[2], place, most_parts);
    if (values.len == 0) return R.refuse(place, "at least one part", "none");
    const parts = say.memory.alloc(Part, values.len) catch say.no_memory();
    for (values, parts) |value, *part| part.* = try read_part(form, value, place, depth);
    var seen: std.StringHashMapUnmanaged(void) = .empty;
    for (parts) |part| {
        if ((seen.getOrPut(say.memory, part.label) catch say.no_memory()).found_existing)
            return R.refuse(place, "each name once", part.label);
    }
    return .{ .name = name, .parts = parts };
}

fn read_part(form: std.meta.Tag(Shape), value: Value, place: []const u8, depth: usize) say.Error!Part {
    if (form == .@"enum" or form == .flags) return .{ .label = try R.label(value, place, 256), .type = null };
    const pair = try R.sequence(value, place, 2);
    if (pair.len != 2) return R.refuse(place, "a name and a type", say.text("{d} items", .{pair.len}));
    const label = try R.label(pair[0], place, 256);
    const inside = say.text("{s}.{s}", .{ place, label });
    if (form == .record) return .{ .label = label, .type = try read(pair[1], inside, depth + 1) };
    return .{ .label = label, .type = try payload(pair[1], inside, depth) };
}
