//! Memory from where the engine takes it from, too.

const std = @import("std");
const os = @import("os.zig").os;
const Alignment = std.mem.Alignment;

pub const allocator: std.mem.Allocator = .{ .ptr = undefined, .vtable = &.{
    .alloc = alloc,
    .resize = std.mem.Allocator.noResize,
    .remap = std.mem.Allocator.noRemap,
    .free = free,
} };

fn alloc(_: *anyopaque, size: usize, alignment: Alignment, _: usize) ?[*]u8 {
    return os.alloc(size, alignment.toByteUnits());
}

fn free(_: *anyopaque, data: []u8, _: Alignment, _: usize) void {
    os.free(data.ptr);
}
