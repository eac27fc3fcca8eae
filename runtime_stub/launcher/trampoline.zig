//! Runs flows that wait: segment after segment, doing at each cut what the plan says, as
//! `flowrt/run/trampoline.py` does it. Each segment, each call and each branch has a fresh instance.
//! Services are not asked: an executable whose flows have any is not made.

const std = @import("std");
const answers = @import("answers.zig");
const faults = @import("caught.zig");
const besides = @import("beside.zig");
const cuts = @import("cuts.zig");
const here = @import("here.zig");
const os = @import("os.zig").os;
const plans = @import("plan.zig");
const run = @import("run.zig");
const say = @import("say.zig");
const scopes = @import("scope.zig");
const Scope = scopes.Scope;
const Cut = cuts.Cut;
const Ended = besides.Ended;

const first_pause_us = 50_000;
const longest_pause = 30.0;

/// A flow that waits: at which cut, and what was live there; `outer` waits for it.
const Frame = struct { cut: *const Cut, state: []const u8, outer: ?*const Frame };

pub const Trampoline = struct {
    runner: *run.Runner,

    /// Run an exported flow to its end.
    pub fn call(self: Trampoline, entry: plans.Entry, input: []const u8, origin: run.Origin, scope: Scope) say.Error![]const u8 {
        const answer = try self.segment(entry.index, entry.name, input, origin, scope);
        return switch (try self.finish(answer, scope)) {
            .value => |value| value,
            else => run.uncompiled(entry.name, "a flow that is no branch leaves one"),
        };
    }

    /// Go on from what a segment answered until the routine that it began has ended.
    fn finish(self: Trampoline, began: []const u8, scope: Scope) say.Error!Ended {
        var frame: ?*const Frame = null;
        var answer = began;
        while (true) switch (try answers.read(answer)) {
            .left => |value| return .{ .left = value },
            .done => |value| {
                const waiting = frame orelse return .{ .value = value };
                frame = waiting.outer;
                answer = try self.go_on(waiting.*, value, scope);
            },
            .waits => |step| {
                const cut = try self.cut_of(step.cut);
                const waiting: Frame = .{ .cut = cut, .state = step.state, .outer = frame };
                switch (cut.kind) {
                    .next => answer = try self.go_on(waiting, null, scope),
                    .flow => {
                        const kept = say.memory.create(Frame) catch say.no_memory();
                        kept.* = waiting;
                        frame = kept;
                        answer = try self.target(cut, 0, answers.arguments(step.args), scope);
                    },
                    .list, .tuple => answer = try self.go_on(waiting, try self.branches(cut, step.args, scope), scope),
                    .call => answer = try self.go_on(waiting, try self.called(cut, step.args, scope), scope),
                    .@"try" => answer = try self.go_on(waiting, try self.tried(cut, step.args, scope), scope),
                    .sleep => answer = try self.go_on(waiting, try slept(cut, scope), scope),
                    .service => return run.uncompiled(cut.flow, "a flow asks a service that the plan lacks"),
                }
            },
        };
    }

    fn cut_of(self: Trampoline, number: u32) say.Error!*const Cut {
        const known = self.runner.plan.cuts;
        if (number < known.len) return &known[number];
        return run.uncompiled("", say.text("a segment waits at cut {d}, which the plan lacks", .{number}));
    }

    /// Run an entry; what a step cannot hold is told as what it is, a result or what is kept.
    fn segment(self: Trampoline, number: u32, flow: []const u8, text: []const u8, origin: run.Origin, scope: Scope) say.Error![]const u8 {
        return self.runner.step(number, flow, text, origin, scope) catch if (is_unprintable()) self.unprintable() else error.Problem;
    }

    fn target(self: Trampoline, of: *const Cut, branch: usize, text: []const u8, scope: Scope) say.Error![]const u8 {
        return self.segment(of.targets[branch], of.flow, text, made_here, scope);
    }

    fn go_on(self: Trampoline, frame: Frame, outcome: ?[]const u8, scope: Scope) say.Error![]const u8 {
        const text = answers.resumed(frame.state, outcome);
        return self.segment(frame.cut.@"resume", frame.cut.flow, text, made_here, scope) catch {
            if (say.is_fault()) return error.Problem;
            return run.uncompiled(frame.cut.flow, say.rendered(here.here().problem));
        };
    }

    /// The path of a value in a step says which value it is: what is kept at a cut, or a result.
    fn unprintable(self: Trampoline) say.Error {
        const problem = &here.here().problem;
        var place = problem.place;
        const within = if (std.mem.findScalarLast(u8, place, ' ')) |at| place[0 .. at + 1] else "";
        place = place[within.len..];
        const case = place[0 .. std.mem.findAny(u8, place, ".[") orelse place.len];
        const path = std.mem.trimStart(u8, place[case.len..], ".");
        if (std.mem.startsWith(u8, case, "cut-")) {
            const number = std.fmt.parseInt(u32, case["cut-".len..], 10) catch return error.Problem;
            const at = try self.cut_of(number);
            return fault("R432", at, say.text("{s}: expected {s}, found {s}", .{ path, problem.fact("expected"), problem.fact("found") }));
        }
        if (std.mem.eql(u8, case, "done") or std.mem.eql(u8, case, "left"))
            problem.place = std.mem.trim(u8, say.text("{s}{s}", .{ within, path }), " ");
        return error.Problem;
    }

    fn whole(self: Trampoline, of: *const Cut, branch: usize, text: []const u8, scope: Scope) say.Error!Ended {
        return self.finish(try self.target(of, branch, text, scope), scope);
    }

    const Branches = struct {
        trampoline: Trampoline,
        cut: *const Cut,
        texts: []const []const u8,

        fn do(context: *const anyopaque, at: usize, scope: Scope) say.Error!Ended {
            const self: *const Branches = @ptrCast(@alignCast(context));
            const branch = if (self.cut.kind == .tuple) at else 0;
            return self.trampoline.whole(self.cut, branch, self.texts[at], scope);
        }
    };

    fn branches(self: Trampoline, of: *const Cut, args: []const u8, scope: Scope) say.Error![]const u8 {
        const work: Branches = .{ .trampoline = self, .cut = of, .texts = try texts_of(of, args) };
        const ended = besides.beside(.{ .count = work.texts.len, .context = &work, .do = Branches.do }, scope);
        const values = say.memory.alloc([]const u8, ended.len) catch say.no_memory();
        for (ended, values) |one, *value| switch (one) {
            .value => |text| value.* = text,
            .left => |text| return say.text("{{\"left\":{s}}}", .{text}),
            .failed => |problem| {
                here.here().problem = problem;
                return error.Problem;
            },
        };
        const array = answers.array_of(values);
        return if (of.leaves) say.text("{{\"value\":{s}}}", .{array}) else array;
    }

    fn texts_of(of: *const Cut, args: []const u8) say.Error![]const []const u8 {
        const parts = try answers.items(args);
        const each = if (of.kind == .tuple) parts else if (parts.len == 2) try answers.items(parts[1]) else return run.uncompiled(of.flow, "a list has no items");
        if (of.kind == .tuple and parts.len != of.targets.len) return run.uncompiled(of.flow, "a tuple has other branches");
        const found = say.memory.alloc([]const u8, each.len) catch say.no_memory();
        for (each, found) |one, *text| text.* = if (of.kind == .tuple) answers.branch(one, null) else answers.branch(parts[0], one);
        return found;
    }

    /// Run what a `try` is before; a fault is its value, unless all of the time is over.
    fn tried(self: Trampoline, of: *const Cut, args: []const u8, scope: Scope) say.Error![]const u8 {
        const parts = try answers.items(args);
        if (parts.len != 1) return run.uncompiled(of.flow, "a `try` has other branches");
        const value = if (self.whole(of, 0, answers.branch(parts[0], null), scope)) |ended| switch (ended) {
            .value => |text| text,
            .left => |text| return say.text("{{\"left\":{s}}}", .{text}),
            .failed => return run.uncompiled(of.flow, "a routine ends as a branch does"),
        } else |problem| if (scope.is_over()) return problem else try faults.caught();
        return if (of.leaves) say.text("{{\"value\":{s}}}", .{value}) else value;
    }

    /// Make a call as its policies say: again where it fails, then what stands in for it.
    fn called(self: Trampoline, of: *const Cut, args: []const u8, scope: Scope) say.Error![]const u8 {
        const text = answers.arguments(args);
        var pause = @as(f64, @floatFromInt(of.backoff orelse first_pause_us)) / 1e6;
        var again = of.retry + 1;
        while (again > 0) : (again -= 1) {
            if (self.once(of, text, scope)) |value| {
                return if (of.fallback) say.text("{{\"value\":{s}}}", .{value}) else value;
            } else |_| if (!say.is_fault() or scope.is_over() or (again == 1 and !of.fallback)) return error.Problem;
            if (again == 1) break;
            scope.pause(pause * chance());
            pause = @min(2 * pause, longest_pause);
        }
        return "\"failed\"";
    }

    fn once(self: Trampoline, of: *const Cut, text: []const u8, outer: Scope) say.Error![]const u8 {
        const scope = outer.within(if (of.timeout) |bound| @as(f64, @floatFromInt(bound)) / 1e6 else null);
        const ended = self.whole(of, 0, text, scope) catch {
            const passed = std.mem.eql(u8, here.here().problem.kind.code, "R412");
            return if (!passed or outer.is_over() or of.timeout == null) error.Problem else late(of);
        };
        if (scope.is_over()) return late(of);
        return if (ended == .value) ended.value else run.uncompiled(of.flow, "a call leaves a branch");
    }
};

const made_here: run.Origin = .{ .counts = false };

fn is_unprintable() bool {
    return std.mem.eql(u8, here.here().problem.kind.code, "R409");
}

/// Let time pass; it is a fault at once where so much is not left.
fn slept(of: *const Cut, scope: Scope) say.Error![]const u8 {
    const ms = of.ms orelse 0;
    if (scope.left_ms()) |left| if (left < ms)
        return fault("R412", of, say.text("it would sleep {d} ms, longer than is left", .{ms}));
    scope.pause(@as(f64, @floatFromInt(ms)) / 1000);
    if (scope.is_over()) return fault("R412", of, "nobody waits for it any more");
    return "[]";
}

fn late(of: *const Cut) say.Error {
    const bound = of.timeout orelse return fault("R412", of, "");
    return fault("R412", of, say.text("the call may take {d} ms", .{@as(f64, @floatFromInt(bound)) / 1000}));
}

fn fault(comptime code: []const u8, of: *const Cut, message: []const u8) say.Error {
    return say.fail(code, of.place, &.{
        .{ .label = "flow", .text = of.flow },
        .{ .label = "component", .text = of.component },
        .{ .label = "function", .text = of.function },
        .{ .label = "message", .text = message },
    });
}

/// A number from 0 to 1; it spreads load, and hides nothing.
fn chance() f64 {
    var random: std.Random.DefaultPrng = .init(@bitCast(os.now()));
    return random.random().float(f64);
}
