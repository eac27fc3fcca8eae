//! From a trap to the fault that a user reads, as `flowrt/run/trace.py` does it; and from the codec's
//! report to the mistake in the input.

const std = @import("std");
const failures = @import("failure.zig");
const here = @import("here.zig").here;
const plans = @import("plan.zig");
const run = @import("run.zig");
const say = @import("say.zig");
const Site = plans.Site;

const of_flow = [_][2][]const u8{
    .{ "overflow", "the result does not fit its type" },
    .{ "division", "the divisor is zero" },
    .{ "conversion", "the value does not fit the type it is converted to" },
    .{ "length", "the list or string would be too long" },
};

/// The fault that the trap kept by the engine means; `flow` is the one that was called.
pub fn of(sites: []const Site, flow: []const u8) say.Error {
    const frames = here().frames;
    const site = innermost(sites) orelse around(sites);
    const name = if (frames.len > 0) frames[0].function else "";
    if (denied(name)) |message| return tell("R419", site, flow, name, message);
    if (is("interrupt")) return tell("R412", site, flow, name, "");
    if (is("all fuel consumed by WebAssembly")) return tell("R413", site, flow, name, "");
    if (is("call stack exhausted")) return tell("R415", site, flow, name, "");
    if (here().spent) |bound| if (site == null or is_call(site.?))
        return tell("R440", site, flow, name, say.text("{s}; then: {s}", .{ bound, here().cause }));
    const found = site orelse return tell("R416", site, flow, name, here().cause);
    if (is_call(found)) return tell("R410", site, flow, name, here().cause);
    const message = for (of_flow) |pair| {
        if (std.mem.eql(u8, pair[0], found.kind)) break pair[1];
    } else here().cause;
    return tell("R411", site, flow, name, if (std.mem.startsWith(u8, here().cause, "integer")) here().cause else message);
}

fn is(cause: []const u8) bool {
    return std.mem.eql(u8, here().cause, cause);
}

fn is_call(site: Site) bool {
    return std.mem.eql(u8, site.kind, "call") or is_inside(site);
}

fn is_inside(site: Site) bool {
    return std.mem.eql(u8, site.kind, "inside");
}

fn tell(comptime code: []const u8, site: ?Site, flow: []const u8, name: []const u8, message: []const u8) say.Error {
    const found = site orelse Site{ .offset = 0, .kind = "", .flow = "", .component = "", .function = name, .place = "" };
    const unseen = if (!std.mem.eql(u8, code, "R419") and is_inside(found)) name else "";
    return say.fail(code, found.place, &.{
        .{ .label = "flow", .text = if (found.flow.len > 0) found.flow else flow },
        .{ .label = "component", .text = found.component },
        .{ .label = "function", .text = if (found.function.len > 0) found.function else unseen },
        .{ .label = "message", .text = message },
    });
}

/// The site of the innermost frame that has one. The engine's own adapters between components have
/// no names, and offsets of their own.
fn innermost(sites: []const Site) ?Site {
    for (here().frames) |frame| {
        if (!is_named(frame)) continue;
        const at = before(sites, frame.offset) orelse continue;
        if (sites[at].offset == frame.offset) return sites[at];
    }
    return null;
}

fn is_named(frame: failures.Frame) bool {
    return frame.module.len > 0 or frame.function.len > 0;
}

/// The last site at or before an offset.
fn before(sites: []const Site, offset: u64) ?usize {
    var low: usize = 0;
    var high = sites.len;
    while (low < high) {
        const middle = (low + high) / 2;
        if (sites[middle].offset <= offset) low = middle + 1 else high = middle;
    }
    return if (low > 0) low - 1 else null;
}

/// What is known of the component that most frames are in, where no flow is seen. Which of its calls
/// that is can only be told where the engine has left frames out.
fn around(sites: []const Site) ?Site {
    const is_cut_off = failures.frames_are_cut_off();
    var best: ?usize = null;
    var most: usize = 0;
    for (here().frames) |frame| {
        const at = place_of(sites, frame, is_cut_off) orelse continue;
        var count: usize = 0;
        for (here().frames) |other| count += @intFromBool(place_of(sites, other, is_cut_off) == at);
        if (count <= most) continue;
        best, most = .{ at, count };
    }
    var found = sites[best orelse return null];
    if (!is_inside(found) or found.component.len == 0) return null;
    if (!is_cut_off) found = .{ .offset = found.offset, .kind = found.kind, .flow = "", .component = found.component, .function = "", .place = "" };
    return found;
}

fn place_of(sites: []const Site, frame: failures.Frame, is_cut_off: bool) ?usize {
    return if (is_cut_off or is_named(frame)) before(sites, frame.offset) else null;
}

/// Which capability a trap denied, and to what: a function that denies is named so by the compiler.
fn denied(name: []const u8) ?[]const u8 {
    var words = std.mem.splitScalar(u8, name, ':');
    if (!std.mem.eql(u8, words.first(), "denied")) return null;
    const what = words.next() orelse return null;
    if (words.peek() == null) return null;
    return say.text("`{s}`, for {s}", .{ what, words.rest() });
}

const codes = [_][]const u8{ "R401", "R402", "R403", "R404", "R405", "R406", "R407", "R408", "R409" };

/// The mistake that the codec reports as JSON: code, path, expected, found, at.
pub fn of_codec(report: []const u8, origin: run.Origin) say.Error {
    const Report = struct { code: []const u8, path: []const u8 = "", expected: []const u8, found: []const u8, at: ?u64 = null };
    const found = std.json.parseFromSliceLeaky(Report, say.memory, report, .{ .ignore_unknown_fields = true }) catch return unknown();
    const path = std.mem.trim(u8, say.text("{s} {s}", .{ origin.within, found.path }), " ");
    const at = if (origin.counts) found.at else null;
    const place = if (at) |byte| std.mem.trim(u8, say.text("{s} (byte {d})", .{ path, byte -| origin.shift }), " ") else path;
    inline for (codes) |code| {
        if (std.mem.eql(u8, code, found.code)) return say.refuse(code, place, found.expected, found.found);
    }
    return unknown();
}

fn unknown() say.Error {
    return say.fail("R418", "", &.{.{ .label = "message", .text = "its codec reports a fault of an unknown form" }});
}
