//! From what was verified to results: one transaction is one text in and one text out, in an
//! instance of its own; as `flowrt/run/runner.py` does it, with its messages.

const std = @import("std");
const audit = @import("audit.zig");
const big = @import("big.zig");
const bounds = @import("limits.zig");
const os = @import("os.zig").os;
const capi = @import("capi.zig");
const codes = @import("code.zig");
const components = @import("component.zig");
const engines = @import("engine.zig");
const lives = @import("live.zig");
const faults = @import("faults.zig");
const headers = @import("header.zig");
const here = @import("here.zig").here;
const plans = @import("plan.zig");
const rights = @import("rights.zig");
const say = @import("say.zig");
const scopes = @import("scope.zig");
const trampolines = @import("trampoline.zig");
const verify = @import("verify.zig");
const wasi = @import("wasi.zig");

const period = engines.period;

/// Where a text came from: a name for messages, and whether offsets in it say anything.
pub const Origin = struct { within: []const u8 = "", shift: usize = 0, counts: bool = true };

/// What whoever runs a flow asks for.
pub const Terms = struct {
    limits: headers.Limits = .{},
    one_instance: bool = false,
    big_as_strings: bool = false,
    rights: rights.Rights = .{},
};

pub const Runner = struct {
    code: components.Code,
    plan: plans.Plan,
    limits: headers.Limits,
    terms: Terms,
    doors: Doors,
    doors_are_known: bool = false,
    kept: Stream = undefined,

    const Doors = std.enums.EnumArray(Door, capi.Object);

    pub fn new(verified: verify.Verified, terms: Terms) say.Error!*Runner {
        const api = say.memory.create(capi.Api) catch say.no_memory();
        api.* = try capi.Api.of();
        const limits = bounds.narrowed(verified.header.limits, terms.limits);
        const metered = verified.header.limits.metered() or limits.total_memory_bytes != null;
        const engine = engines.Engine.new(api, .{ .fuel = limits.fuel != null, .metered = metered }, limits);
        var code = codes.load(engine, verified) catch return unusable();
        const imports = code.imports();
        const system = try wasi.system_of(verified.header.capabilities, imports, terms.rights);
        audit.ready(verified.header.capabilities, terms.rights, imports);
        if (system) |one| code.link(one) catch |failure| return switch (failure) {
            error.Problem => error.Problem,
            else => unusable(),
        };
        const self = say.memory.create(Runner) catch say.no_memory();
        self.* = .{ .code = code, .plan = verified.plan, .limits = limits, .terms = terms, .doors = undefined };
        for (std.enums.values(Door)) |door| self.doors.set(door, code.export_of(verified.plan.door, door.name()) catch return unusable());
        self.kept = .{ .runner = self };
        return self;
    }

    /// Run a flow on one JSON object of its parameters; the answer is JSON.
    pub fn call(self: *Runner, entry: plans.Entry, input: []const u8, origin: Origin) say.Error![]const u8 {
        if (entry.waits) return self.wait(entry, input, origin);
        if (self.terms.one_instance) return self.kept.call(entry, input, origin);
        var stream: Stream = .{ .runner = self };
        defer stream.close();
        return stream.call(entry, input, origin);
    }

    fn wait(self: *Runner, entry: plans.Entry, input: []const u8, origin: Origin) say.Error![]const u8 {
        try admit(input, self.limits, origin);
        const trampoline: trampolines.Trampoline = .{ .runner = self };
        const answer = try trampoline.call(entry, input, origin, .lasting(self.limits.wall_ms));
        return self.bounded(entry, if (self.terms.big_as_strings) try big.quoted(entry.result, answer) else answer);
    }

    /// Run one entry of the door by its number, in an instance that nothing else runs in meanwhile.
    pub fn step(self: *Runner, door: u32, flow: []const u8, input: []const u8, origin: Origin, scope: scopes.Scope) say.Error![]const u8 {
        var watched: lives.Watched = .{ .api = self.code.engine.api, .scope = scope };
        const left: ?u64 = if (scope.left_ms()) |ms| self.ticks(ms) else null;
        if (scope.branch != null) _ = self.ticks(0);
        var stream: Stream = .{ .runner = self };
        defer stream.close();
        const answer = try stream.transact(.invoke, door, flow, input, .{ .ticks = left, .scope = if (scope.branch != null) &watched else null });
        return if (answer.well) answer.text else faults.of_codec(answer.text, origin);
    }

    /// The number of a flow at the door, by which its result is written as was asked.
    fn number(self: *const Runner, entry: plans.Entry) u32 {
        return entry.index | @as(u32, @intFromBool(self.terms.big_as_strings)) << 31;
    }

    fn start(self: *Runner, flow: []const u8, deadline: lives.Deadline) say.Error!lives.Live {
        const live = lives.Live.start(self.code, self.limits, deadline) catch |failure| switch (failure) {
            error.Trapped => return faults.of(self.plan.sites, flow),
            error.Engine => return fault("R414", flow, here().cause),
            error.Problem => return error.Problem,
        };
        if (self.doors_are_known) return live;
        for (std.enums.values(Door)) |door| {
            if (live.is_door(self.doors.get(door), door.promised())) continue;
            live.close();
            here().cause = say.text("{s} does not have the type of a door", .{door.name()});
            return unusable();
        }
        self.doors_are_known = true;
        return live;
    }

    pub fn bounded(self: *const Runner, entry: plans.Entry, answer: []const u8) say.Error![]const u8 {
        if (self.limits.output_bytes) |most| if (answer.len > most) return too_large(entry, answer.len, most);
        return answer;
    }

    /// When a whole transaction that begins now is to be stopped.
    fn usual_deadline(self: *const Runner) lives.Deadline {
        return .{ .ticks = if (self.limits.wall_ms) |bound| self.ticks(bound) else null };
    }

    /// How many epochs so many milliseconds have; from here on they are counted.
    fn ticks(self: *const Runner, wall_ms: u64) u64 {
        const Clock = struct {
            var engine: ?engines.Engine = null;
            var lock: os.Lock = .{};

            fn run(_: ?*anyopaque) callconv(.c) ?*anyopaque {
                const begun = os.now();
                var ticked: u64 = 0;
                while (true) : (os.sleep(period)) {
                    const due: u64 = @intFromFloat((os.now() - begun) / period);
                    while (ticked < due) : (ticked += 1) engine.?.tick();
                }
            }
        };
        Clock.lock.take();
        defer Clock.lock.give_back();
        if (Clock.engine == null) {
            Clock.engine = self.code.engine;
            if (os.start(Clock.run, null) == null) say.no_memory();
        }
        return wall_ms / engines.period_ms + 2;
    }
};

/// The functions by which text goes in and out.
const Door = enum {
    invoke,
    invoke_lines,

    fn name(self: Door) []const u8 {
        return if (self == .invoke) "invoke" else "invoke-lines";
    }

    /// The kinds of its result.
    fn promised(self: Door) []const u8 {
        const text = [_]u8{capi.kind_string};
        const text_or_fault = [_]u8{ capi.kind_result, capi.kind_string, capi.kind_string };
        return if (self == .invoke) &text_or_fault else &text;
    }
};

/// Transactions that share an instance; a fault replaces it.
pub const Stream = struct {
    runner: *Runner,
    live: ?lives.Live = null,
    functions: std.enums.EnumArray(Door, ?capi.Func) = .initFill(null),

    /// Free the instance; the next transaction starts another.
    pub fn close(self: *Stream) void {
        if (self.live) |live| live.close();
        self.live = null;
        self.functions = .initFill(null);
    }

    pub fn call(self: *Stream, entry: plans.Entry, input: []const u8, origin: Origin) say.Error![]const u8 {
        try admit(input, self.runner.limits, origin);
        const answer = try self.transact(.invoke, self.runner.number(entry), entry.name, input, self.runner.usual_deadline());
        if (!answer.well) return faults.of_codec(answer.text, origin);
        return self.runner.bounded(entry, answer.text);
    }

    /// Run a flow on each line of UTF-8: a line for each, `!` before a fault.
    pub fn call_lines(self: *Stream, entry: plans.Entry, input: []const u8) say.Error![]const u8 {
        return (try self.transact(.invoke_lines, self.runner.number(entry), entry.name, input, self.runner.usual_deadline())).text;
    }

    fn transact(self: *Stream, door: Door, number: u32, flow: []const u8, input: []const u8, deadline: lives.Deadline) say.Error!lives.Answer {
        const runner = self.runner;
        errdefer self.close();
        if (self.live) |live| live.arm(runner.limits, deadline) catch return unusable() else self.live = try runner.start(flow, deadline);
        const live = self.live.?;
        const function = self.functions.get(door) orelse live.function(runner.doors.get(door)) catch return unusable();
        self.functions.set(door, function);
        return live.call(function, number, input) catch |failure| switch (failure) {
            error.Trapped => return faults.of(runner.plan.sites, flow),
            else => return unusable(),
        };
    }
};

pub fn too_large(entry: plans.Entry, size: usize, most: u64) say.Error {
    return fault("R417", entry.name, say.text("{d} bytes, where {d} are allowed", .{ size, most }));
}

pub fn unusable() say.Error {
    return fault("R418", "", here().cause);
}

/// What says that the component is not one of our compiler's.
pub fn uncompiled(flow: []const u8, message: []const u8) say.Error {
    return fault("R418", flow, message);
}

fn fault(comptime code: []const u8, flow: []const u8, message: []const u8) say.Error {
    return say.fail(code, "", &.{ .{ .label = "flow", .text = flow }, .{ .label = "message", .text = message } });
}

/// Hold that a flow may be given a text.
fn admit(input: []const u8, limits: headers.Limits, origin: Origin) say.Error!void {
    if (limits.input_bytes) |most| if (input.len > most)
        return say.refuse("R408", origin.within, say.text("at most {d} bytes", .{most}), say.text("{d} bytes", .{input.len}));
    return check_utf8(input, origin);
}

fn check_utf8(input: []const u8, origin: Origin) say.Error!void {
    if (std.unicode.utf8ValidateSlice(input)) return;
    var at: usize = 0;
    while (at < input.len) {
        const size = std.unicode.utf8ByteSequenceLength(input[at]) catch break;
        if (at + size > input.len or !std.unicode.utf8ValidateSlice(input[at .. at + size])) break;
        at += size;
    }
    const place = std.mem.trim(u8, say.text("{s} (byte {d})", .{ origin.within, at -| origin.shift }), " ");
    return say.refuse("R401", place, "UTF-8", "a byte that is not");
}
