//! JSON text to canonical layout, by descriptor.
//!
//! Every reader takes the cursor at a value's first byte and returns the one behind its last.

const fault = @import("fault.zig");
const numbers = @import("number_in.zig");
const scan = @import("scan.zig");
const string = @import("string.zig");
const table = @import("table.zig");
const list = @import("list.zig");
const record = @import("record.zig");
const choice = @import("choice.zig");
const Cursor = scan.Cursor;
const Desc = table.Desc;
const Span = table.Span;

/// Reads one value and nothing behind it. `present` is given for a record of parameters, and then
/// the text is known to be UTF-8, as every string is that a component is given.
pub fn whole(d: *const Desc, ptr: u32, len: u32, out: [*]u8, present: ?[*]u8) bool {
    const first = scan.space(scan.begin(ptr, len, present != null));
    defer scan.finish();
    const behind = if (present) |flags| record.params(d, first, out, flags) else value(d, first, out);
    const after = scan.space(behind orelse return false);
    return scan.atEnd(after) or fault.raise(.syntax, "end of text", after) != null;
}

pub noinline fn value(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    return any(d, p, out);
}

/// `value`, for loops over many values. An option is seen to before what it holds, which is never
/// one: that of an option is `wrapped`.
pub inline fn any(outer: *const Desc, p: Cursor, place: [*]u8) ?Cursor {
    var d = outer;
    var out = place;
    if (d.kind == .option) {
        const none = p[0] == 'n' and scan.startsWith(p, "null");
        out[0] = @intFromBool(!none);
        if (none) return p + 4;
        out += d.payload;
        d = d.element();
    }
    return switch (d.kind) {
        .bool => boolean(d, p, out),
        .u8, .s8, .u16, .s16, .u32, .s32, .u64, .s64 => numbers.integer(d, p, out),
        .f32 => numbers.float(f32, d, p, out),
        .f64 => numbers.float(f64, d, p, out),
        .char => char(d, p, out),
        .string => text(d, p, out),
        .bytes => list.bytes(d, p, out),
        .list => list.list(d, p, out),
        .tuple => list.tuple(d, p, out),
        .record => record.record(d, p, out),
        .option => unreachable,
        .wrapped => choice.wrapped(d, p, out),
        .result, .variant => choice.variant(d, p, out),
        .@"enum" => choice.enumeration(d, p, out),
        .flags => choice.flags(d, p, out),
    };
}

inline fn boolean(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    const yes = scan.startsWith(p, "true");
    if (!yes and !scan.startsWith(p, "false")) return fault.mismatch(d, p);
    out[0] = @intFromBool(yes);
    return p + @as(u32, if (yes) 4 else 5);
}

inline fn text(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '"') return fault.mismatch(d, p);
    var span: Span = undefined;
    const after = string.read(p, &span) orelse return null;
    span.store(out);
    return after;
}

noinline fn char(d: *const Desc, p: Cursor, out: [*]u8) ?Cursor {
    if (p[0] != '"') return fault.mismatch(d, p);
    var span: Span = undefined;
    const after = string.read(p, &span) orelse return null;
    const one = span.text();
    if (one.len == 0 or string.charLength(one) != one.len) return fault.raise(.type, d.name(), p);
    table.store(u32, out, string.scalar(one));
    return after;
}
