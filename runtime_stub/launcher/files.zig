//! What tells an audit of files: a look at each call of `wasi:filesystem` that names one.
//! `flowrt/engine/system/files.py` says the same, and more.

const std = @import("std");
const capi = @import("capi.zig");
const folders = @import("folders.zig");
const heap = @import("heap.zig");
const os = @import("os.zig").os;
const say = @import("say.zig");
const used = @import("used.zig");
const watched = @import("watched.zig");

const open = "[method]descriptor.open-at";
const write = "[method]descriptor.write";
const link = "[method]descriptor.link-at";
const rename = "[method]descriptor.rename-at";
const preopened = "get-directories";

pub const kinds: watched.Kinds = .{
    .interfaces = &.{
        .{ "wasi:filesystem/types", &.{ .descriptor, .@"directory-entry-stream" } },
        .{ "wasi:filesystem/preopens", &.{} },
    },
    .gives = .initComptime(.{
        .{ open, &[_]watched.Resource{.descriptor} },
        .{ "[method]descriptor.read-directory", &[_]watched.Resource{.@"directory-entry-stream"} },
        .{ preopened, &[_]watched.Resource{.descriptor} },
    }),
    .takes = .initComptime(.{
        .{ link, &[_]usize{ 0, 3 } },
        .{ rename, &[_]usize{ 0, 2 } },
        .{ "[method]descriptor.is-same-object", &[_]usize{ 0, 1 } },
    }),
};

/// What is done by a function that names a file: in which subject's folder, by which argument.
const Use = struct { usize, usize, []const u8 };
const uses = std.StaticStringMap([]const Use).initComptime(.{
    .{ "[method]descriptor.create-directory-at", &[_]Use{.{ 0, 1, "create" }} },
    .{ link, &[_]Use{ .{ 0, 2, "link" }, .{ 1, 4, "create" } } },
    .{ "[method]descriptor.metadata-hash-at", &[_]Use{.{ 0, 2, "look" }} },
    .{ "[method]descriptor.readlink-at", &[_]Use{.{ 0, 1, "look" }} },
    .{ "[method]descriptor.remove-directory-at", &[_]Use{.{ 0, 1, "remove" }} },
    .{ rename, &[_]Use{ .{ 0, 1, "remove" }, .{ 1, 3, "create" } } },
    .{ "[method]descriptor.set-times-at", &[_]Use{.{ 0, 2, "write" }} },
    .{ "[method]descriptor.stat-at", &[_]Use{.{ 0, 2, "look" }} },
    .{ "[method]descriptor.symlink-at", &[_]Use{.{ 0, 2, "create" }} },
    .{ "[method]descriptor.unlink-file-at", &[_]Use{.{ 0, 1, "remove" }} },
});

/// Bytes that one call writes at most, as each is passed on by itself; it reads no more anyway.
const piece = 1 << 16;

/// A file or a folder: the granted folder, and the path in there; empty for that folder.
const Place = struct {
    folder: *const folders.Folder,
    path: []const u8 = "",

    /// What a path leads to from here, as it was asked for: links are not looked into.
    fn at(self: Place, memory: std.mem.Allocator, path: []const u8) Place {
        var found: std.ArrayList(u8) = .empty;
        for ([_][]const u8{ self.path, path }) |text| {
            var parts = std.mem.tokenizeScalar(u8, text, '/');
            while (parts.next()) |part| {
                if (std.mem.eql(u8, part, ".")) continue;
                if (found.items.len > 0) found.append(memory, '/') catch say.no_memory();
                found.appendSlice(memory, part) catch say.no_memory();
            }
        }
        return .{ .folder = self.folder, .path = found.toOwnedSlice(memory) catch say.no_memory() };
    }

    fn name(self: Place, memory: std.mem.Allocator) []const u8 {
        if (self.path.len == 0) return self.folder.guest;
        return joined(memory, std.mem.trimEnd(u8, self.folder.guest, "/"), self.path);
    }
};

/// What the descriptors of one store are of.
pub const Files = struct {
    folders: []const folders.Folder,
    /// By their numbers; paths are their own.
    places: std.AutoHashMapUnmanaged(u32, Place) = .empty,

    pub fn close(self: *Files) void {
        var places = self.places.valueIterator();
        while (places.next()) |place| heap.allocator.free(place.path);
        self.places.deinit(heap.allocator);
    }

    /// Have less written at once than is asked for, which is allowed.
    pub fn refuses(_: *const Files, call: watched.Call) bool {
        if (std.mem.eql(u8, call.label, write)) {
            const data = &call.given[1].of.vector;
            data.size = @min(data.size, piece);
        }
        return false;
    }

    /// Count what was done, and learn what is behind a new descriptor.
    pub fn learns(self: *Files, call: watched.Call, result: *capi.Value) void {
        if (std.mem.eql(u8, call.label, preopened)) {
            for (result.of.vector.items(), call.made..) |*pair, number| {
                const guest = pair.of.vector.items()[1].of.string.slice();
                self.keep(@intCast(number), .{ .folder = self.folder(guest) });
            }
        } else if (std.mem.eql(u8, call.label, open)) self.opened(call, result.of.result);
        for (uses.get(call.label) orelse &.{}) |one| {
            const subject, const argument, const use = one;
            const place = self.places.get(call.subjects[subject]).?;
            tell(place, call.given[argument].of.string.slice(), &.{use}, result.of.result);
        }
    }

    pub fn dropped(self: *Files, number: u32) void {
        if (self.places.fetchRemove(number)) |found| heap.allocator.free(found.value.path);
    }

    fn keep(self: *Files, number: u32, place: Place) void {
        self.places.put(heap.allocator, number, place) catch say.no_memory();
    }

    /// The folder that components call so; the engine knows of no others.
    fn folder(self: *const Files, guest: []const u8) *const folders.Folder {
        for (self.folders) |*one| if (std.mem.eql(u8, one.guest, guest)) return one;
        unreachable;
    }

    fn opened(self: *Files, call: watched.Call, result: capi.Either) void {
        const from = self.places.get(call.subjects[0]).?;
        const path = call.given[2].of.string.slice();
        var done: [4][]const u8 = undefined;
        var count: usize = 0;
        for ([_][]const u8{ "read", "write", "create", "truncate" }) |use| {
            if (!is_set(&call.given[4], use) and !is_set(&call.given[3], use)) continue;
            done[count] = use;
            count += 1;
        }
        tell(from, path, if (count > 0) done[0..count] else &.{"look"}, result);
        if (result.is_ok) self.keep(call.made, from.at(heap.allocator, path));
    }
};

/// Count uses of a file, or why there were none: by its name where that is there, else by the folder.
fn tell(from: Place, path: []const u8, done: []const []const u8, result: capi.Either) void {
    var arena: std.heap.ArenaAllocator = .init(heap.allocator);
    defer arena.deinit();
    const memory = arena.allocator();
    const place = from.at(memory, path);
    const name = place.name(memory);
    if (result.is_ok) return used.files.add(name, done);
    const is_absolute = std.mem.startsWith(u8, path, "/");
    const asked = if (is_absolute) joined(memory, "", path[1..]) else joined(memory, place.folder.host, place.path);
    const told = if (is_absolute) path else name;
    used.missed.add(if (os.is_there(asked)) told else place.folder.guest, &.{result.value.of.string.slice()});
}

fn joined(memory: std.mem.Allocator, folder: []const u8, path: []const u8) [:0]const u8 {
    return std.fmt.allocPrintSentinel(memory, "{s}/{s}", .{ folder, path }, 0) catch say.no_memory();
}

fn is_set(flags: *const capi.Value, name: []const u8) bool {
    for (flags.of.flags.items()) |one| if (std.mem.eql(u8, one.slice(), name)) return true;
    return false;
}
