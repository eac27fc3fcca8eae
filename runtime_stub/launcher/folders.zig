//! Folders as components are given them: found once, held open where the system can show what is open, and neither
//! outside of another folder of theirs that they are a part of, nor where it was denied, wherever links lead.
//! `flowrt/engine/system/folders.py` says the same.

const std = @import("std");
const os = @import("os.zig").os;
const rights = @import("rights.zig");
const say = @import("say.zig");
const Capability = rights.Capability;

/// What a flow may see that may use files anywhere.
const anywhere = [_][]const u8{ ".", "/" };

/// A folder of the system: what components call it, where it really is, whether they may write.
pub const Folder = struct {
    guest: []const u8,
    host: []const u8,
    writes: bool,
    held: ?os.File,

    /// Where to open it for a transaction, if it is still there, and the same.
    pub fn path(self: Folder) say.Error![]const u8 {
        if (self.held) |file| return if (os.is_removed(file)) unreadable(self.host, "the folder is gone") else os.path_of(file);
        return if (std.mem.eql(u8, os.real_path(self.host), self.host)) self.host else unreadable(self.host, "it is another folder than at first");
    }
};

/// The folders that capabilities open. They stay open until the process ends.
pub fn of(granted: []const Capability, terms: rights.Rights) say.Error![]const Folder {
    var found: std.ArrayList(Folder) = .empty;
    for (granted) |need| if (need.is("files")) {
        for (if (need.argument.len > 0) &.{need.argument} else &anywhere) |guest| {
            const folder = try opened(guest, terms.host(guest), need.writes);
            if (need.argument.len > 0) try check(need, folder.host, granted, terms);
            found.append(say.memory, folder) catch say.no_memory();
        }
    };
    return found.items;
}

fn opened(guest: []const u8, place: []const u8, writes: bool) say.Error!Folder {
    if (!os.is_folder(place)) return unreadable(place, say.text("the flow works on the folder {s}, and there is none", .{guest}));
    const held = os.hold_folder(place);
    return .{ .guest = guest, .host = os.real_path(if (held) |file| os.path_of(file) else place), .writes = writes, .held = held };
}

pub fn unreadable(path: []const u8, reason: []const u8) say.Error {
    return say.fail("R110", path, &.{.{ .label = "found", .text = reason }});
}

/// Hold that links lead a folder neither into what is denied nor out of a folder that components may put links in.
fn check(need: Capability, real: []const u8, granted: []const Capability, terms: rights.Rights) say.Error!void {
    for (terms.denied) |text| {
        const ban = rights.ban(text) orelse continue;
        if (!ban.is("files") or (ban.writes and !need.writes)) continue;
        const place = os.real_path(terms.host(ban.argument));
        if (is_inside(real, place) or is_inside(place, real)) return led(say.text("nothing of {s}", .{ban.shown()}), need, real);
    }
    if (terms.names(need.argument)) return;
    for (granted) |other| {
        const is_around = other.is("files") and other.writes and other.argument.len > 0 and
            !std.mem.eql(u8, other.argument, need.argument) and rights.path_covers(other.argument, need.argument);
        if (is_around and !is_inside(real, os.real_path(terms.host(other.argument))))
            return led(say.text("a folder inside {s}", .{other.argument}), need, real);
    }
}

fn led(expected: []const u8, need: Capability, real: []const u8) say.Error {
    return say.refuse("R212", "", expected, say.text("{s}, which leads to {s}", .{ need.shown(), real }));
}

/// Whether a real path is another one, or leads on from there.
fn is_inside(inner: []const u8, outer: []const u8) bool {
    const folder = if (std.fs.path.isSep(outer[outer.len - 1])) outer[0 .. outer.len - 1] else outer;
    return inner.len >= folder.len and os.is_named(inner[0..folder.len], folder) and
        (inner.len == folder.len or std.fs.path.isSep(inner[folder.len]));
}
