//! What a relay looks at: which interfaces, each call of them, and who is asked about it.
//! `flowrt/engine/system/watched.py` says the same.

const std = @import("std");
const capi = @import("capi.zig");
const files = @import("files.zig");
const sockets = @import("sockets.zig");

/// That of the interfaces; the relay of each is in the module of that name.
pub const Package = enum {
    sockets,
    filesystem,

    pub fn component(self: Package) []const u8 {
        return switch (self) {
            .sockets => @embedFile("sockets"),
            .filesystem => @embedFile("filesystem"),
        };
    }
};

/// What components have numbers of; each is the engine's own, by whose number its type is known.
pub const Resource = enum(u32) {
    @"tcp-socket" = 1,
    @"udp-socket",
    @"incoming-datagram-stream",
    @"outgoing-datagram-stream",
    @"resolve-address-stream",
    descriptor = 101,
    @"directory-entry-stream",
};

pub const most_parameters = 5;
pub const most_subjects = 2;

/// What a relay relays: interfaces with the resources that they define, and which functions give some.
pub const Kinds = struct {
    interfaces: []const Interface,
    /// Resources of a function's result, which come before any others; or that of each in a list.
    gives: std.StaticStringMap([]const Resource),
    /// Which arguments are of a relay's own resources, where it is not the first of a method.
    takes: std.StaticStringMap([]const usize) = .initComptime(.{}),

    pub const Interface = struct { []const u8, []const Resource };

    /// The resources of an interface, given with its version; null for one that is not relayed.
    pub fn resources_of(self: *const Kinds, import: []const u8) ?[]const Resource {
        const name = import[0 .. std.mem.findScalar(u8, import, '@') orelse import.len];
        for (self.interfaces) |one| if (std.mem.eql(u8, one[0], name)) return one[1];
        return null;
    }

    /// Which arguments of a function stand for a resource.
    pub fn subjects_of(self: *const Kinds, label: []const u8) []const usize {
        const is_method = std.mem.startsWith(u8, label, "[method]");
        return self.takes.get(label) orelse if (is_method) &.{0} else &.{};
    }
};

/// One call: of which function, with what, and the numbers of the resources that it is about. What is
/// put in the place of something that was `given` is passed on.
pub const Call = struct {
    label: []const u8,
    given: []capi.Value,
    subjects: [most_subjects]u32 = undefined,
    /// The number of the first resource that it gave; those of others follow.
    made: u32 = 0,
};

/// What looks at the calls of one store: it is asked before each, and told after it.
pub const Watch = union(Package) {
    sockets: sockets.Sockets,
    filesystem: files.Files,

    pub fn kinds(self: *const Watch) *const Kinds {
        return switch (self.*) {
            .sockets => &sockets.kinds,
            .filesystem => &files.kinds,
        };
    }

    /// Whether a call is answered with `access-denied`.
    pub fn refuses(self: *Watch, call: Call) bool {
        return switch (self.*) {
            inline else => |*one| one.refuses(call),
        };
    }

    /// Learn what came of a call that went on.
    pub fn learns(self: *Watch, call: Call, result: *capi.Value) void {
        switch (self.*) {
            inline else => |*one| one.learns(call, result),
        }
    }

    /// Forget a resource.
    pub fn dropped(self: *Watch, number: u32) void {
        switch (self.*) {
            inline else => |*one| one.dropped(number),
        }
    }

    pub fn close(self: *Watch) void {
        switch (self.*) {
            inline else => |*one| one.close(),
        }
    }
};
