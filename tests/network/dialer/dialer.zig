//! A user of `wasi:sockets` with every call written out, so that a test can have it try what it was
//! not granted. It does what lines of words say; an address is `4 127.0.0.1 80` or `6 0.0.0.0.0.0.0.1 80`.
const std = @import("std");
const cabi = @import("cabi");

const Handle = i32;

extern "wasi:sockets/instance-network@0.2.0" fn @"instance-network"() Handle;
extern "wasi:sockets/network@0.2.0" fn @"[resource-drop]network"(Handle) void;
extern "wasi:sockets/ip-name-lookup@0.2.0" fn @"resolve-addresses"(Handle, [*]const u8, usize, *Given) void;
extern "wasi:sockets/ip-name-lookup@0.2.0" fn @"[method]resolve-address-stream.resolve-next-address"(Handle, *Found) void;
extern "wasi:sockets/ip-name-lookup@0.2.0" fn @"[method]resolve-address-stream.subscribe"(Handle) Handle;
extern "wasi:sockets/ip-name-lookup@0.2.0" fn @"[resource-drop]resolve-address-stream"(Handle) void;
extern "wasi:sockets/tcp-create-socket@0.2.0" fn @"create-tcp-socket"(u32, *Given) void;
extern "wasi:sockets/tcp@0.2.0" fn @"[resource-drop]tcp-socket"(Handle) void;
extern "wasi:sockets/udp-create-socket@0.2.0" fn @"create-udp-socket"(u32, *Given) void;
extern "wasi:sockets/udp@0.2.0" fn @"[method]udp-socket.stream"(Handle, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, *Pair) void;
extern "wasi:sockets/udp@0.2.0" fn @"[method]incoming-datagram-stream.receive"(Handle, u64, *Received) void;
extern "wasi:sockets/udp@0.2.0" fn @"[method]incoming-datagram-stream.subscribe"(Handle) Handle;
extern "wasi:sockets/udp@0.2.0" fn @"[method]outgoing-datagram-stream.check-send"(Handle, *Number) void;
extern "wasi:sockets/udp@0.2.0" fn @"[method]outgoing-datagram-stream.send"(Handle, [*]const Outgoing, usize, *Number) void;
extern "wasi:sockets/udp@0.2.0" fn @"[method]outgoing-datagram-stream.subscribe"(Handle) Handle;
extern "wasi:sockets/udp@0.2.0" fn @"[resource-drop]udp-socket"(Handle) void;
extern "wasi:sockets/udp@0.2.0" fn @"[resource-drop]incoming-datagram-stream"(Handle) void;
extern "wasi:sockets/udp@0.2.0" fn @"[resource-drop]outgoing-datagram-stream"(Handle) void;
extern "wasi:io/poll@0.2.0" fn @"[method]pollable.block"(Handle) void;
extern "wasi:io/poll@0.2.0" fn @"[resource-drop]pollable"(Handle) void;
extern "wasi:io/streams@0.2.0" fn @"[method]input-stream.blocking-read"(Handle, u64, *Read) void;
extern "wasi:io/streams@0.2.0" fn @"[resource-drop]input-stream"(Handle) void;
extern "wasi:io/streams@0.2.0" fn @"[method]output-stream.blocking-write-and-flush"(Handle, [*]const u8, usize, *[12]u8) void;
extern "wasi:io/streams@0.2.0" fn @"[resource-drop]output-stream"(Handle) void;

/// `result<_, error-code>`.
const Done = extern struct { is_err: bool, code: u8 };
/// `result<handle, error-code>`.
const Given = extern struct { is_err: bool, of: extern union { handle: Handle, code: u8 } };
/// `result<tuple<handle, handle>, error-code>`, and one with a handle more.
const Pair = extern struct { is_err: bool, of: extern union { handles: [3]Handle, code: u8 } };
/// `result<option<ip-address>, error-code>`.
const Found = extern struct { is_err: bool, of: extern union { code: u8, some: extern struct { is_some: bool, address: Address align(2) } } align(2) };
const Address = extern struct { family: u8, of: extern union { ipv4: [4]u8, ipv6: [8]u16 } };
/// `ip-socket-address`.
const Target = extern struct { family: u8, of: extern union { ipv4: extern struct { port: u16, address: [4]u8 }, ipv6: extern struct { port: u16, flow: u32 = 0, address: [8]u16, scope: u32 = 0 } } };
/// `result<ip-socket-address, error-code>`.
const Local = extern struct { is_err: bool, of: extern union { target: Target, code: u8 } };
/// `result<u64, error-code>`.
const Number = extern struct { is_err: bool, of: extern union { value: u64, code: u8 } };
const Outgoing = extern struct { data: cabi.String, is_some: bool, remote: Target };
const Incoming = extern struct { data: cabi.String, remote: Target };
/// `result<list<incoming-datagram>, error-code>`.
const Received = extern struct { is_err: bool, of: extern union { datagrams: cabi.List(Incoming), code: u8 } };
/// `result<list<u8>, stream-error>`.
const Read = extern struct { is_err: bool, of: extern union { bytes: cabi.String, is_closed: u8, all: [2]u32 } };
const Refusal = error{Refused};
const Words = std.mem.TokenIterator(u8, .scalar);
const Flat = [12]u32;

/// A method of both kinds of sockets, or of one.
fn Method(comptime name: []const u8, comptime Type: type) *const Type {
    const interface = comptime if (std.mem.startsWith(u8, name, "tcp")) "wasi:sockets/tcp@0.2.0" else "wasi:sockets/udp@0.2.0";
    return @extern(*const Type, .{ .name = "[method]" ++ name, .library_name = interface });
}

const Bind = fn (Handle, Handle, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, u32, *Done) callconv(.c) void;
const Plain = fn (Handle, *Done) callconv(.c) void;
const Subscribe = fn (Handle) callconv(.c) Handle;

const Command = enum { resolve, connect, reach, bind, listen, send, talk, burst, every };
var why: []const u8 = "";

fn dial(lines: [*]const u8, size: usize) callconv(.c) *const cabi.String {
    var answers: std.ArrayList(u8) = .empty;
    var each = std.mem.splitScalar(u8, lines[0..size], '\n');
    while (each.next()) |line| {
        var words = std.mem.tokenizeScalar(u8, line, ' ');
        const answer = does(&words) catch why;
        if (answers.items.len > 0) answers.append(cabi.memory, '\n') catch @trap();
        answers.appendSlice(cabi.memory, answer) catch @trap();
    }
    result = .of(answers.items);
    return &result;
}

var result: cabi.String = undefined;

fn does(words: *Words) Refusal![]const u8 {
    const command = std.meta.stringToEnum(Command, words.next() orelse "") orelse @trap();
    return switch (command) {
        .resolve => resolved(words),
        .connect => connected(target_of(words), words.rest()),
        .reach => reached(words),
        .bind => if (words.next().?[0] == 't') bound(words, false) else udp_bound(words),
        .listen => bound(words, true),
        .send, .burst => sent(words, command == .burst),
        .talk => talked(words),
        .every => every(words),
    };
}

fn lookup(name: []const u8) Refusal!Handle {
    const network = @"instance-network"();
    defer @"[resource-drop]network"(network);
    var given: Given = undefined;
    @"resolve-addresses"(network, name.ptr, name.len, &given);
    try well("resolve-addresses", given.is_err, given.of.code);
    wait(@"[method]resolve-address-stream.subscribe"(given.of.handle));
    return given.of.handle;
}

fn next(names: Handle) Refusal!?Address {
    var found: Found = undefined;
    @"[method]resolve-address-stream.resolve-next-address"(names, &found);
    try well("resolve-next-address", found.is_err, found.of.code);
    return if (found.of.some.is_some) found.of.some.address else null;
}

/// Give the families of all addresses of a name.
fn resolved(words: *Words) Refusal![]const u8 {
    const names = try lookup(words.next() orelse "");
    defer @"[resource-drop]resolve-address-stream"(names);
    var text: std.ArrayList(u8) = .empty;
    while (try next(names)) |address| {
        text.append(cabi.memory, if (address.family == 0) '4' else '6') catch @trap();
    }
    return text.items;
}

/// Connect to the addresses of a name until one answers; give what the last one does.
fn reached(words: *Words) Refusal![]const u8 {
    const names = try lookup(words.next().?);
    defer @"[resource-drop]resolve-address-stream"(names);
    const port = std.fmt.parseInt(u16, words.next().?, 10) catch @trap();
    const said = words.rest();
    var last: Refusal![]const u8 = refused("no address", 0);
    while (try next(names)) |address| {
        const target: Target = switch (address.family) {
            0 => .{ .family = 0, .of = .{ .ipv4 = .{ .port = port, .address = address.of.ipv4 } } },
            else => .{ .family = 1, .of = .{ .ipv6 = .{ .port = port, .address = address.of.ipv6 } } },
        };
        last = connected(target, said);
        if (last) |answer| return answer else |_| {}
    }
    return last;
}

fn tcp(family: u8) Refusal!Handle {
    var given: Given = undefined;
    @"create-tcp-socket"(family, &given);
    try well("create-tcp-socket", given.is_err, given.of.code);
    return given.of.handle;
}

/// Connect, say a line, and give the line that is the answer.
fn connected(target: Target, said: []const u8) Refusal![]const u8 {
    const socket = try tcp(target.family);
    defer @"[resource-drop]tcp-socket"(socket);
    try bind("tcp-socket.start-connect", socket, target);
    wait(Method("tcp-socket.subscribe", Subscribe)(socket));
    var streams: Pair = undefined;
    Method("tcp-socket.finish-connect", fn (Handle, *Pair) callconv(.c) void)(socket, &streams);
    try well("finish-connect", streams.is_err, streams.of.code);
    const in, const out, _ = streams.of.handles;
    defer @"[resource-drop]input-stream"(in);
    defer @"[resource-drop]output-stream"(out);
    const line = cabi.join(&.{ said, "\n" });
    var failed: [12]u8 = undefined;
    @"[method]output-stream.blocking-write-and-flush"(out, line.ptr, line.len, &failed);
    if (failed[0] != 0) return refused("write", failed[4]);
    return read(in);
}

fn read(in: Handle) Refusal![]const u8 {
    var text: std.ArrayList(u8) = .empty;
    while (std.mem.findScalar(u8, text.items, '\n') == null) {
        var chunk: Read = undefined;
        @"[method]input-stream.blocking-read"(in, 1 << 16, &chunk);
        if (chunk.is_err) return refused("read", chunk.of.is_closed);
        text.appendSlice(cabi.memory, chunk.of.bytes.slice()) catch @trap();
    }
    return std.mem.trimEnd(u8, text.items, "\n");
}

fn bound(words: *Words, listens: bool) Refusal![]const u8 {
    const target = target_of(words);
    const socket = try tcp(target.family);
    defer @"[resource-drop]tcp-socket"(socket);
    try bind("tcp-socket.start-bind", socket, target);
    try plain("tcp-socket.finish-bind", socket);
    if (!listens) return "bound";
    try plain("tcp-socket.start-listen", socket);
    try plain("tcp-socket.finish-listen", socket);
    var accepted: Pair = undefined;
    Method("tcp-socket.accept", fn (Handle, *Pair) callconv(.c) void)(socket, &accepted);
    try well("accept", accepted.is_err, accepted.of.code);
    return "accepted";
}

fn udp(local: Target) Refusal!Handle {
    var given: Given = undefined;
    @"create-udp-socket"(local.family, &given);
    try well("create-udp-socket", given.is_err, given.of.code);
    try bind("udp-socket.start-bind", given.of.handle, local);
    try plain("udp-socket.finish-bind", given.of.handle);
    return given.of.handle;
}

fn udp_bound(words: *Words) Refusal![]const u8 {
    @"[resource-drop]udp-socket"(try udp(target_of(words)));
    return "bound";
}

fn anywhere(family: u8) Target {
    if (family == 0) return .{ .family = 0, .of = .{ .ipv4 = .{ .port = 0, .address = @splat(0) } } };
    return .{ .family = 1, .of = .{ .ipv6 = .{ .port = 0, .address = @splat(0) } } };
}

/// Send a datagram to each of the targets in one call; give how many went, or for one its answer.
fn sent(words: *Words, counts: bool) Refusal![]const u8 {
    var datagrams: std.ArrayList(Outgoing) = .empty;
    while (words.peek()) |word| {
        if (word.len != 1) break;
        datagrams.append(cabi.memory, .{ .data = .of(""), .is_some = true, .remote = target_of(words) }) catch @trap();
    }
    for (datagrams.items) |*one| one.data = .of(words.rest());
    const socket = try udp(anywhere(datagrams.items[0].remote.family));
    defer @"[resource-drop]udp-socket"(socket);
    return exchanged(socket, null, datagrams.items, counts);
}

/// Send a datagram over a socket that has one remote address; give the answer.
fn talked(words: *Words) Refusal![]const u8 {
    const remote = target_of(words);
    const socket = try udp(anywhere(remote.family));
    defer @"[resource-drop]udp-socket"(socket);
    return exchanged(socket, remote, &.{.{ .data = .of(words.rest()), .is_some = false, .remote = undefined }}, false);
}

fn exchanged(socket: Handle, remote: ?Target, datagrams: []const Outgoing, counts: bool) Refusal![]const u8 {
    var streams: Pair = undefined;
    const f = flat(remote orelse anywhere(0));
    @"[method]udp-socket.stream"(socket, @intFromBool(remote != null), f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], &streams);
    try well("stream", streams.is_err, streams.of.code);
    const in, const out, _ = streams.of.handles;
    defer @"[resource-drop]incoming-datagram-stream"(in);
    defer @"[resource-drop]outgoing-datagram-stream"(out);
    wait(@"[method]outgoing-datagram-stream.subscribe"(out));
    var number: Number = undefined;
    @"[method]outgoing-datagram-stream.check-send"(out, &number);
    try well("check-send", number.is_err, number.of.code);
    @"[method]outgoing-datagram-stream.send"(out, datagrams.ptr, datagrams.len, &number);
    try well("send", number.is_err, number.of.code);
    if (counts) return std.fmt.allocPrint(cabi.memory, "{d}", .{number.of.value}) catch @trap();
    while (true) {
        wait(@"[method]incoming-datagram-stream.subscribe"(in));
        var received: Received = undefined;
        @"[method]incoming-datagram-stream.receive"(in, 16, &received);
        try well("receive", received.is_err, received.of.code);
        const all = received.of.datagrams.slice();
        if (all.len > 0) return all[0].data.slice();
    }
}

/// Call what tells of a socket, or sets something of it; give all that is told.
fn every(words: *Words) Refusal![]const u8 {
    const is_tcp = words.next().?[0] == 't';
    var text: std.ArrayList(u8) = .empty;
    if (is_tcp) {
        const socket = try tcp(0);
        defer @"[resource-drop]tcp-socket"(socket);
        inline for (.{ "is-listening", "address-family" }) |name| {
            const value = Method("tcp-socket." ++ name, fn (Handle) callconv(.c) u32)(socket);
            text.print(cabi.memory, "{s}={d} ", .{ name, value }) catch @trap();
        }
        inline for (.{ .{ "keep-alive-enabled", u32, 1 }, .{ "keep-alive-idle-time", u64, 7_000_000_000 }, .{ "keep-alive-interval", u64, 3_000_000_000 }, .{ "keep-alive-count", u32, 5 }, .{ "hop-limit", u32, 9 }, .{ "receive-buffer-size", u64, 20480 }, .{ "send-buffer-size", u64, 40960 } }) |one| property("tcp-socket", one[0], one[1], one[2], socket, &text);
        set("tcp-socket", "listen-backlog-size", u64, 8, socket, &text);
        inline for (.{ "local-address", "remote-address" }) |name| told("tcp-socket." ++ name, socket, &text);
        var done: Done = undefined;
        Method("tcp-socket.shutdown", fn (Handle, u32, *Done) callconv(.c) void)(socket, 2, &done);
        text.print(cabi.memory, "shutdown={d}.{d}", .{ @intFromBool(done.is_err), done.code }) catch @trap();
    } else {
        const socket = try udp(anywhere(0));
        defer @"[resource-drop]udp-socket"(socket);
        const family = Method("udp-socket.address-family", fn (Handle) callconv(.c) u32)(socket);
        text.print(cabi.memory, "address-family={d} ", .{family}) catch @trap();
        inline for (.{ .{ "unicast-hop-limit", u32, 9 }, .{ "receive-buffer-size", u64, 20480 }, .{ "send-buffer-size", u64, 40960 } }) |one| property("udp-socket", one[0], one[1], one[2], socket, &text);
        inline for (.{ "local-address", "remote-address" }) |name| told("udp-socket." ++ name, socket, &text);
        wait(Method("udp-socket.subscribe", Subscribe)(socket));
    }
    return text.items;
}

fn property(comptime kind: []const u8, comptime name: []const u8, comptime Type: type, value: Type, socket: Handle, text: *std.ArrayList(u8)) void {
    set(kind, name, Type, value, socket, text);
    var found: [16]u8 align(8) = @splat(0);
    Method(kind ++ "." ++ name, fn (Handle, *[16]u8) callconv(.c) void)(socket, &found);
    text.print(cabi.memory, "{s}={x} ", .{ name, &found }) catch @trap();
}

fn set(comptime kind: []const u8, comptime name: []const u8, comptime Type: type, value: Type, socket: Handle, text: *std.ArrayList(u8)) void {
    var done: Done = undefined;
    Method(kind ++ ".set-" ++ name, fn (Handle, Type, *Done) callconv(.c) void)(socket, value, &done);
    if (done.is_err) text.print(cabi.memory, "set-{s}:{d} ", .{ name, done.code }) catch @trap();
}

fn told(comptime name: []const u8, socket: Handle, text: *std.ArrayList(u8)) void {
    var local: Local = undefined;
    Method(name, fn (Handle, *Local) callconv(.c) void)(socket, &local);
    text.print(cabi.memory, "{s}={d}.{d} ", .{ name, @intFromBool(local.is_err), if (local.is_err) local.of.code else local.of.target.family }) catch @trap();
}

fn bind(comptime name: []const u8, socket: Handle, target: Target) Refusal!void {
    const network = @"instance-network"();
    defer @"[resource-drop]network"(network);
    var done: Done = undefined;
    const f = flat(target);
    Method(name, Bind)(socket, network, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], &done);
    try well(comptime name[std.mem.findScalar(u8, name, '.').? + 1 ..], done.is_err, done.code);
}

fn plain(comptime name: []const u8, socket: Handle) Refusal!void {
    var done: Done = undefined;
    Method(name, Plain)(socket, &done);
    try well(comptime name[std.mem.findScalar(u8, name, '.').? + 1 ..], done.is_err, done.code);
}

fn flat(target: Target) Flat {
    var all: Flat = @splat(0);
    all[0] = target.family;
    if (target.family == 0) {
        all[1] = target.of.ipv4.port;
        for (all[2..6], target.of.ipv4.address) |*slot, part| slot.* = part;
    } else {
        all[1], all[2], all[11] = .{ target.of.ipv6.port, target.of.ipv6.flow, target.of.ipv6.scope };
        for (all[3..11], target.of.ipv6.address) |*slot, part| slot.* = part;
    }
    return all;
}

fn target_of(words: *Words) Target {
    const is_ipv4 = words.next().?[0] == '4';
    var parts: [8]u16 = @splat(0);
    var each = std.mem.splitScalar(u8, words.next().?, '.');
    for (&parts) |*part| part.* = std.fmt.parseInt(u16, each.next() orelse break, 16) catch @trap();
    const port = std.fmt.parseInt(u16, words.next().?, 10) catch @trap();
    if (!is_ipv4) return .{ .family = 1, .of = .{ .ipv6 = .{ .port = port, .address = parts } } };
    var address: [4]u8 = undefined;
    for (&address, parts[0..4]) |*slot, part| slot.* = @intCast(part);
    return .{ .family = 0, .of = .{ .ipv4 = .{ .port = port, .address = address } } };
}

fn wait(ready: Handle) void {
    @"[method]pollable.block"(ready);
    @"[resource-drop]pollable"(ready);
}

fn well(call: []const u8, is_err: bool, code: u8) Refusal!void {
    if (is_err) return refused(call, code);
}

fn refused(call: []const u8, code: u8) Refusal {
    why = std.fmt.allocPrint(cabi.memory, "{s} {d}", .{ call, code }) catch @trap();
    return Refusal.Refused;
}

comptime {
    cabi.exportFunction("test:network/dialer@1.0.0", "dial", &dial);
}
