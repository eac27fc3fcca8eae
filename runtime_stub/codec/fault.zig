//! The one fault that is kept: what was wrong with a text or a value, and where.
//!
//! Raising returns null, and every level on the way out adds its step to the path. `report` turns
//! what was kept into JSON. It says what kind of thing was found, never which one.

const table = @import("table.zig");
const numbers = @import("number_out.zig");
const Buffer = @import("buffer.zig").Buffer;
const Cursor = @import("scan.zig").Cursor;
const scan = @import("scan.zig");
const kind = @import("kind.zig");

pub const Code = enum(u16) {
    syntax = 401,
    type = 402,
    range = 403,
    missing = 404,
    unknown_key = 405,
    duplicate = 406,
    unknown_case = 407,
    limit = 408,
    unprintable = 409,
};

/// A field's or case's name, or an index where `name` is empty.
const Step = struct { name: []const u8, index: u32 };

/// Types are nested less deeply than this; the table's builder sees to it.
pub const max_depth = 128;

var code: Code = .syntax;
var steps: [max_depth + 2]Step = undefined;
var depth: u32 = 0;
var expected: []const u8 = "";
/// Its names are what was expected, where this is given.
var choices: ?*const table.Desc = null;
var offset: ?u32 = null;
var found: []const u8 = "";

/// Keeps a fault at `at` in the text that is being decoded, where the value there is what is wrong.
pub noinline fn raise(which: Code, wanted: []const u8, at: Cursor) ?Cursor {
    return raiseAs(which, wanted, at, kind.of(at));
}

/// Keeps a fault at `at`, and what is found there; that must quote nothing.
pub noinline fn raiseAs(which: Code, wanted: []const u8, at: Cursor, what: []const u8) ?Cursor {
    code = which;
    depth = 0;
    expected = wanted;
    choices = null;
    offset = @intFromPtr(at) - scan.start;
    found = what;
    return null;
}

/// A value of another type, or no JSON value at all.
pub noinline fn mismatch(d: *const table.Desc, at: Cursor) ?Cursor {
    return raise(if (scan.startsValue(at)) .type else .syntax, d.name(), at);
}

/// A name that is none of a type's fields, cases or labels.
pub noinline fn unknown(which: Code, d: *const table.Desc, at: Cursor) ?Cursor {
    _ = raiseAs(which, "", at, kind.name(at));
    choices = d;
    return null;
}

/// A number that is too far from zero for its type.
pub noinline fn outside(d: *const table.Desc, at: Cursor) ?Cursor {
    return raiseAs(.range, d.name(), at, kind.outside(at, d.kind.hasSign()));
}

/// A value in memory that JSON cannot express.
pub noinline fn unprintable(wanted: []const u8, what: []const u8) void {
    code = .unprintable;
    depth = 0;
    expected = wanted;
    choices = null;
    offset = null;
    found = what;
}

pub noinline fn inName(name: []const u8) ?Cursor {
    return step(.{ .name = name, .index = 0 });
}

pub noinline fn inItem(index: u32) ?Cursor {
    return step(.{ .name = "", .index = index });
}

fn step(one: Step) ?Cursor {
    if (depth < steps.len) {
        steps[depth] = one;
        depth += 1;
    }
    return null;
}

/// Writes the fault as JSON on the heap, and where it lies to `cell`.
pub fn report(cell: [*]u8) void {
    var out: Buffer = .{};
    out.begin();
    out.bytes("{\"code\":\"R");
    decimal(&out, @backingInt(code));
    out.bytes("\",\"path\":\"");
    writePath(&out);
    out.bytes("\",\"expected\":");
    if (choices) |d| writeChoices(&out, d) else out.quoted(expected);
    out.bytes(",\"found\":");
    out.quoted(found);
    if (offset) |at| {
        out.bytes(",\"at\":");
        decimal(&out, at);
    }
    out.byte('}');
    out.end(cell);
}

fn writePath(out: *Buffer) void {
    var i = depth;
    while (i > 0) {
        i -= 1;
        const one = steps[i];
        if (one.name.len == 0) {
            out.byte('[');
            decimal(out, one.index);
            out.byte(']');
        } else {
            if (i + 1 < depth) out.byte('.');
            out.bytes(one.name);
        }
    }
}

fn writeChoices(out: *Buffer, d: *const table.Desc) void {
    out.bytes(if (d.count == 0) "\"no keys" else "\"one of ");
    for (d.entries(), 0..) |*entry, i| {
        if (i > 0) out.bytes(", ");
        if (i == 12) {
            out.bytes("...");
            break;
        }
        out.bytes(d.label(entry));
    }
    out.byte('"');
}

fn decimal(out: *Buffer, value: u64) void {
    out.stop(numbers.unsigned(out.room(out.place(), numbers.longest), value));
}
