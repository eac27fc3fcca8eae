//! Memory from the C library, which the engine takes it from, too.

const std = @import("std");
const c = @import("c.zig");
const Alignment = std.mem.Alignment;

pub const allocator: std.mem.Allocator = .{ .ptr = undefined, .vtable = &.{
    .alloc = alloc,
    .resize = std.mem.Allocator.noResize,
    .remap = std.mem.Allocator.noRemap,
    .free = free,
} };

fn alloc(_: *anyopaque, size: usize, alignment: Alignment, _: usize) ?[*]u8 {
    var found: ?*anyopaque = null;
    const aligned = @max(alignment.toByteUnits(), @sizeOf(usize));
    return if (c.lib.posix_memalign(&found, aligned, size) == 0) @ptrCast(found) else null;
}

fn free(_: *anyopaque, data: []u8, _: Alignment, _: usize) void {
    c.lib.free(data.ptr);
}
