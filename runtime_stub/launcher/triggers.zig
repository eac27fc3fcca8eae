//! Routes and triggers of a plan's entries, held to the rules of FORMAT 7.6 as `flowrt/plan/triggers.py`
//! does it; nothing is kept of them but what may stand once in a plan.

const std = @import("std");
const plan = @import("plan.zig");
const say = @import("say.zig");
const strict = @import("strict.zig");
const Value = @import("value.zig").Value;
const R = strict.Reader("R302");

const methods = [_][]const u8{ "get", "head", "post", "put", "patch", "delete" };
const most = 256;
const longest = 8784 * 3_600_000;

/// The routes and subjects that were seen: each may stand once in a plan.
pub const Taken = struct {
    seen: std.StringHashMapUnmanaged(void) = .empty,

    fn take(self: *Taken, what: []const u8, text: []const u8) say.Error!void {
        const key = say.text("{s} {s}", .{ what, text });
        const found = self.seen.getOrPut(say.memory, key) catch say.no_memory();
        if (found.found_existing) return R.refuse("plan.entries", "each route and subject once", text);
    }
};

pub fn routes(value: Value, place: []const u8, params: []const plan.Parameter, taken: *Taken) say.Error!void {
    for (try R.sequence(value, place, most), 0..) |item, i| {
        const here = say.text("{s}[{d}]", .{ place, i });
        const parts = try items(item, here, 2);
        const method = try R.text(parts[0], here, 16);
        if (!strict.among(&methods, method)) return R.refuse(here, "a method", method);
        try taken.take(method, try path(parts[1], here, params));
    }
}

/// A path, which comes back without the names of its parameters.
fn path(value: Value, place: []const u8, params: []const plan.Parameter) say.Error![]const u8 {
    const text = try R.text(value, place, 1024);
    if (text.len == 0 or text[0] != '/') return R.refuse(place, "a path", text);
    if (text.len == 1) return text;
    var bare: std.ArrayList(u8) = .empty;
    var names: std.ArrayList([]const u8) = .empty;
    var segments = std.mem.splitScalar(u8, text[1..], '/');
    while (segments.next()) |one| {
        const named = one.len > 2 and one[0] == '{' and one[one.len - 1] == '}';
        if (!named and !is_segment(one)) return R.refuse(place, "a path", text);
        bare.print(say.memory, "/{s}", .{if (named) "{}" else one}) catch say.no_memory();
        if (!named) continue;
        const name = one[1 .. one.len - 1];
        if (strict.among(names.items, name) or !is_parameter(params, name))
            return R.refuse(place, "parameters, each once", text);
        names.append(say.memory, name) catch say.no_memory();
    }
    return bare.items;
}

fn is_segment(text: []const u8) bool {
    if (text.len == 0 or std.mem.eql(u8, text, ".") or std.mem.eql(u8, text, "..")) return false;
    for (text) |byte| if (!std.ascii.isAlphanumeric(byte) and std.mem.findScalar(u8, "._~-", byte) == null) return false;
    return true;
}

fn is_parameter(params: []const plan.Parameter, name: []const u8) bool {
    for (params) |one| if (std.mem.eql(u8, one.name, name)) return true;
    return false;
}

pub fn triggers(value: Value, place: []const u8, taken: *Taken) say.Error!void {
    for (try R.sequence(value, place, most), 0..) |item, i| {
        const here = say.text("{s}[{d}]", .{ place, i });
        const parts = try items(item, here, 3);
        const kind = try R.text(parts[0], here, 16);
        const text = try R.text(parts[1], here, 256);
        const every = std.mem.eql(u8, kind, "every");
        const subject = std.mem.eql(u8, kind, "subject");
        if (!every and !subject and !std.mem.eql(u8, kind, "cron"))
            return R.refuse(here, "every, cron or subject", kind);
        _ = try R.integer(parts[2], here, if (every) 1 else 0, if (every) longest else 0);
        const fits = if (every) text.len == 0 else if (subject) is_subject(text) else is_cron(text);
        if (!fits) return R.refuse(here, "what the kind takes", text);
        if (subject) try taken.take("subject", text);
    }
}

fn is_subject(text: []const u8) bool {
    if (text.len == 0 or text[0] == '$') return false;
    for (text) |byte| if (byte <= ' ' or byte > '~' or byte == '*' or byte == '>') return false;
    var words = std.mem.splitScalar(u8, text, '.');
    while (words.next()) |word| if (word.len == 0) return false;
    return true;
}

fn is_cron(text: []const u8) bool {
    var fields = std.mem.splitScalar(u8, text, ' ');
    var count: usize = 0;
    while (fields.next()) |field| : (count += 1) {
        if (field.len == 0) return false;
        for (field) |byte| if (!std.ascii.isAlphanumeric(byte) and std.mem.findScalar(u8, "*/,-", byte) == null) return false;
    }
    return count == 5;
}

fn items(value: Value, place: []const u8, count: usize) say.Error![]const Value {
    const found = try R.sequence(value, place, count);
    if (found.len != count) return R.refuse(place, say.text("{d} items", .{count}), say.text("{d}", .{found.len}));
    return found;
}
