//! An HTTP client of WASI 0.2 with every call written out, so that a test can have it ask for what
//! no client should: what refuses is named by the call, or by the number of the error code.
const std = @import("std");
const cabi = @import("cabi");


const Handle = i32;
const Option = extern struct { is_some: bool, string: cabi.String };

extern "wasi:http/types@0.2.0" fn @"[constructor]fields"() Handle;
extern "wasi:http/types@0.2.0" fn @"[method]fields.append"(Handle, [*]const u8, usize, [*]const u8, usize, *[2]u8) void;
extern "wasi:http/types@0.2.0" fn @"[method]fields.entries"(Handle, *cabi.List(Header)) void;
extern "wasi:http/types@0.2.0" fn @"[resource-drop]fields"(Handle) void;
extern "wasi:http/types@0.2.0" fn @"[constructor]outgoing-request"(Handle) Handle;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-request.body"(Handle, *Given) void;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-request.set-method"(Handle, u32, [*]const u8, usize) u32;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-request.set-path-with-query"(Handle, u32, [*]const u8, usize) u32;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-request.set-scheme"(Handle, u32, u32, [*]const u8, usize) u32;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-request.set-authority"(Handle, u32, [*]const u8, usize) u32;
extern "wasi:http/types@0.2.0" fn @"[constructor]request-options"() Handle;
extern "wasi:http/types@0.2.0" fn @"[method]request-options.set-first-byte-timeout"(Handle, u32, u64) u32;
extern "wasi:http/types@0.2.0" fn @"[method]incoming-response.status"(Handle) u32;
extern "wasi:http/types@0.2.0" fn @"[method]incoming-response.headers"(Handle) Handle;
extern "wasi:http/types@0.2.0" fn @"[method]incoming-response.consume"(Handle, *Given) void;
extern "wasi:http/types@0.2.0" fn @"[resource-drop]incoming-response"(Handle) void;
extern "wasi:http/types@0.2.0" fn @"[method]incoming-body.stream"(Handle, *Given) void;
extern "wasi:http/types@0.2.0" fn @"[resource-drop]incoming-body"(Handle) void;
extern "wasi:http/types@0.2.0" fn @"[method]outgoing-body.write"(Handle, *Given) void;
extern "wasi:http/types@0.2.0" fn @"[static]outgoing-body.finish"(Handle, u32, u32, *Failed) void;
extern "wasi:http/types@0.2.0" fn @"[method]future-incoming-response.subscribe"(Handle) Handle;
extern "wasi:http/types@0.2.0" fn @"[method]future-incoming-response.get"(Handle, *Arrived) void;
extern "wasi:http/types@0.2.0" fn @"[resource-drop]future-incoming-response"(Handle) void;
extern "wasi:http/outgoing-handler@0.2.0" fn handle(Handle, u32, Handle, *Failed) void;
extern "wasi:io/poll@0.2.0" fn @"[method]pollable.block"(Handle) void;
extern "wasi:io/poll@0.2.0" fn @"[resource-drop]pollable"(Handle) void;
extern "wasi:io/streams@0.2.0" fn @"[method]input-stream.blocking-read"(Handle, u64, *Read) void;
extern "wasi:io/streams@0.2.0" fn @"[resource-drop]input-stream"(Handle) void;
extern "wasi:io/streams@0.2.0" fn @"[method]output-stream.blocking-write-and-flush"(Handle, [*]const u8, usize, *[12]u8) void;
extern "wasi:io/streams@0.2.0" fn @"[resource-drop]output-stream"(Handle) void;

/// `result<handle>`.
const Given = extern struct { is_err: bool, handle: Handle };
/// `result<handle, error-code>`: a code and at most 24 bytes of what belongs to it.
const Failed = extern struct { is_err: bool, of: extern union { handle: Handle, code: u8, all: [4]u64 } };
/// `option<result<result<handle, error-code>>>`.
const Arrived = extern struct { is_some: bool, is_taken: bool align(8), failed: Failed };
/// `result<list<u8>, stream-error>`.
const Read = extern struct { is_err: bool, of: extern union { bytes: cabi.String, is_closed: u8, all: [2]u32 } };

const Header = extern struct { name: cabi.String, value: cabi.String };
const Request = extern struct {
    method: cabi.String,
    scheme: Option,
    authority: Option,
    path: cabi.String,
    headers: cabi.List(Header),
    body: cabi.String,
    patience: extern struct { is_some: bool, value: u64 },
    times: u32,
};
const Answer = extern struct { status: u16, headers: cabi.List(Header), body: cabi.String };
const Fetched = extern struct { is_err: bool, of: extern union { answer: Answer, why: cabi.String } };
const Refusal = error{Refused};

const methods = [_][]const u8{ "get", "head", "post", "put", "delete", "connect", "options", "trace", "patch" };
const schemes = [_][]const u8{ "http", "https" };
var why: []const u8 = "";
var fetched: Fetched = undefined;

fn fetch(request: *const Request) callconv(.c) *const Fetched {
    for (0..request.times) |_| {
        if (answer_to(request)) |answer| {
            fetched = .{ .is_err = false, .of = .{ .answer = answer } };
        } else |_| {
            fetched = .{ .is_err = true, .of = .{ .why = .of(why) } };
        }
    }
    return &fetched;
}

fn answer_to(request: *const Request) Refusal!Answer {
    const sent = @"[constructor]outgoing-request"(try fields_of(request.headers.slice()));
    const method = request.method.slice();
    try well("set-method", @"[method]outgoing-request.set-method"(sent, number(&methods, method), method.ptr, method.len));
    const scheme = request.scheme.string.slice();
    if (request.scheme.is_some)
        try well("set-scheme", @"[method]outgoing-request.set-scheme"(sent, 1, number(&schemes, scheme), scheme.ptr, scheme.len));
    const authority = request.authority.string;
    if (request.authority.is_some)
        try well("set-authority", @"[method]outgoing-request.set-authority"(sent, 1, authority.ptr, authority.len));
    const path = request.path.slice();
    try well("set-path-with-query", @"[method]outgoing-request.set-path-with-query"(sent, 1, path.ptr, path.len));
    const options = @"[constructor]request-options"();
    if (request.patience.is_some)
        try well("set-first-byte-timeout", @"[method]request-options.set-first-byte-timeout"(options, 1, request.patience.value));
    var body: Given = undefined;
    @"[method]outgoing-request.body"(sent, &body);
    try well("body", @intFromBool(body.is_err));
    var started: Failed = undefined;
    handle(sent, 1, options, &started);
    if (started.is_err) return coded(started.of.code);
    try write(body.handle, request.body.slice());
    return read(try arrived(started.of.handle));
}

fn fields_of(headers: []const Header) Refusal!Handle {
    const made = @"[constructor]fields"();
    for (headers) |one| {
        var failed: [2]u8 = undefined;
        @"[method]fields.append"(made, one.name.ptr, one.name.len, one.value.ptr, one.value.len, &failed);
        if (failed[0] != 0) return refused(switch (failed[1]) {
            0 => "header: invalid syntax",
            1 => "header: forbidden",
            else => "header: immutable",
        });
    }
    return made;
}

fn write(body: Handle, bytes: []const u8) Refusal!void {
    var stream: Given = undefined;
    @"[method]outgoing-body.write"(body, &stream);
    try well("write", @intFromBool(stream.is_err));
    var at: usize = 0;
    while (at < bytes.len) : (at += 4096) {
        var failed: [12]u8 = undefined;
        const chunk = bytes[at..@min(at + 4096, bytes.len)];
        @"[method]output-stream.blocking-write-and-flush"(stream.handle, chunk.ptr, chunk.len, &failed);
        if (failed[0] != 0) break;
    }
    @"[resource-drop]output-stream"(stream.handle);
    var finished: Failed = undefined;
    @"[static]outgoing-body.finish"(body, 0, 0, &finished);
    if (finished.is_err) return coded(finished.of.code);
}

fn arrived(future: Handle) Refusal!Handle {
    const ready = @"[method]future-incoming-response.subscribe"(future);
    @"[method]pollable.block"(ready);
    @"[resource-drop]pollable"(ready);
    var found: Arrived = undefined;
    @"[method]future-incoming-response.get"(future, &found);
    @"[resource-drop]future-incoming-response"(future);
    if (!found.is_some or found.is_taken) return refused("no answer");
    if (found.failed.is_err) return coded(found.failed.of.code);
    return found.failed.of.handle;
}

fn read(response: Handle) Refusal!Answer {
    const headers = @"[method]incoming-response.headers"(response);
    var entries: cabi.List(Header) = undefined;
    @"[method]fields.entries"(headers, &entries);
    @"[resource-drop]fields"(headers);
    var body: Given = undefined;
    @"[method]incoming-response.consume"(response, &body);
    try well("consume", @intFromBool(body.is_err));
    var stream: Given = undefined;
    @"[method]incoming-body.stream"(body.handle, &stream);
    try well("stream", @intFromBool(stream.is_err));
    var text: std.ArrayList(u8) = .empty;
    while (true) {
        var chunk: Read = undefined;
        @"[method]input-stream.blocking-read"(stream.handle, 1 << 16, &chunk);
        if (chunk.is_err and chunk.of.is_closed == 1) break;
        if (chunk.is_err) return refused("the body broke off");
        text.appendSlice(cabi.memory, chunk.of.bytes.slice()) catch @trap();
    }
    const status: u16 = @intCast(@"[method]incoming-response.status"(response));
    @"[resource-drop]input-stream"(stream.handle);
    @"[resource-drop]incoming-body"(body.handle);
    @"[resource-drop]incoming-response"(response);
    return .{ .status = status, .headers = entries, .body = .of(text.items) };
}

fn number(known: []const []const u8, name: []const u8) u32 {
    for (known, 0..) |one, at| if (std.mem.eql(u8, one, name)) return at;
    return known.len;
}

fn well(call: []const u8, is_err: u32) Refusal!void {
    if (is_err != 0) return refused(call);
}

fn coded(code: u8) Refusal {
    return refused(std.fmt.allocPrint(cabi.memory, "error-code {d}", .{code}) catch @trap());
}

fn refused(what: []const u8) Refusal {
    why = what;
    return Refusal.Refused;
}

comptime {
    cabi.exportFunction("test:network/client@1.0.0", "fetch", &fetch);
}
