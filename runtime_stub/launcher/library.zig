//! The engine's library where it is not the program: found, verified, and only then loaded.
//!
//! It must have the digest that stands in the seat, at each start: that it lies where it should, or did
//! so yesterday, proves nothing. What others can change is not loaded, and what was verified is open
//! until it is loaded, so that nothing is put in its place meanwhile.

const std = @import("std");
const builtin = @import("builtin");
const capi = @import("capi.zig");
const engines = @import("engine.zig");
const os = @import("os.zig").os;
const say = @import("say.zig");
const seats = @import("seat.zig");
const sha256 = @import("sha256.zig");
const start = @import("os.zig").start;
const variables = @import("variables.zig");

const needed = "wasmtime " ++ capi.version ++ " for " ++ engines.target;

/// Load the library that this executable was made for, unless it is the program.
pub fn load() say.Error!void {
    const seat = seats.get();
    if (std.mem.allEqual(u8, &seat.engine, 0)) return;
    if (builtin.os.tag == .macos and seat.engine_size > 0) return load_own(seat);
    const path, const library = try shared(&seat.engine);
    defer library.close();
    try check(path, library, &seat.engine);
    try enter(library);
}

/// A library that executables share.
fn shared(digest: *const [32]u8) say.Error!struct { []const u8, os.Library } {
    if (variables.get("FLOWRT_ENGINE")) |path| if (path.len > 0)
        return .{ path, os.Library.open(path) orelse return missing(path, digest) };
    const name = say.text("{s}{s}", .{ sha256.hex(digest.*), os.engine_suffix });
    var tried: std.ArrayList([]const u8) = .empty;
    for (os.shared_engines()) |folder| {
        if (folder.len == 0) continue;
        const path = std.fs.path.join(say.memory, &.{ folder, name }) catch say.no_memory();
        if (os.Library.open(path)) |library| return .{ path, library };
        tried.append(say.memory, folder) catch say.no_memory();
    }
    return missing(say.joined(tried.items), digest);
}

fn missing(where: []const u8, digest: *const [32]u8) say.Error {
    return say.fail("R465", "", &.{
        .{ .label = "expected", .text = say.text("{s}, sha256:{s}", .{ needed, sha256.hex(digest.*) }) },
        .{ .label = "found", .text = say.text("none in {s}", .{where}) },
    });
}

fn check(path: []const u8, library: os.Library, digest: *const [32]u8) say.Error!void {
    if (!library.is_ours()) return say.refuse("R466", path, "a file that nobody else can change", "one that others can");
    const data = library.map() orelse return say.refuse("R466", path, needed, "what cannot be read");
    defer os.Library.unmap(data);
    const found = sha256.hash(data);
    if (!std.mem.eql(u8, &found, digest))
        return say.refuse("R466", path, say.text("sha256:{s}", .{sha256.hex(digest.*)}), say.text("sha256:{s}", .{sha256.hex(found)}));
}

fn enter(library: os.Library) say.Error!void {
    if (!library.load()) return say.refuse("R420", "", needed, os.Library.reason());
}

/// Load the library that the program holds, which the system loads from a file of its own only: from
/// the user's cache, where a copy is put that is not there or not sound.
fn load_own(seat: *const seats.Seat) say.Error!void {
    const data = @as([*]const u8, @ptrFromInt(start.program + seat.engine_at))[0..seat.engine_size];
    const cache = os.Cache.open() orelse return say.refuse("R420", "", "a cache that only you can change", os.failure());
    const name = say.text("{s}{s}", .{ sha256.hex(seat.engine), os.engine_suffix });
    for (0..2) |_| {
        const path = cache.path(name);
        if (os.Library.open(path)) |library| {
            defer library.close();
            if (check(path, library, &seat.engine)) return enter(library) else |_| {}
        }
        if (!cache.keep(name, data)) break;
    }
    return say.refuse("R420", "", "a cache that can be written to", os.failure());
}
