//! The plan, read as `flowrt/plan/plan.py` reads it. FORMAT 7; refuses with R301 to R303 and R305.
//!
//! Of services it is only told whether there are any: what asks them is not run here. Routes
//! and triggers are for those who serve or work; here they are only held to their rules.

const std = @import("std");
const cuts = @import("cuts.zig");
const kinds = @import("kinds.zig");
const options = @import("options.zig");
const msgpack = @import("msgpack.zig");
const say = @import("say.zig");
const shapes = @import("shapes.zig");
const strict = @import("strict.zig");
const triggers = @import("triggers.zig");
const plain = @import("value.zig");
const Value = plain.Value;
const get = strict.get;
const R = strict.Reader("R302");

pub const Parameter = struct {
    name: []const u8,
    type: *const shapes.Shape,
    doc: []const u8,
    required: bool,
    default: ?[]const u8,
};

pub const Entry = struct {
    name: []const u8,
    index: u32,
    doc: []const u8,
    params: []const Parameter,
    result: *const shapes.Shape,
    waits: bool,

    pub fn parameter(self: Entry, name: []const u8) ?Parameter {
        for (self.params) |one| if (std.mem.eql(u8, one.name, name)) return one;
        return null;
    }
};

/// What a trap at a code offset means; unknown names are empty.
pub const Site = struct {
    offset: u32,
    kind: []const u8,
    flow: []const u8,
    component: []const u8,
    function: []const u8,
    place: []const u8,
};

pub const Plan = struct {
    package: []const u8,
    version: []const u8,
    door: []const u8,
    entries: []const Entry,
    sites: []const Site,
    cuts: []const cuts.Cut,
    asks_services: bool,

    /// The flow of a name; without one, the only flow.
    pub fn chosen(self: Plan, name: ?[]const u8) say.Error!Entry {
        if (name) |wanted| {
            for (self.entries) |one| if (std.mem.eql(u8, one.name, wanted)) return one;
            return say.refuse("R400", "", self.names(), kinds.name_or_kind(wanted));
        }
        if (self.entries.len == 1) return self.entries[0];
        return options.usage("no flow's name", say.text("name one of {s}", .{self.names()}));
    }

    pub fn names(self: Plan) []const u8 {
        const found = say.memory.alloc([]const u8, self.entries.len) catch say.no_memory();
        for (self.entries, found) |one, *name| name.* = one.name;
        return if (found.len > 0) say.joined(found) else "no flows";
    }
};

const most_text = 1 << 16;
const plan_fields = [_][]const u8{ "version", "package", "package_version", "interface", "door", "entries", "services", "cuts", "sites" };
const entry_fields = [_][]const u8{ "name", "index", "doc", "params", "result", "waits", "routes", "triggers" };
const parameter_fields = [_][]const u8{ "name", "type", "doc", "required", "default" };

pub fn read(data: []const u8) say.Error!Plan {
    var reader: msgpack.Reader = .{ .data = data };
    const value = reader.whole() catch return say.refuse("R301", "plan", "one msgpack value", "something else");
    const fields = try R.mapping(value, "plan", &plan_fields, &.{});
    const number = try R.integer(get(fields, "version").?, "plan.version", 0, strict.largest);
    if (number != 3) return say.refuse("R303", "plan.version", "3", say.text("{d}", .{number}));
    var ordered = strict.in_order(fields, &plan_fields);
    const plan: Plan = .{
        .package = try R.name(get(fields, "package").?, "plan.package", strict.is_package, "namespace:name"),
        .version = try R.name(get(fields, "package_version").?, "plan.package_version", strict.is_version, "a version"),
        .door = try R.label(get(fields, "door").?, "plan.door", 256),
        .entries = try entries(get(fields, "entries").?, &ordered),
        .sites = try sites(get(fields, "sites").?),
        .cuts = try cuts_of(get(fields, "cuts").?, &ordered),
        .asks_services = (try R.sequence(get(fields, "services").?, "plan.services", 256)).len > 0,
    };
    _ = try R.label(get(fields, "interface").?, "plan.interface", 256);
    if (!reader.canonical or !ordered) return say.refuse("R301", "plan", "fields in order, each in its shortest form", "others");
    return plan;
}

fn entries(value: Value, ordered: *bool) say.Error![]const Entry {
    const items = try R.sequence(value, "plan.entries", 4096);
    const found = say.memory.alloc(Entry, items.len) catch say.no_memory();
    var taken: triggers.Taken = .{};
    for (items, found, 0..) |item, *one, i| {
        one.* = try entry(item, say.text("plan.entries[{d}]", .{i}), ordered, &taken);
        for (found[0..i]) |other| {
            if (std.mem.eql(u8, other.name, one.name)) return R.refuse("plan.entries", "each name once", one.name);
            if (other.index == one.index) return R.refuse("plan.entries", "each index once", say.text("{d}", .{one.index}));
        }
    }
    return found;
}

fn cuts_of(value: Value, ordered: *bool) say.Error![]const cuts.Cut {
    const items = try R.sequence(value, "plan.cuts", 1 << 16);
    const found = say.memory.alloc(cuts.Cut, items.len) catch say.no_memory();
    for (items, found, 0..) |item, *one, i| one.* = try cuts.read(item, say.text("plan.cuts[{d}]", .{i}), ordered);
    return found;
}

fn entry(value: Value, place: []const u8, ordered: *bool, taken: *triggers.Taken) say.Error!Entry {
    const fields = try R.mapping(value, place, &entry_fields, &.{});
    ordered.* = ordered.* and strict.in_order(fields, &entry_fields);
    const items = try R.sequence(get(fields, "params").?, say.text("{s}.params", .{place}), 1024);
    const params = say.memory.alloc(Parameter, items.len) catch say.no_memory();
    for (items, params, 0..) |item, *one, i| {
        one.* = try parameter(item, say.text("{s}.params[{d}]", .{ place, i }), ordered);
        for (params[0..i]) |other| if (std.mem.eql(u8, other.name, one.name))
            return R.refuse(say.text("{s}.params", .{place}), "each name once", one.name);
    }
    try triggers.routes(get(fields, "routes").?, say.text("{s}.routes", .{place}), params, taken);
    try triggers.triggers(get(fields, "triggers").?, say.text("{s}.triggers", .{place}), taken);
    return .{
        .name = try R.name(get(fields, "name").?, say.text("{s}.name", .{place}), strict.is_word, "a flow's name"),
        .index = @intCast(try R.integer(get(fields, "index").?, say.text("{s}.index", .{place}), 0, std.math.maxInt(u32))),
        .doc = try R.text(get(fields, "doc").?, say.text("{s}.doc", .{place}), most_text),
        .params = params,
        .result = try shapes.read(get(fields, "result").?, say.text("{s}.result", .{place}), 1),
        .waits = try R.boolean(get(fields, "waits").?, say.text("{s}.waits", .{place})),
    };
}

fn parameter(value: Value, place: []const u8, ordered: *bool) say.Error!Parameter {
    const fields = try R.mapping(value, place, &parameter_fields, &.{});
    ordered.* = ordered.* and strict.in_order(fields, &parameter_fields);
    const default = get(fields, "default").?;
    const found: Parameter = .{
        .name = try R.name(get(fields, "name").?, say.text("{s}.name", .{place}), strict.is_word, "a parameter's name"),
        .type = try shapes.read(get(fields, "type").?, say.text("{s}.type", .{place}), 1),
        .doc = try R.text(get(fields, "doc").?, say.text("{s}.doc", .{place}), most_text),
        .required = try R.boolean(get(fields, "required").?, say.text("{s}.required", .{place})),
        .default = if (default == .null) null else try R.text(default, say.text("{s}.default", .{place}), most_text),
    };
    if (found.required and found.default != null) return R.refuse(say.text("{s}.default", .{place}), "none, it is required", found.default.?);
    return found;
}

fn sites(value: Value) say.Error![]const Site {
    const items = try R.sequence(value, "plan.sites", 1 << 20);
    const found = say.memory.alloc(Site, items.len) catch say.no_memory();
    for (items, found, 0..) |item, *one, i| {
        one.* = try site(item, i);
        if (i > 0 and found[i - 1].offset >= one.offset)
            return R.refuse("plan.sites", "ascending offsets", say.text("{d} after {d}", .{ one.offset, found[i - 1].offset }));
    }
    return found;
}

fn site(value: Value, number: usize) say.Error!Site {
    const place = if (value == .list and value.list.len == 6) "plan.sites" else say.text("plan.sites[{d}]", .{number});
    const parts = try R.sequence(value, place, 6);
    if (parts.len != 6) return R.refuse(place, "6 items", say.text("{d}", .{parts.len}));
    return .{
        .offset = @intCast(try R.integer(parts[0], place, 0, std.math.maxInt(u32))),
        .kind = try R.name(parts[1], place, strict.is_site_kind, "a kind of site"),
        .flow = try R.label(parts[2], place, 1024),
        .component = try R.label(parts[3], place, 1024),
        .function = try R.label(parts[4], place, 1024),
        .place = try R.label(parts[5], place, 1024),
    };
}
