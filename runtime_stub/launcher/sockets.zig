//! What keeps sockets to granted hosts and ports: a look at each call that says where bytes may go.
//! `flowrt/engine/system/sockets.py` says the same, and more.

const std = @import("std");
const addresses = @import("addresses.zig");
const capi = @import("capi.zig");
const heap = @import("heap.zig");
const hosts = @import("hosts.zig");
const say = @import("say.zig");
const used = @import("used.zig");
const watched = @import("watched.zig");

pub const kinds: watched.Kinds = .{
    .interfaces = &.{
        .{ "wasi:sockets/tcp", &.{.@"tcp-socket"} },
        .{ "wasi:sockets/tcp-create-socket", &.{} },
        .{ "wasi:sockets/udp", &.{ .@"udp-socket", .@"incoming-datagram-stream", .@"outgoing-datagram-stream" } },
        .{ "wasi:sockets/udp-create-socket", &.{} },
        .{ "wasi:sockets/ip-name-lookup", &.{.@"resolve-address-stream"} },
    },
    .gives = .initComptime(.{
        .{ "create-tcp-socket", &[_]watched.Resource{.@"tcp-socket"} },
        .{ "[method]tcp-socket.accept", &[_]watched.Resource{.@"tcp-socket"} },
        .{ "create-udp-socket", &[_]watched.Resource{.@"udp-socket"} },
        .{ "[method]udp-socket.stream", &[_]watched.Resource{ .@"incoming-datagram-stream", .@"outgoing-datagram-stream" } },
        .{ "resolve-addresses", &[_]watched.Resource{.@"resolve-address-stream"} },
    }),
};

/// The calls that are looked at.
const Kind = enum { connect, bind, listen, stream, send, receive, resolve, next, other };
const kind_of = std.StaticStringMap(Kind).initComptime(.{
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

/// The rules of one store, and the addresses that names of theirs were resolved to there.
pub const Sockets = struct {
    api: *const capi.Api,
    rules: []const hosts.Rule,
    /// The name that each lookup is of.
    asked: std.AutoHashMapUnmanaged(u32, hosts.Host) = .empty,
    known: std.ArrayList(Known) = .empty,

    /// An address, and the rule whose name was resolved to it.
    const Known = struct { address: hosts.Host, rule: *const hosts.Rule };

    pub fn close(self: *Sockets) void {
        self.asked.deinit(heap.allocator);
        self.known.deinit(heap.allocator);
    }

    /// Whether bytes may not go where a call would have them go; datagrams may be cut to what may.
    pub fn refuses(self: *const Sockets, call: watched.Call) bool {
        const is_granted = switch (kind_of.get(call.label) orelse .other) {
            .connect => self.reaches(&call.given[2]),
            .stream => if (call.given[1].of.option) |remote| self.reaches(remote) else true,
            .send => self.sends(&call.given[1].of.vector),
            .resolve => self.is_named(&call.given[1]),
            .bind => self.is_whole() or addresses.target(&call.given[2]).port == 0,
            .listen => self.is_whole(),
            .next, .receive, .other => true,
        };
        if (!is_granted) refused();
        return !is_granted;
    }

    /// Learn the addresses of a name, and take out what others have sent.
    pub fn learns(self: *Sockets, call: watched.Call, result: *capi.Value) void {
        if (result.kind != capi.kind_result or !result.of.result.is_ok) return;
        switch (kind_of.get(call.label) orelse .other) {
            .resolve => if (addresses.named(call.given[1].of.string.slice())) |name| self.asked.put(heap.allocator, call.made, name) catch say.no_memory(),
            .next => if (result.of.result.value.of.option) |address| self.learn(call.subjects[0], addresses.address(address)),
            .receive => self.take_out(&result.of.result.value.of.vector),
            else => {},
        }
    }

    /// Forget a lookup.
    pub fn dropped(self: *Sockets, number: u32) void {
        _ = self.asked.remove(number);
    }

    fn is_whole(self: *const Sockets) bool {
        for (self.rules) |*rule| if (rule.host == null) return true;
        return false;
    }

    fn is_named(self: *const Sockets, text: *const capi.Value) bool {
        const name = addresses.named(text.of.string.slice());
        for (self.rules) |*rule| if (rule.names(if (name) |*one| one else null)) return true;
        return false;
    }

    /// Keep the rules that an address may be reached by; one of any host needs no name for that.
    fn learn(self: *Sockets, lookup: u32, address: hosts.Host) void {
        const name = self.asked.getPtr(lookup) orelse return;
        for (self.rules) |*rule| {
            if (rule.host == null or !rule.names(name) or self.knows(&address, rule)) continue;
            self.known.append(heap.allocator, .{ .address = address, .rule = rule }) catch say.no_memory();
        }
    }

    fn knows(self: *const Sockets, address: *const hosts.Host, rule: *const hosts.Rule) bool {
        for (self.known.items) |*one| if (one.rule == rule and one.address.is(address)) return true;
        return false;
    }

    /// The first rule that covers an address, if there is any.
    fn rule_for(self: *const Sockets, remote: *const capi.Value) ?*const hosts.Rule {
        const target = addresses.target(remote);
        for (self.rules) |*rule| {
            if (rule.covers(&target) or (rule.has(target.port) and self.knows(&target, rule))) return rule;
        }
        return null;
    }

    /// Whether an address is covered, which is counted if it is.
    fn reaches(self: *const Sockets, remote: *const capi.Value) bool {
        const rule = self.rule_for(remote) orelse return false;
        used.reached.add("", rule.text);
        return true;
    }

    /// Let go those datagrams that come before the first which may not; say whether any does.
    fn sends(self: *const Sockets, datagrams: *capi.Vector) bool {
        if (datagrams.size == 0) return true;
        for (datagrams.items(), 0..) |*one, at| {
            const remote = one.of.record.data.?[1].value.of.option orelse continue;
            if (self.reaches(remote)) continue;
            datagrams.size = at;
            break;
        }
        return datagrams.size > 0;
    }

    /// Drop datagrams that come from where none may be sent to.
    fn take_out(self: *const Sockets, datagrams: *capi.Vector) void {
        const every = datagrams.items();
        var ours: usize = 0;
        for (every) |*one| ours += @intFromBool(self.is_ours(one));
        if (ours == every.len) return;
        var left: capi.Vector = undefined;
        self.api.wasmtime_component_vallist_new_uninit(&left, ours);
        var at: usize = 0;
        for (every) |*one| if (self.is_ours(one)) {
            left.data.?[at] = one.*;
            one.* = .{ .kind = capi.kind_u8, .of = .{ .u8 = 0 } };
            at += 1;
        } else refused();
        self.api.wasmtime_component_vallist_delete(datagrams);
        datagrams.* = left;
    }

    fn is_ours(self: *const Sockets, datagram: *const capi.Value) bool {
        return self.rule_for(&datagram.of.record.data.?[1].value) != null;
    }
};

fn refused() void {
    used.refused.add("", "sockets");
}
