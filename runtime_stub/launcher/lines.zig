//! `--lines`: each line of a file or of stdin through a flow, in bounded memory, as
//! `flowrt/cli/lines.py` and `flowrt/run/lines.py` do it. Output line n belongs to input line n.

const std = @import("std");
const os = @import("os.zig").os;
const faults = @import("faults.zig");
const flags = @import("flags.zig");
const options = @import("options.zig");
const plans = @import("plan.zig");
const run = @import("run.zig");
const say = @import("say.zig");

const batch = 64 << 10;
const longest = 256 << 20;
/// Memory that is not emptied after a batch.
const lasting = @import("heap.zig").allocator;
const fault_mark = "!{\"c";

/// What is put around each line to make it an object of parameters.
const Wrap = struct { before: []const u8 = "", after: []const u8 = "" };

pub fn run_lines(runner: *run.Runner, entry: plans.Entry, words: []const []const u8, given: options.Words) say.Error!u8 {
    const path = given.get("input") orelse "-";
    const is_stdin = std.mem.eql(u8, path, "-");
    const wrap = try wrap_of(entry, given.get("into"), try flags.values_of(entry, words));
    const file = if (is_stdin) os.stdin else os.open(path) orelse return flags.unreadable(path);
    var copy: Copy = .{
        .runner = runner,
        .entry = entry,
        .wrap = wrap,
        .file = file,
        .source = if (is_stdin) "stdin" else path,
        .keeps_going = given.has("keep-going"),
        .stream = .{ .runner = runner },
        .progress = .new(),
    };
    return copy.all();
}

/// Every other parameter is written out, defaults included: so a line that goes on after its value
/// gives some parameter twice, which is refused, and cannot set one.
fn wrap_of(entry: plans.Entry, into: ?[]const u8, values: []const flags.Given) say.Error!Wrap {
    const name = try line_parameter(entry, into) orelse {
        if (values.len == 0) return .{};
        return options.usage(say.text("--{s} beside whole objects of parameters", .{values[0].name}), say.text("--into PARAM, so that lines are the values of one of {s}", .{names(entry)}));
    };
    if (value_of(values, name) != null)
        return options.usage(say.text("--{s} beside --lines", .{name}), say.text("each line is a value of {s}; leave it out", .{name}));
    var after: std.ArrayList(u8) = .empty;
    for (entry.params) |one| {
        if (std.mem.eql(u8, one.name, name)) continue;
        const value = value_of(values, one.name) orelse one.default orelse if (one.required)
            return say.refuse("R404", say.text("--{s}", .{one.name}), say.text("--{s} {s}", .{ one.name, one.type.shown() }), "no such flag")
        else if (one.type.* == .option) "null" else continue;
        say.add(&after, ",\"{s}\":{s}", .{ one.name, value });
    }
    return .{ .before = say.text("{{\"{s}\":", .{name}), .after = say.text("{s}}}", .{after.items}) };
}

fn line_parameter(entry: plans.Entry, into: ?[]const u8) say.Error!?[]const u8 {
    if (into) |name| {
        if (std.mem.eql(u8, name, "-")) return null;
        if (entry.parameter(name)) |one| return one.name;
        return flags.unknown(name, names(entry));
    }
    var found: ?[]const u8 = null;
    for (entry.params) |one| {
        if (!one.required) continue;
        if (found != null) return null;
        found = one.name;
    }
    return found;
}

fn value_of(values: []const flags.Given, name: []const u8) ?[]const u8 {
    for (values) |one| if (std.mem.eql(u8, one.name, name)) return one.json;
    return null;
}

fn names(entry: plans.Entry) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    for (entry.params, 0..) |one, i| say.add(&out, "{s}{s}", .{ if (i > 0) ", " else "", one.name });
    return out.items;
}

const Copy = struct {
    runner: *run.Runner,
    entry: plans.Entry,
    wrap: Wrap,
    file: os.File,
    source: []const u8,
    keeps_going: bool,
    stream: run.Stream,
    progress: Progress,
    out: std.ArrayList(u8) = .empty,
    lines: usize = 0,
    failures: usize = 0,
    gravest: u8 = 0,

    /// The gravest exit code of the lines that failed.
    fn all(self: *Copy) say.Error!u8 {
        const memory = say.memory;
        var arena: std.heap.ArenaAllocator = .init(memory);
        var held: std.ArrayList(u8) = .empty;
        const most = self.runner.limits.input_bytes orelse longest;
        while (true) {
            held.ensureUnusedCapacity(memory, batch) catch say.no_memory();
            const space = held.unusedCapacitySlice();
            const count = os.read(self.file, space[0..@min(space.len, batch)]) orelse return if (os.is_closed()) flags.no_stdin() else flags.unreadable(self.source);
            if (count == 0) break;
            const fresh = held.items.len;
            held.items.len += count;
            const end = std.mem.findScalarLast(u8, held.items[fresh..], '\n');
            say.memory = arena.allocator();
            defer say.memory = memory;
            if (end) |at| try self.group(held.items[0 .. fresh + at]);
            self.flush();
            if (end) |at| held.replaceRangeAssumeCapacity(0, fresh + at + 1, "");
            if (held.items.len > most)
                return say.refuse("R408", say.text("{s}:{d}", .{ self.source, self.lines + 1 }), say.text("a line of at most {d} bytes", .{most}), "a longer one");
            _ = arena.reset(.{ .retain_with_limit = 1 << 22 });
        }
        if (held.items.len > 0) try self.group(held.items);
        self.flush();
        self.progress.end();
        if (self.failures > 0) say.tell(say.text("flowrt: {d} of {d} lines failed", .{ self.failures, self.lines }));
        return self.gravest;
    }

    fn flush(self: *Copy) void {
        say.print(self.out.items);
        self.out.clearRetainingCapacity();
        if (self.out.capacity > 1 << 22) self.out.clearAndFree(lasting);
        self.progress.show(self.lines);
    }

    /// Run lines, whose ends stand between them.
    fn group(self: *Copy, text: []const u8) say.Error!void {
        if (!self.runner.terms.one_instance or !try self.together(text)) try self.apart(text);
    }

    /// Run lines in one call; false where they have to be run one by one.
    fn together(self: *Copy, text: []const u8) say.Error!bool {
        var input: std.ArrayList(u8) = .empty;
        var count: usize = 0;
        var each = std.mem.splitScalar(u8, text, '\n');
        while (each.next()) |line| : (count += 1) {
            if (self.runner.limits.input_bytes) |most| if (line.len > most) return false;
            self.add_wrapped(&input, line);
            input.append(say.memory, '\n') catch say.no_memory();
        }
        if (!std.unicode.utf8ValidateSlice(input.items)) return false;
        const answer = self.stream.call_lines(self.entry, input.items) catch return false;
        if (std.mem.countScalar(u8, answer, '\n') != count)
            return say.fail("R418", "", &.{ .{ .label = "flow", .text = self.entry.name }, .{ .label = "message", .text = "its door lost count of the lines" } });
        if (std.mem.find(u8, answer, fault_mark) == null and self.runner.limits.output_bytes == null) {
            self.add(answer);
            self.lines += count;
            return true;
        }
        var results = std.mem.splitScalar(u8, answer[0 .. answer.len - 1], '\n');
        while (results.next()) |result| try self.put(self.sorted_out(result));
        return true;
    }

    fn sorted_out(self: *Copy, result: []const u8) say.Error![]const u8 {
        if (std.mem.find(u8, result, fault_mark)) |at| return faults.of_codec(result[at + 1 ..], self.origin());
        return self.runner.bounded(self.entry, result);
    }

    fn apart(self: *Copy, text: []const u8) say.Error!void {
        var each = std.mem.splitScalar(u8, text, '\n');
        while (each.next()) |line| {
            if (is_blank(line)) {
                try self.put("");
                continue;
            }
            var input: std.ArrayList(u8) = .empty;
            self.add_wrapped(&input, line);
            const result = if (self.runner.terms.one_instance)
                self.stream.call(self.entry, input.items, self.origin())
            else
                self.runner.call(self.entry, input.items, self.origin());
            if (result) |_| {} else |_| if (say.is_fault()) say.add_fact("input", self.origin().within);
            try self.put(result);
        }
    }

    /// Write what a line gave; its failure ends it all, unless it is to keep going.
    fn put(self: *Copy, result: say.Error![]const u8) say.Error!void {
        self.lines += 1;
        self.add(result catch failed: {
            if (!self.keeps_going) {
                say.print(self.out.items);
                self.progress.end();
                return error.Problem;
            }
            self.failures += 1;
            self.gravest = @max(self.gravest, say.report());
            break :failed "";
        });
        self.add("\n");
    }

    fn add(self: *Copy, text: []const u8) void {
        self.out.appendSlice(lasting, text) catch say.no_memory();
    }

    fn add_wrapped(self: *Copy, input: *std.ArrayList(u8), line: []const u8) void {
        const wrap: Wrap = if (is_blank(line)) .{} else self.wrap;
        for ([_][]const u8{ wrap.before, line, wrap.after }) |part| input.appendSlice(say.memory, part) catch say.no_memory();
    }

    /// Where the next line came from.
    fn origin(self: *const Copy) run.Origin {
        return .{ .within = say.text("{s}:{d}", .{ self.source, self.lines + 1 }), .shift = self.wrap.before.len };
    }
};

/// Whether a line has nothing but spaces and control characters.
fn is_blank(line: []const u8) bool {
    for (line) |byte| if (byte > ' ') return false;
    return true;
}

/// How far a long run is: shown on a terminal's stderr, and nowhere else.
const Progress = struct {
    started: f64,
    shown_at: f64,
    visible: bool,
    drawn: bool = false,

    fn new() Progress {
        const now = os.now();
        return .{ .started = now, .shown_at = now, .visible = os.is_terminal(os.stderr) and !os.is_terminal(os.stdout) };
    }

    /// Redraw the count, at most twice a second.
    fn show(self: *Progress, lines: usize) void {
        const now = os.now();
        if (!self.visible or now - self.shown_at <= 0.5) return;
        const rate: usize = @intFromFloat(@as(f64, @floatFromInt(lines)) / (now - self.started));
        _ = os.write_all(os.stderr, say.text("\r{d} lines, {d} lines/s ", .{ lines, rate }));
        self.shown_at = now;
        self.drawn = true;
    }

    fn end(self: *Progress) void {
        if (self.drawn) _ = os.write_all(os.stderr, "\n");
        self.drawn = false;
    }
};
