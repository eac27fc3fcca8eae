//! How the launcher speaks: `flowrt/problems/report.py` in Zig. A problem is kept here and its code returned
//! as `error.Problem`; whoever catches it prints it, and `exit_code` is how the process ends.

const std = @import("std");
const audit = @import("audit.zig");
const codes = @import("codes.zig");
const here = @import("here.zig");
const os = @import("os.zig").os;

pub const Error = error{Problem};
pub const Fact = struct { label: []const u8, text: []const u8 };
const shown_most = 160;

/// Nothing is freed: a launcher lives as long as one run. Who runs line after line puts an arena here
/// that is emptied after each.
pub var memory = @import("heap.zig").allocator;

/// Whether messages are JSON lines.
pub var as_json = false;

pub const Problem = struct {
    kind: codes.Code,
    place: []const u8,
    facts: []const Fact,
    help: []const u8,

    pub fn fact(self: Problem, label: []const u8) []const u8 {
        for (self.facts) |one| if (std.mem.eql(u8, one.label, label)) return one.text;
        return "";
    }
};

/// Keep a problem with copies of the given facts, of which empty ones are left out.
pub fn fail(comptime code: []const u8, place: []const u8, facts: []const Fact) Error {
    const kind = comptime codes.find(code);
    const kept = memory.dupe(Fact, facts) catch no_memory();
    for (kept) |*fact| fact.text = text("{s}", .{fact.text});
    here.here().problem = .{ .kind = kind, .place = text("{s}", .{place}), .facts = kept, .help = kind.help };
    return error.Problem;
}

/// Whether the kept problem is that a flow stopped, and not that it was given what does not fit.
pub fn is_fault() bool {
    return std.mem.eql(u8, here.here().problem.kind.level, "fault");
}

/// Add to the kept problem what its maker could not know.
pub fn add_fact(label: []const u8, value: []const u8) void {
    const problem = &here.here().problem;
    problem.facts = std.mem.concat(memory, Fact, &.{ problem.facts, &.{.{ .label = label, .text = value }} }) catch no_memory();
}

pub fn refuse(comptime code: []const u8, place: []const u8, expected: []const u8, found: []const u8) Error {
    return fail(code, place, &.{ .{ .label = "expected", .text = expected }, .{ .label = "found", .text = found } });
}

pub fn text(comptime form: []const u8, values: anytype) []const u8 {
    return std.fmt.allocPrint(memory, form, values) catch no_memory();
}

/// A null-terminated copy, for the C library.
pub fn name(value: []const u8) [:0]const u8 {
    return memory.dupeSentinel(u8, value, 0) catch no_memory();
}

pub fn no_memory() noreturn {
    _ = os.write_all(os.stderr, "launcher: out of memory\n");
    os.exit(70);
}

pub fn tell(line: []const u8) void {
    _ = os.write_all(os.stderr, text("{s}\n", .{line}));
}

/// Write to stdout. A reader who has seen enough is no mistake: it ends the process well.
pub fn print(data: []const u8) void {
    if (os.write_all(os.stdout, data)) return;
    if (!os.reader_is_gone()) not_written("");
    audit.end(0, null);
    os.exit(0);
}

/// End because something cannot be written: stdout, or the file of this path.
pub fn not_written(path: []const u8) noreturn {
    const problem = "R581";
    const reason = if (path.len == 0 and os.is_closed()) "stdout is closed" else os.failure();
    fail(problem, path, &.{.{ .label = "found", .text = reason }}) catch {};
    const code = report();
    audit.end(code, problem);
    os.exit(code);
}

pub fn joined(words: []const []const u8) []const u8 {
    return std.mem.join(memory, ", ", words) catch no_memory();
}

/// Text as a JSON string.
pub fn quoted(value: []const u8) []const u8 {
    return std.json.Stringify.valueAlloc(memory, value, .{}) catch no_memory();
}

/// Write the kept problem to stderr; return the exit code.
pub fn report() u8 {
    const problem = here.here().problem;
    if (as_json) tell(json_of(problem)) else tell(rendered(problem));
    return problem.kind.exit;
}

fn json_of(problem: Problem) []const u8 {
    var facts: std.ArrayList(u8) = .empty;
    for (problem.facts) |fact| if (fact.text.len > 0)
        add(&facts, "{s}\"{s}\": {s}", .{ if (facts.items.len > 0) ", " else "", fact.label, quoted(shown(fact.text)) });
    return text("{{\"schema\": 1, \"level\": \"{s}\", \"code\": \"{s}\", \"title\": {s}, \"place\": {s}, \"facts\": {{{s}}}, \"rule\": {s}, \"help\": {s}}}", .{
        problem.kind.level, problem.kind.code,         quoted(problem.kind.title), quoted(problem.place),
        facts.items,        quoted(problem.kind.rule), quoted(problem.help),
    });
}

pub fn rendered(problem: Problem) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    add(&out, "{s}[{s}]: {s}\n", .{ problem.kind.level, problem.kind.code, problem.kind.title });
    if (problem.place.len > 0) add(&out, " --> {s}\n", .{shown(problem.place)});
    const rule: []const Fact = if (problem.kind.rule.len > 0) &.{.{ .label = "rule", .text = problem.kind.rule }} else &.{};
    const facts = std.mem.concat(memory, Fact, &.{ problem.facts, rule }) catch no_memory();
    var width: usize = 0;
    for (facts) |fact| if (fact.text.len > 0) {
        width = @max(width, fact.label.len);
    };
    for (facts) |fact| if (fact.text.len > 0) {
        add(&out, "  = {s}", .{fact.label});
        out.appendNTimes(memory, ' ', width - fact.label.len) catch no_memory();
        add(&out, " {s}\n", .{shown(fact.text)});
    };
    if (problem.help.len > 0) add(&out, "help: {s}\n", .{problem.help});
    return std.mem.trimEnd(u8, out.items, "\n");
}

pub fn add(out: *std.ArrayList(u8), comptime form: []const u8, values: anytype) void {
    out.appendSlice(memory, text(form, values)) catch no_memory();
}

/// A short one-line text; what does not print, or would change how the line reads, is escaped.
pub fn shown(value: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    var at: usize = 0;
    var count: usize = 0;
    while (at < value.len) : (count += 1) {
        if (count == shown_most) {
            add(&out, "...", .{});
            break;
        }
        const size = std.unicode.utf8ByteSequenceLength(value[at]) catch 1;
        const piece = value[at..@min(at + size, value.len)];
        if (std.unicode.utf8ValidateSlice(piece)) {
            escape(&out, std.unicode.utf8Decode(piece) catch unreachable, piece);
            at += size;
        } else {
            add(&out, "\\udc{x:0>2}", .{value[at]});
            at += 1;
        }
    }
    return out.items;
}

/// All of a text that is UTF-8 and may have lines, with the same escaped.
pub fn readable(value: []const u8) []const u8 {
    var out: std.ArrayList(u8) = .empty;
    var points = (std.unicode.Utf8View.initUnchecked(value)).iterator();
    while (points.nextCodepointSlice()) |piece| switch (std.unicode.utf8Decode(piece) catch unreachable) {
        '\n', '\t', 0xa0, 0x202f => out.appendSlice(memory, piece) catch no_memory(),
        else => |point| escape(&out, point, piece),
    };
    return out.items;
}

fn escape(out: *std.ArrayList(u8), point: u21, piece: []const u8) void {
    if (is_plain(point)) return out.appendSlice(memory, piece) catch no_memory();
    switch (point) {
        '\n' => add(out, "\\n", .{}),
        '\r' => add(out, "\\r", .{}),
        '\t' => add(out, "\\t", .{}),
        else => if (point < 0x100) add(out, "\\x{x:0>2}", .{point}) else if (point < 0x10000) add(out, "\\u{x:0>4}", .{point}) else add(out, "\\U{x:0>8}", .{point}),
    }
}

/// Whether a character prints: no control, no format, no separator but the space, nobody's own.
fn is_plain(point: u21) bool {
    return switch (point) {
        0...0x1f, 0x7f...0xa0, 0xad, 0x600...0x605, 0x61c, 0x6dd, 0x180e => false,
        0x2000...0x200f, 0x2028...0x202f, 0x205f...0x206f, 0x3000 => false,
        0xd800...0xf8ff, 0xfeff, 0xfff0...0xfffb, 0xe0000...0x10ffff => false,
        else => true,
    };
}

/// Whether every character prints and none changes how the others are read.
pub fn prints(value: []const u8) bool {
    const points = std.unicode.Utf8View.init(value) catch return false;
    var each = points.iterator();
    while (each.nextCodepoint()) |point| if (!is_plain(point)) return false;
    return true;
}
