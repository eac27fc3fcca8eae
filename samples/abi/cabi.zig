//! The canonical ABI's side of a freestanding Zig component: strings, lists and one arena.
//! A callee owns its arguments, so they and the results live in the arena until the caller has
//! read the results and calls the post-return function.
const std = @import("std");

var arena = std.heap.ArenaAllocator.init(std.heap.wasm_allocator);

/// Memory that lasts until the end of the present call.
pub const memory = arena.allocator();

fn realloc(old: ?[*]u8, old_len: usize, alignment: usize, new_len: usize) callconv(.c) [*]u8 {
    const new = memory.rawAlloc(new_len, .fromByteUnits(alignment), 0) orelse @trap();
    if (old) |bytes| @memcpy(new[0..@min(old_len, new_len)], bytes[0..@min(old_len, new_len)]);
    return new;
}

fn postReturn(_: usize) callconv(.c) void {
    _ = arena.reset(.retain_capacity);
}

comptime {
    @export(&realloc, .{ .name = "cabi_realloc" });
}

/// Exports `function` under its WIT name, with the post-return function that frees what it used.
pub fn exportFunction(comptime interface: []const u8, comptime name: []const u8, comptime function: anytype) void {
    @export(function, .{ .name = interface ++ "#" ++ name });
    @export(&postReturn, .{ .name = "cabi_post_" ++ interface ++ "#" ++ name });
}

/// `list<T>` in linear memory; `string` is a list of bytes in UTF-8.
pub fn List(comptime T: type) type {
    return extern struct {
        ptr: [*]const T,
        len: usize,

        pub fn of(items: []const T) @This() {
            return .{ .ptr = items.ptr, .len = items.len };
        }

        pub fn slice(self: @This()) []const T {
            return self.ptr[0..self.len];
        }
    };
}

pub const String = List(u8);

/// `size` uninitialised items; the engine's memory limit is the only way to fail.
pub fn alloc(comptime T: type, size: usize) []T {
    return memory.alloc(T, size) catch @trap();
}

pub fn join(parts: []const []const u8) []const u8 {
    return std.mem.concat(memory, u8, parts) catch @trap();
}
