//! `--audit FILE`: one line of JSON that says what ran, with which rights, what it used of them and how it
//! ended; as `flowrt/run/audit.py` writes it, and no more telling.

const std = @import("std");
const components = @import("component.zig");
const os = @import("os.zig").os;
const rights = @import("rights.zig");
const say = @import("say.zig");
const sha256 = @import("sha256.zig");
const used = @import("used.zig");
const verify = @import("verify.zig");

var file: ?os.File = null;
var place: []const u8 = "";
var facts: std.ArrayList(u8) = .empty;
var imports: []const components.Import = &.{};
/// Facts live as long as the program.
const memory = @import("heap.zig").allocator;

/// Open the file at once, so that nothing runs that could not be audited; it must not be the one with
/// the `input`.
pub fn begin(path: []const u8, program: []const u8, input: ?[]const u8) say.Error!void {
    const opened = os.append(path) orelse return say.fail("R111", path, &.{.{ .label = "found", .text = os.failure() }});
    if (input) |name| if (os.open(name)) |other| {
        defer os.close(other);
        if (os.is_same(opened, other)) return say.fail("R580", path, &.{.{ .label = "found", .text = "it is --input, too" }});
    };
    file = opened;
    place = path;
    used.is_on = true;
    add("{{\"schema\": 1, \"time\": {d}, \"archive\": {s}", .{ os.today(), say.quoted(if (std.unicode.utf8ValidateSlice(program)) program else say.shown(program)) });
}

/// Say which archive it is, and which of its flows is run.
pub fn verified(archive: verify.Verified, flow: []const u8) void {
    if (file == null) return;
    const header = archive.header;
    add(", \"package\": {s}, \"version\": {s}, \"build\": {d}", .{ say.quoted(header.package), say.quoted(header.version), header.build });
    const digest = sha256.hex(sha256.hash(archive.archive.header));
    add(", \"digest\": \"sha256:{s}\", \"publisher\": null, \"flow\": {s}", .{ digest, say.quoted(flow) });
    add_list("needs", header.capabilities);
}

/// Say what was granted, and what of it the component can use.
pub fn ready(capabilities: []const []const u8, terms: rights.Rights, found: []const components.Import) void {
    if (file == null) return;
    imports = found;
    var fixed: std.ArrayList([]const u8) = .empty;
    if (terms.fixed.clock != null) append(&fixed, "clock");
    if (terms.fixed.random != null) append(&fixed, "random");
    var unused: std.ArrayList([]const u8) = .empty;
    for (capabilities) |one| {
        if (!is_imported(rights.capability(one).?.name)) append(&unused, one);
    }
    var names: std.ArrayList([]const u8) = .empty;
    for (found) |one| if (!one.is_module()) append(&names, one.name);
    add_list("granted", capabilities);
    add_list("fixed", fixed.items);
    add_list("imports", names.items);
    add_list("unused", unused.items);
}

/// Write the line: how it ended, and with which problem, if it was one.
pub fn end(code: u8, problem: ?[]const u8) void {
    const open = file orelse return;
    file = null;
    if (imports.len > 0) add_used();
    add(", \"exit\": {d}, \"problem\": {s}}}\n", .{ code, if (problem) |one| say.quoted(one) else "null" });
    if (!os.write_all(open, facts.items)) say.not_written(place);
}

fn add_used() void {
    add_groups("used", used.calls.sorted());
    add_list("variables", names_of(used.variables.sorted()));
    add_groups("files", used.files.table.sorted());
    add_groups("missed", used.missed.table.sorted());
    add_counts("reached", used.reached.sorted());
    add_counts("refused", used.refused.sorted());
    add_list("unseen", unseen());
}

/// The rights of which it is not known what was used; printing is counted where it is written to.
fn unseen() []const []const u8 {
    var found: std.ArrayList([]const u8) = .empty;
    for (rights.names) |name| {
        if (std.mem.eql(u8, name, "stdio")) continue;
        const is_unseen = for (imports) |one| {
            if (std.mem.eql(u8, rights.needed_by(one.name) orelse "", name) and !used.seen.has("", one.name)) break true;
        } else false;
        if (is_unseen) append(&found, name);
    }
    return found.items;
}

fn is_imported(name: []const u8) bool {
    for (imports) |one| if (std.mem.eql(u8, rights.needed_by(one.name) orelse "", name)) return true;
    return false;
}

fn names_of(rows: []const used.Row) []const []const u8 {
    var found: std.ArrayList([]const u8) = .empty;
    for (rows) |row| append(&found, row.name);
    return found.items;
}

fn append(list: *std.ArrayList([]const u8), one: []const u8) void {
    list.append(memory, one) catch say.no_memory();
}

fn add_list(name: []const u8, texts: []const []const u8) void {
    add(", \"{s}\": [", .{name});
    for (texts, 0..) |one, i| add("{s}{s}", .{ if (i > 0) ", " else "", say.quoted(one) });
    add("]", .{});
}

fn add_groups(name: []const u8, rows: []const used.Row) void {
    add(", \"{s}\": {{", .{name});
    for (rows, 0..) |row, i| {
        const is_first = i == 0 or !std.mem.eql(u8, rows[i - 1].of, row.of);
        if (is_first) add("{s}{s}: {{", .{ if (i == 0) "" else "}, ", say.quoted(row.of) });
        add("{s}{s}: {d}", .{ if (is_first) "" else ", ", say.quoted(row.name), row.count });
    }
    add("{s}", .{if (rows.len > 0) "}}" else "}"});
}

fn add_counts(name: []const u8, rows: []const used.Row) void {
    add(", \"{s}\": {{", .{name});
    for (rows, 0..) |row, i| add("{s}{s}: {d}", .{ if (i > 0) ", " else "", say.quoted(row.name), row.count });
    add("}}", .{});
}

fn add(comptime form: []const u8, values: anytype) void {
    facts.print(memory, form, values) catch say.no_memory();
}
