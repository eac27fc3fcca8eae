//! What keeps sockets to granted hosts and ports: a look at each call that says where bytes may go.
//! `flowrt/engine/system/sockets.py` says the same, and more.

const std = @import("std");
const capi = @import("capi.zig");
const heap = @import("heap.zig");
const hosts = @import("hosts.zig");
const say = @import("say.zig");

/// What is asked before each call of one store, and told after it.
pub const Watch = struct {
    api: *const capi.Api,
    rules: []const hosts.Host,
    /// The name that each lookup is of.
    asked: std.AutoHashMapUnmanaged(u32, hosts.Host) = .empty,
    known: std.ArrayList(Known) = .empty,

    /// An address, and the rule whose name was resolved to it.
    const Known = struct { address: hosts.Host, rule: *const hosts.Host };

    pub fn close(self: *Watch) void {
        self.asked.deinit(heap.allocator);
        self.known.deinit(heap.allocator);
    }

    /// Whether a call is answered with `access-denied`; what is `passed` may be cut to what may go.
    pub fn refuses(self: *const Watch, call: Call, passed: []capi.Value) bool {
        return switch (call) {
            .connect => !self.reaches(&passed[2]),
            .stream => if (passed[1].of.option) |remote| !self.reaches(remote) else false,
            .send => !self.sends(&passed[1].of.vector),
            .resolve => self.names(named(passed[1].of.string.slice()) orelse return true) == null,
            .bind => target_of(&passed[2]).port != 0,
            .listen => true,
            .next, .receive, .other => false,
        };
    }

    /// Learn the addresses of a name, and take out what others have sent.
    pub fn learns(self: *Watch, call: Call, passed: []const capi.Value, subject: u32, made: u32, result: *capi.Value) void {
        if (result.kind != capi.kind_result or !result.of.result.is_ok) return;
        switch (call) {
            .resolve => self.asked.put(heap.allocator, made, named(passed[1].of.string.slice()).?) catch say.no_memory(),
            .next => if (result.of.result.value.of.option) |address| self.learn(subject, address_of(address)),
            .receive => self.take_out(&result.of.result.value.of.vector),
            else => {},
        }
    }

    pub fn dropped(self: *Watch, number: u32) void {
        _ = self.asked.remove(number);
    }

    fn names(self: *const Watch, name: hosts.Host) ?*const hosts.Host {
        for (self.rules) |*rule| if (rule.names(&name)) return rule;
        return null;
    }

    fn learn(self: *Watch, lookup: u32, address: hosts.Host) void {
        const name = self.asked.get(lookup).?;
        for (self.rules) |*rule| {
            if (!rule.names(&name) or self.knows(&address, rule)) continue;
            self.known.append(heap.allocator, .{ .address = address, .rule = rule }) catch say.no_memory();
        }
    }

    fn knows(self: *const Watch, address: *const hosts.Host, rule: *const hosts.Host) bool {
        for (self.known.items) |*one| if (one.rule == rule and one.address.is(address)) return true;
        return false;
    }

    /// Whether a rule covers an address.
    fn reaches(self: *const Watch, remote: *const capi.Value) bool {
        const target = target_of(remote);
        for (self.rules) |*rule| {
            if (rule.covers(&target)) return true;
            if ((rule.port == 0 or rule.port == target.port) and self.knows(&target, rule)) return true;
        }
        return false;
    }

    /// Let go those datagrams that come before the first which may not; say whether any does.
    fn sends(self: *const Watch, datagrams: *capi.Vector) bool {
        if (datagrams.size == 0) return true;
        for (datagrams.data.?[0..datagrams.size], 0..) |*one, at| {
            const remote = one.of.record.data.?[1].value.of.option orelse continue;
            if (self.reaches(remote)) continue;
            datagrams.size = at;
            break;
        }
        return datagrams.size > 0;
    }

    /// Drop datagrams that come from where none may be sent to.
    fn take_out(self: *const Watch, datagrams: *capi.Vector) void {
        if (datagrams.size == 0) return;
        const every = datagrams.data.?[0..datagrams.size];
        var ours: usize = 0;
        for (every) |*one| ours += @intFromBool(self.reaches(&one.of.record.data.?[1].value));
        if (ours == every.len) return;
        var left: capi.Vector = undefined;
        self.api.wasmtime_component_vallist_new_uninit(&left, ours);
        var at: usize = 0;
        for (every) |*one| if (self.reaches(&one.of.record.data.?[1].value)) {
            left.data.?[at] = one.*;
            one.* = .{ .kind = capi.kind_u8, .of = .{ .u8 = 0 } };
            at += 1;
        };
        self.api.wasmtime_component_vallist_delete(datagrams);
        datagrams.* = left;
    }
};

/// The calls that are looked at.
pub const Call = enum {
    connect,
    bind,
    listen,
    stream,
    send,
    receive,
    resolve,
    next,
    other,

    const by_label = std.StaticStringMap(Call).initComptime(.{
        .{ "[method]tcp-socket.start-connect", .connect },
        .{ "[method]tcp-socket.start-bind", .bind },
        .{ "[method]udp-socket.start-bind", .bind },
        .{ "[method]tcp-socket.start-listen", .listen },
        .{ "[method]tcp-socket.accept", .listen },
        .{ "[method]udp-socket.stream", .stream },
        .{ "[method]outgoing-datagram-stream.send", .send },
        .{ "[method]incoming-datagram-stream.receive", .receive },
        .{ "resolve-addresses", .resolve },
        .{ "[method]resolve-address-stream.resolve-next-address", .next },
    });

    pub fn of(label: []const u8) Call {
        return by_label.get(label) orelse .other;
    }
};

/// What a component asks the addresses of; null for what is neither name nor address.
fn named(text: []const u8) ?hosts.Host {
    if (std.mem.findScalar(u8, text, ':') == null) return hosts.of(text, 0);
    var bracketed: [48]u8 = undefined;
    return hosts.of(std.fmt.bufPrint(&bracketed, "[{s}]", .{text}) catch return null, 0);
}

/// The address and port of an `ip-socket-address`.
fn target_of(value: *const capi.Value) hosts.Host {
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
fn address_of(value: *const capi.Value) hosts.Host {
    return read(value, value.of.variant.value.?);
}

fn read(family: *const capi.Value, parts: *const capi.Value) hosts.Host {
    const items = parts.of.vector.data.?[0..parts.of.vector.size];
    if (std.mem.eql(u8, family.of.variant.case.slice(), "ipv4")) {
        var text: [15]u8 = undefined;
        const address = std.fmt.bufPrint(&text, "{d}.{d}.{d}.{d}", .{ items[0].of.u8, items[1].of.u8, items[2].of.u8, items[3].of.u8 }) catch unreachable;
        return hosts.of(address, 0).?;
    }
    var host: hosts.Host = .{ .is_ipv6 = true, .size = 16 };
    for (items, 0..) |item, at| std.mem.writeInt(u16, host.bytes[at * 2 ..][0..2], item.of.u16, .big);
    return host;
}
