//! From what was verified to results: one transaction is one text in and one text out, in an
//! instance of its own; as `flowrt/run.py` does it, with its messages.

const std = @import("std");
const c = @import("c.zig");
const capi = @import("capi.zig");
const engines = @import("engine.zig");
const faults = @import("faults.zig");
const headers = @import("header.zig");
const plans = @import("plan.zig");
const say = @import("say.zig");
const verify = @import("verify.zig");
const wasi = @import("wasi.zig");

const one_result = [_]u8{ capi.kind_result, capi.kind_string, capi.kind_string };
const period_us = 5000;

/// Where a text came from: a name for messages, and whether offsets in it say anything.
pub const Origin = struct { within: []const u8 = "", shift: usize = 0, counts: bool = true };

pub const Runner = struct {
    code: engines.Code,
    plan: plans.Plan,
    limits: headers.Limits,
    invoke: capi.Object,

    pub fn new(verified: verify.Verified, wall_ms: ?u64) say.Error!Runner {
        const api = say.memory.create(capi.Api) catch say.no_memory();
        api.* = try capi.Api.of(c.lib.dlsym);
        var limits = verified.header.limits;
        if (wall_ms) |bound| limits.wall_ms = @min(bound, limits.wall_ms orelse bound);
        const engine = engines.Engine.new(api, limits);
        var code = load(engine, verified) catch return unusable();
        const system = try wasi.system_of(verified.header.capabilities, code.imports());
        if (system) |one| code.link(one) catch return unusable();
        return .{
            .code = code,
            .plan = verified.plan,
            .limits = limits,
            .invoke = code.export_of(verified.plan.door, "invoke") catch return unusable(),
        };
    }

    /// Run a flow on one JSON object of its parameters; the answer is JSON.
    pub fn call(self: Runner, entry: plans.Entry, input: []const u8, origin: Origin) say.Error![]const u8 {
        if (self.limits.input_bytes) |most| if (input.len > most)
            return say.refuse("R408", origin.within, say.text("at most {d} bytes", .{most}), say.text("{d} bytes", .{input.len}));
        try check_utf8(input, origin);
        const live = self.code.start(self.limits, self.ticks()) catch |failure| switch (failure) {
            error.Trapped => return faults.of(self.plan.sites, entry.name),
            error.Engine => return fault("R414", entry.name, engines.cause),
            error.Problem => return error.Problem,
        };
        defer live.close();
        const door = live.door(self.invoke, &one_result) catch return unusable();
        const answer = live.call(door, entry.index, input) catch |failure| switch (failure) {
            error.Trapped => return faults.of(self.plan.sites, entry.name),
            else => return unusable(),
        };
        if (!answer.well) return faults.of_codec(answer.text, origin);
        if (self.limits.output_bytes) |most| if (answer.text.len > most)
            return fault("R417", entry.name, say.text("{d} bytes, where {d} are allowed", .{ answer.text.len, most }));
        return answer.text;
    }

    /// How many epochs a transaction may last; from here on they are counted.
    fn ticks(self: Runner) ?u64 {
        const wall_ms = self.limits.wall_ms orelse return null;
        const Clock = struct {
            var engine: ?engines.Engine = null;

            fn run(_: ?*anyopaque) callconv(.c) ?*anyopaque {
                while (true) {
                    _ = c.lib.usleep(period_us);
                    engine.?.tick();
                }
            }
        };
        if (Clock.engine == null) {
            Clock.engine = self.code.engine;
            var thread: c_ulong = undefined;
            if (c.lib.pthread_create(&thread, null, Clock.run, null) != 0) say.no_memory();
        }
        return wall_ms * 1000 / period_us + 2;
    }
};

fn load(engine: engines.Engine, verified: verify.Verified) engines.Error!engines.Code {
    const reason = unsuitable(verified, engine.limits) orelse {
        if (load_native(engine, verified)) |code| return code else |_| return compile(engine, verified, engines.cause);
    };
    return compile(engine, verified, reason);
}

fn load_native(engine: engines.Engine, verified: verify.Verified) engines.Error!engines.Code {
    var whole: []const u8 = "";
    var apart: std.ArrayList(engines.Apart) = .empty;
    for (verified.header.blobs) |blob| if (is_ours(blob)) {
        const native = verified.bytes(blob);
        if (blob.module.len == 0) whole = native else apart.append(say.memory, .{ .digest = blob.module, .native = native, .at = blob.at }) catch say.no_memory();
    };
    return engine.load(whole, apart.items);
}

fn compile(engine: engines.Engine, verified: verify.Verified, reason: []const u8) engines.Error!engines.Code {
    const code = try engine.compile(verified.bytes(verified.header.blob(.component)));
    say.tell(say.text("note: the component was compiled here, because {s}", .{reason}));
    return code;
}

fn is_ours(blob: headers.Blob) bool {
    return std.mem.eql(u8, blob.target, engines.target);
}

/// Why the archive's native code is not used; FORMAT 5.4.
fn unsuitable(verified: verify.Verified, limits: headers.Limits) ?[]const u8 {
    const header = verified.header;
    const mark = engines.fingerprint(limits);
    var found = false;
    var same = true;
    for (header.blobs) |blob| if (is_ours(blob)) {
        found = true;
        same = same and std.mem.eql(u8, blob.fingerprint, &mark);
    };
    if (!found) return "the archive has no code for " ++ engines.target;
    if (!std.mem.eql(u8, header.engine_name, engines.name) or !std.mem.eql(u8, header.engine_version, capi.version))
        return say.text("its code was compiled by {s} {s}, and this is {s} {s}", .{ header.engine_name, header.engine_version, engines.name, capi.version });
    return if (same) null else "its code was compiled for other engine settings";
}

fn unusable() say.Error {
    return fault("R418", "", engines.cause);
}

fn fault(comptime code: []const u8, flow: []const u8, message: []const u8) say.Error {
    return say.fail(code, "", &.{ .{ .label = "flow", .text = flow }, .{ .label = "message", .text = message } });
}

pub fn check_utf8(input: []const u8, origin: Origin) say.Error!void {
    if (std.unicode.utf8ValidateSlice(input)) return;
    var at: usize = 0;
    while (at < input.len) {
        const size = std.unicode.utf8ByteSequenceLength(input[at]) catch break;
        if (at + size > input.len or !std.unicode.utf8ValidateSlice(input[at .. at + size])) break;
        at += size;
    }
    const place = std.mem.trim(u8, say.text("{s} (byte {d})", .{ origin.within, at -| origin.shift }), " ");
    return say.refuse("R401", place, "UTF-8", say.text("the byte 0x{x:0>2}", .{input[at]}));
}
