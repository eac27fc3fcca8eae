//! shop:pricing@0.1.0: a small shop's list of prices, and what is taken off for many.
const std = @import("std");
const cabi = @import("cabi");

const Price = extern struct { is_some: bool, cents: u64 = 0 };

const prices = std.StaticStringMap(u64).initComptime(.{
    .{ "bolt", 12 },     .{ "nut", 8 },       .{ "washer", 3 },   .{ "hammer", 2450 },
    .{ "anvil", 18900 }, .{ "bellows", 7600 }, .{ "tongs", 1999 }, .{ "apron", 3250 },
});

var found: Price = undefined;

fn price(ptr: [*]const u8, len: usize) callconv(.c) *const Price {
    found = if (prices.get(ptr[0..len])) |cents| .{ .is_some = true, .cents = cents } else .{ .is_some = false };
    return &found;
}

/// Per cent off, from so many on.
const steps = [_]struct { from: u32, off: u64 }{ .{ .from = 1000, .off = 12 }, .{ .from = 100, .off = 7 }, .{ .from = 10, .off = 2 } };

fn discount(quantity: u32, cents: u64) callconv(.c) u64 {
    for (steps) |step| {
        if (quantity >= step.from) return cents / 100 * step.off;
    }
    return 0;
}

comptime {
    const interface = "shop:pricing/prices@0.1.0";
    cabi.exportFunction(interface, "price", &price);
    @export(&discount, .{ .name = interface ++ "#discount" });
}
