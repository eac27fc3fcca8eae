//! What an archive may touch outside, as `flowrt/rights/capabilities.py` reads it, and what whoever starts
//! the executable takes away of that: nothing can be added to what it was built with.

const std = @import("std");
const fixes = @import("fixed.zig");
const hosts = @import("hosts.zig");
const kinds = @import("kinds.zig");
const say = @import("say.zig");
const usage = @import("options.zig").usage;
const variables = @import("variables.zig");

pub const names = [_][]const u8{ "clock", "env", "files", "http", "random", "sockets", "stdio" };
const with_argument = [_][]const u8{ "env", "files", "http", "sockets" };
const of_hosts = [_][]const u8{ "http", "sockets" };
const interfaces = [_][2][]const u8{
    .{ "cli/environment", "env" },       .{ "cli/stderr", "stdio" },         .{ "cli/stdin", "stdio" },
    .{ "cli/stdout", "stdio" },          .{ "cli/terminal-input", "stdio" }, .{ "cli/terminal-output", "stdio" },
    .{ "cli/terminal-stderr", "stdio" }, .{ "cli/terminal-stdin", "stdio" }, .{ "cli/terminal-stdout", "stdio" },
    .{ "cli/exit", "" },                 .{ "io", "" },                      .{ "clocks", "clock" },
    .{ "filesystem", "files" },          .{ "http", "http" },                .{ "random", "random" },
    .{ "sockets", "sockets" },
};

/// One thing outside; an empty argument means any, `writes` is for files.
pub const Capability = struct {
    name: []const u8,
    argument: []const u8 = "",
    writes: bool = false,

    pub fn is(self: Capability, name: []const u8) bool {
        return std.mem.eql(u8, self.name, name);
    }

    pub fn shown(self: Capability) []const u8 {
        const mode = if (!self.is("files")) "" else if (self.writes) "=write" else "=read";
        return if (self.argument.len > 0) say.text("{s}:{s}{s}", .{ self.name, self.argument, mode }) else self.name;
    }

    /// Whether denying this denies what is needed, because they have a part in common.
    fn meets(self: Capability, need: Capability) bool {
        if (!self.is(need.name)) return false;
        const one, const other = .{ self.argument, need.argument };
        const reads_only = self.is("files") and self.writes and !need.writes;
        if (one.len == 0 or other.len == 0) return !reads_only;
        if (self.is("files")) return paths_meet(one, other) and !reads_only;
        if (self.is("env")) return std.mem.eql(u8, one, other);
        const denied, const needed = .{ hosts.of(one, 0) orelse return true, hosts.of(other, 0) orelse return true };
        return denied.meets(&needed);
    }
};

/// Whether two folders may hold a file in common; one that climbs may hold any.
fn paths_meet(one: []const u8, other: []const u8) bool {
    const is_absolute = [2]bool{ std.mem.startsWith(u8, one, "/"), std.mem.startsWith(u8, other, "/") };
    if (climbs(one) or climbs(other) or has_colon(one) or has_colon(other) or is_absolute[0] != is_absolute[1]) return true;
    const plain_one, const plain_other = .{ plain(one), plain(other) };
    return path_covers(plain_one, plain_other) or path_covers(plain_other, plain_one);
}

/// A path without what leads nowhere: `./data//x` is `data/x`.
fn plain(path: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    var parts = std.mem.tokenizeScalar(u8, path, '/');
    while (parts.next()) |part| if (!std.mem.eql(u8, part, ".")) {
        say.add(&out, "{s}{s}", .{ if (out.items.len > 0) "/" else "", part });
    };
    if (std.mem.startsWith(u8, path, "/")) return say.text("/{s}", .{out.items});
    return if (out.items.len > 0) out.items else ".";
}

fn has_colon(path: []const u8) bool {
    return std.mem.findScalar(u8, path, ':') != null;
}

fn climbs(path: []const u8) bool {
    var parts = std.mem.splitScalar(u8, path, '/');
    while (parts.next()) |part| if (std.mem.eql(u8, part, "..")) return true;
    return false;
}

pub fn path_covers(folder: []const u8, path: []const u8) bool {
    if (std.mem.eql(u8, folder, path)) return true;
    if (climbs(path) or has_colon(path)) return false;
    if (std.mem.eql(u8, folder, ".")) return !std.mem.startsWith(u8, path, "/");
    const outer = std.mem.trimEnd(u8, folder, "/");
    return std.mem.startsWith(u8, path, outer) and (path.len == outer.len or path[outer.len] == '/');
}

pub const Rights = struct {
    denied: []const []const u8 = &.{},
    folders: []const [2][]const u8 = &.{},
    fixed: fixes.Fixed = .{},

    /// Where a folder lies that the archive names.
    pub fn host(self: Rights, folder: []const u8) []const u8 {
        return self.placed(folder) orelse folder;
    }

    /// Whether it was said where a folder lies.
    pub fn names(self: Rights, folder: []const u8) bool {
        return self.placed(folder) != null;
    }

    fn placed(self: Rights, folder: []const u8) ?[]const u8 {
        var at = self.folders.len;
        while (at > 0) : (at -= 1) if (std.mem.eql(u8, self.folders[at - 1][0], folder)) return self.folders[at - 1][1];
        return null;
    }
};

/// What `--deny`, `$FLOWRT_DENY`, `--folder` and `--fixed` say.
pub fn of(deny: ?[]const u8, folders: ?[]const u8, fixed: ?[]const u8) say.Error!Rights {
    var denied: std.ArrayList([]const u8) = .empty;
    try add_denied(&denied, "--deny", deny orelse "");
    try add_denied(&denied, "FLOWRT_DENY", variables.get("FLOWRT_DENY") orelse "");
    var found: std.ArrayList([2][]const u8) = .empty;
    var pairs = std.mem.tokenizeScalar(u8, folders orelse "", ',');
    while (pairs.next()) |pair| {
        const name, const path = std.mem.cutScalar(u8, pair, '=') orelse .{ pair, "" };
        if (name.len == 0 or path.len == 0) return usage(say.text("--folder {s}", .{pair}), "write --folder NAME=PATH");
        found.append(say.memory, .{ name, path }) catch say.no_memory();
    }
    return .{ .denied = denied.items, .folders = found.items, .fixed = try fixes.of(fixed) };
}

fn add_denied(denied: *std.ArrayList([]const u8), source: []const u8, text: []const u8) say.Error!void {
    var each = std.mem.tokenizeScalar(u8, text, ',');
    while (each.next()) |one| {
        if (!std.mem.eql(u8, one, "all") and capability(one) == null)
            return usage(say.text("{s} {s}", .{ source, kinds.name_or_kind(one) }), say.text("give all, or one of {s}", .{say.joined(&names)}));
        denied.append(say.memory, one) catch say.no_memory();
    }
}

/// What an archive needs: all of it was granted when the executable was built, so only what is not
/// known here or was denied is refused.
pub fn granted(needs: []const []const u8, rights: Rights) say.Error![]const Capability {
    const found = say.memory.alloc(Capability, needs.len) catch say.no_memory();
    for (needs, found) |text, *one| {
        one.* = capability(text) orelse return say.refuse("R212", "", "a capability that is known", text);
        for (rights.denied) |denied| {
            if (std.mem.eql(u8, denied, "all") or ban(denied).?.meets(one.*))
                return say.refuse("R212", "", say.text("nothing of {s}", .{say.joined(rights.denied)}), text);
        }
    }
    return found;
}

/// What denying a text denies: of a folder without a mode reading, so writing, too.
pub fn ban(text: []const u8) ?Capability {
    const known = capability(text) orelse return null;
    return if (std.mem.endsWith(u8, text, "=write")) known else .{ .name = known.name, .argument = known.argument };
}

pub fn capability(text: []const u8) ?Capability {
    const name, const argument = std.mem.cutScalar(u8, text, ':') orelse .{ text, "" };
    const has_argument = name.len < text.len;
    if (!among(&names, name) or (has_argument and (!among(&with_argument, name) or argument.len == 0))) return null;
    if (has_argument and among(&of_hosts, name) and hosts.of(argument, 0) == null) return null;
    if (!std.mem.eql(u8, name, "files")) return .{ .name = name, .argument = argument };
    const at = std.mem.findScalarLast(u8, argument, '=') orelse return .{ .name = name, .argument = argument, .writes = true };
    const mode = argument[at + 1 ..];
    if (at > 0 and std.mem.eql(u8, mode, "read")) return .{ .name = name, .argument = argument[0..at] };
    if (at > 0 and std.mem.eql(u8, mode, "write")) return .{ .name = name, .argument = argument[0..at], .writes = true };
    return .{ .name = name, .argument = argument, .writes = true };
}

fn among(known: []const []const u8, name: []const u8) bool {
    for (known) |one| if (std.mem.eql(u8, one, name)) return true;
    return false;
}

/// Whether a capability covers an interface of WASI 0.2, or it needs none.
pub fn covered(granted_: []const Capability, import: []const u8) bool {
    const need = needed_by(import) orelse return false;
    if (need.len == 0) return true;
    for (granted_) |one| if (one.is(need)) return true;
    return false;
}

/// The capability that an interface is part of; empty where it needs none, null where it is none of WASI 0.2.
pub fn needed_by(import: []const u8) ?[]const u8 {
    if (!std.mem.startsWith(u8, import, "wasi:")) return null;
    const full = import["wasi:".len .. std.mem.findScalar(u8, import, '@') orelse import.len];
    const package = full[0 .. std.mem.findScalar(u8, full, '/') orelse full.len];
    for (interfaces) |pair| if (std.mem.eql(u8, pair[0], full) or std.mem.eql(u8, pair[0], package)) return pair[1];
    return null;
}
