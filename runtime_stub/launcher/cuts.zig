//! What a plan says of places where a flow waits, read as `flowrt/plan/cuts.py` reads it. FORMAT 7.5.

const std = @import("std");
const say = @import("say.zig");
const strict = @import("strict.zig");
const plain = @import("value.zig");
const Value = plain.Value;
const get = strict.get;
const R = strict.Reader("R302");

pub const Kind = enum { call, flow, service, list, tuple, @"try", sleep, next };

/// Numbers are those at the door, times are microseconds but for `ms`, which a `sleep` takes.
pub const Cut = struct {
    kind: Kind,
    @"resume": u32,
    targets: []const u32,
    flow: []const u8,
    component: []const u8,
    function: []const u8,
    place: []const u8,
    timeout: ?u64,
    retry: u64,
    backoff: ?u64,
    fallback: bool,
    leaves: bool,
    ms: ?u64,
};

const most_number = (1 << 31) - 1;
const names = [_][]const u8{ "kind", "resume", "targets", "flow", "component", "interface", "function", "place", "timeout", "retry", "backoff", "isolate", "fallback", "leaves", "ms" };
const most_sleep = 8784 * 3_600_000;

pub fn read(value: Value, place: []const u8, ordered: *bool) say.Error!Cut {
    const fields = try R.mapping(value, place, &names, &.{});
    ordered.* = ordered.* and strict.in_order(fields, &names);
    const kind = get(fields, "kind").?;
    const known = if (kind == .text) std.meta.stringToEnum(Kind, kind.text) else null;
    const within: Fields = .{ .fields = fields, .place = place };
    _ = try within.label("interface");
    _ = try within.flag("isolate");
    const cut: Cut = .{
        .kind = known orelse return R.refuse(within.at("kind"), "call or flow or service or list or tuple or try or sleep or next", if (kind == .text) kind.text else strict.kind(kind)),
        .@"resume" = @intCast(try within.number("resume", 0, most_number)),
        .targets = try within.doors("targets"),
        .flow = try within.label("flow"),
        .component = try within.label("component"),
        .function = try within.label("function"),
        .place = try within.label("place"),
        .timeout = try within.length("timeout"),
        .retry = try within.number("retry", 0, 100),
        .backoff = try within.length("backoff"),
        .fallback = try within.flag("fallback"),
        .leaves = try within.flag("leaves"),
        .ms = if (get(fields, "ms").? == .null) null else try within.number("ms", 1, most_sleep),
    };
    const count: usize = switch (cut.kind) {
        .call, .flow, .list, .@"try" => 1,
        .service, .sleep, .next => 0,
        .tuple => @max(2, cut.targets.len),
    };
    if (cut.targets.len != count) return R.refuse(within.at("targets"), say.text("{d}", .{count}), say.text("{d}", .{cut.targets.len}));
    if (cut.fallback and cut.kind != .call and cut.kind != .service) return R.refuse(within.at("fallback"), "false", "true");
    if (cut.leaves and cut.kind != .list and cut.kind != .tuple and cut.kind != .@"try") return R.refuse(within.at("leaves"), "false", "true");
    if ((cut.kind == .sleep) != (cut.ms != null)) return R.refuse(within.at("ms"), "a time for `sleep` alone", if (cut.ms) |ms| say.text("{d}", .{ms}) else "nothing");
    return cut;
}

const Fields = struct {
    fields: []const plain.Field,
    place: []const u8,

    fn at(self: Fields, name: []const u8) []const u8 {
        return say.text("{s}.{s}", .{ self.place, name });
    }

    fn label(self: Fields, name: []const u8) say.Error![]const u8 {
        return R.label(get(self.fields, name).?, self.at(name), 1024);
    }

    fn flag(self: Fields, name: []const u8) say.Error!bool {
        return R.boolean(get(self.fields, name).?, self.at(name));
    }

    fn number(self: Fields, name: []const u8, low: i64, high: i64) say.Error!u64 {
        return R.integer(get(self.fields, name).?, self.at(name), low, high);
    }

    fn length(self: Fields, name: []const u8) say.Error!?u64 {
        return if (get(self.fields, name).? == .null) null else try self.number(name, 1, strict.largest);
    }

    fn doors(self: Fields, name: []const u8) say.Error![]const u32 {
        const items = try R.sequence(get(self.fields, name).?, self.at(name), 1024);
        const found = say.memory.alloc(u32, items.len) catch say.no_memory();
        for (items, found, 0..) |item, *one, i|
            one.* = @intCast(try R.integer(item, say.text("{s}[{d}]", .{ self.at(name), i }), 0, most_number));
        return found;
    }
};
