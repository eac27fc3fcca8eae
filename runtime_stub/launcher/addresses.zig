//! Addresses of `wasi:sockets`, as the engine hands them over, as hosts in their one spelling.
//! `flowrt/engine/system/addresses.py` says the same.

const std = @import("std");
const capi = @import("capi.zig");
const hosts = @import("hosts.zig");

/// What a component asks the addresses of; null for what is neither name nor address.
pub fn named(text: []const u8) ?hosts.Host {
    if (std.mem.findScalar(u8, text, ':') == null) return hosts.of(text, 0);
    var bracketed: [48]u8 = undefined;
    return hosts.of(std.fmt.bufPrint(&bracketed, "[{s}]", .{text}) catch return null, 0);
}

/// The address and port of an `ip-socket-address`.
pub fn target(value: *const capi.Value) hosts.Host {
    const record = value.of.variant.value.?.of.record;
    var host: hosts.Host = undefined;
    var port: u16 = 0;
    for (record.data.?[0..record.size]) |*field| {
        if (std.mem.eql(u8, field.name.slice(), "address")) host = read(value, &field.value);
        if (std.mem.eql(u8, field.name.slice(), "port")) port = field.value.of.u16;
    }
    host.port = port;
    return host;
}

/// An `ip-address`.
pub fn address(value: *const capi.Value) hosts.Host {
    return read(value, value.of.variant.value.?);
}

fn read(family: *const capi.Value, parts: *const capi.Value) hosts.Host {
    const items = parts.of.vector.items();
    if (std.mem.eql(u8, family.of.variant.case.slice(), "ipv4")) {
        var text: [15]u8 = undefined;
        const spelled = std.fmt.bufPrint(&text, "{d}.{d}.{d}.{d}", .{ items[0].of.u8, items[1].of.u8, items[2].of.u8, items[3].of.u8 }) catch unreachable;
        return hosts.of(spelled, 0).?;
    }
    var host: hosts.Host = .{ .is_ipv6 = true, .size = 16 };
    for (items, 0..) |item, at| std.mem.writeInt(u16, host.bytes[at * 2 ..][0..2], item.of.u16, .big);
    return host;
}
